import { type Acknowledged, acknowledgedInTemplates, acknowledgedInTree } from './acknowledgements';
import { type Control, isMet } from './control';
import { CONTROLS } from './controls';
import { platforms, SERVICES } from './platforms';

const TEST = 'controls/controls.test.ts';

/** docs/controls.md. */
export function page(): string {
  const parts = CONTROLS.flatMap(([name, controls]) => [
    `### ${name}`,
    table(['control', 'title', 'standards', 'met by', 'held by, or the reason why not'], controls.map(row)),
  ]);
  return `${[INTRODUCTION, '## Controls', CONTROLS_TEXT, ...parts, '## Acknowledged findings', ACKNOWLEDGED_TEXT, acknowledged()].join('\n\n')}\n`;
}

const INTRODUCTION = `# Controls

<!-- Generated from test/controls by \`npm run controls\`. -->

What staging and production are held to, by which property, and by which test. \`local\` and \`development\` leave out what
costs money. \`npm run compliance\` checks the same templates, with workloads connected, by the rules of cdk-nag, checkov,
cfn-lint and the CDK.`;

const CONTROLS_TEXT = `The controls of AWS Security Hub that apply: of AWS Foundational Security Best Practices (FSBP) and of PCI DSS v4.0.1; and
ours (without a number), which no checker of templates looks for.`;

const ACKNOWLEDGED_TEXT = `What the rules of cdk-nag and checkov find in the library's own constructs, and why it stays. A test fails on an
acknowledgement that matches no finding (\`test/controls/acknowledgements.test.ts\`; for checkov, \`npm run compliance\`). The
example apps acknowledge in their own code what is theirs.`;

function row(control: Control): string[] {
  const { id, title, standards } = control;
  const common = [id, title, standards.join(', ')];
  if (isMet(control)) {
    return [...common, `${control.kind.name}: ${control.property.text}`, link(TEST)];
  }
  return [...common, '', control.test ? `${control.reason} ${link(control.test)}` : control.reason];
}

/** A row for each reason: whichever packs have the rule, and wherever it is said. */
function acknowledged(): string {
  const all = platforms().flatMap(({ app }) => {
    app.synth(); // some resources are made while the app is prepared
    return [...acknowledgedInTree(app), ...acknowledgedInTemplates(app)];
  });
  const reasons = [...new Set(all.map(({ reason }) => reason))].sort();
  if (reasons.length === 0) {
    return 'None.';
  }
  const rows = reasons.map((reason) => {
    const same = all.filter((one) => one.reason === reason);
    return [lines(same, ({ rule }) => `\`${name(rule)}\``), lines(same, ({ path }) => `\`${place(path)}\``), reason];
  });
  return table(['rules', 'at', 'reason'], rows);
}

function lines(acknowledgements: Acknowledged[], text: (one: Acknowledged) => string): string {
  return [...new Set(acknowledgements.map(text))].sort().join('<br>');
}

/** A rule, whichever stack's resource it names. */
function name(rule: string): string {
  return anyService(rule.replace(/Ecommerce:ExportsOutput\w+/, '<arn>'));
}

/** A construct's path in the platform, whichever service's it is. */
function place(path: string): string {
  return anyService(path.replace(/^Ecommerce\/(Platform\/)?/, '').replace(/\/Resource$/, ''));
}

function anyService(text: string): string {
  const names = new RegExp(SERVICES.join('|'), 'g');
  return text.replace(names, '<service>').replace(/\b(production|staging)\b/g, '<environment>');
}

const link = (test: string) => `[${test}](../test/${test})`;

function table(header: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}
