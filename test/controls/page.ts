import { type Acknowledged, acknowledgedInTemplates, acknowledgedInTree } from './acknowledgements';
import { type Control, isChecked } from './control';
import { CONTROLS } from './controls';
import { platforms, SERVICES } from './platforms';

const TEST = 'controls/controls.test.ts';

/** Returns the text of docs/controls.md. */
export function page(): string {
  const parts = CONTROLS.flatMap(([name, controls]) => [
    `### ${name}`,
    table(['control', 'title', 'standards', 'required property', 'test, or reason for no test'], controls.map(row)),
  ]);
  return `${[INTRODUCTION, '## Controls', CONTROLS_TEXT, ...parts, '## Acknowledged findings', ACKNOWLEDGED_TEXT, acknowledged()].join('\n\n')}\n`;
}

const INTRODUCTION = `# Controls

<!-- Generated from test/controls by \`npm run controls\`. -->

The security controls that staging and production meet: for each control, the property that a resource must have, and the
test that checks it. \`local\` and \`development\` leave out the controls that cost money. \`npm run compliance\` checks the
same templates, with workloads connected, against the rules of cdk-nag, checkov, cfn-lint and the CDK.`;

const CONTROLS_TEXT = `The tables list the controls of AWS Security Hub that apply to the library, from AWS Foundational Security Best Practices
(FSBP) and PCI DSS v4.0.1. A row without a control number is a requirement of this library that no template checker has.`;

const ACKNOWLEDGED_TEXT = `The findings of cdk-nag and checkov in the library's own constructs that are acknowledged, each with its reason. A test
fails if an acknowledgement matches no finding (\`test/controls/acknowledgements.test.ts\`; for checkov,
\`npm run compliance\`). The example apps acknowledge the findings in their own resources in their own code.`;

function row(control: Control): string[] {
  const { id, title, standards } = control;
  const common = [id, title, standards.join(', ')];
  if (isChecked(control)) {
    return [...common, `${control.kind.name}: ${control.property.text}`, link(TEST)];
  }
  return [...common, '', control.test ? `${control.reason} ${link(control.test)}` : control.reason];
}

/** Returns a table with one row for each reason, which lists all rules and constructs that it acknowledges. */
function acknowledged(): string {
  const all = platforms().flatMap(({ app }) => {
    app.synth(); // some resources are created during synthesis
    return [...acknowledgedInTree(app), ...acknowledgedInTemplates(app)];
  });
  const reasons = [...new Set(all.map(({ reason }) => reason))].sort();
  if (reasons.length === 0) {
    return 'None.';
  }
  const rows = reasons.map((reason) => {
    const same = all.filter((one) => one.reason === reason);
    return [
      lines(same, ({ rule }) => `\`${genericRule(rule)}\``),
      lines(same, ({ path }) => `\`${genericPath(path)}\``),
      reason,
    ];
  });
  return table(['rules', 'constructs', 'reason'], rows);
}

function lines(acknowledgements: Acknowledged[], text: (one: Acknowledged) => string): string {
  return [...new Set(acknowledgements.map(text))].sort().join('<br>');
}

/** Replaces the names of services, environments and exported values in the id of a rule with placeholders. */
function genericRule(rule: string): string {
  return anyService(rule.replace(/Ecommerce:ExportsOutput\w+/, '<arn>'));
}

/** Returns the path of a construct below the platform, with placeholders for the names of services and environments. */
function genericPath(path: string): string {
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
