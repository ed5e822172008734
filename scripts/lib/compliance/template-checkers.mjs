// cfn-lint and checkov, over copies of the templates without their acknowledgements: a check that is skipped does not say
// whether it would have failed, and an acknowledgement that nothing matches must not stay.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withoutAws } from '../aws/environment.mjs';
import { run } from '../cli/processes.mjs';
import { CHECKED_TEMPLATES, LOGS } from '../paths.mjs';
import { isTemplate } from './assemblies.mjs';
import { CFN_LINT, CHECKOV } from './checkers.mjs';
import { cfnLintFindings, checkovFindings } from './findings.mjs';

// Exit codes of cfn-lint that are verdicts on a template: sums of 2 (errors), 4 (warnings) and 8 (information).
const CFN_LINT_VERDICTS = [0, 2, 4, 6, 8, 10, 12, 14];
const CHECKOV_VERDICTS = [0, 1];

/** Copies the templates of `apps`, each as { file, app, environment, stack, acknowledgements }. */
export function copyTemplates(apps) {
  rmSync(CHECKED_TEMPLATES, { recursive: true, force: true });
  return apps.flatMap(({ name, environment, folder }) => {
    const copies = name.replaceAll(' ', '-');
    mkdirSync(join(CHECKED_TEMPLATES, copies), { recursive: true });
    return readdirSync(folder)
      .filter(isTemplate)
      .map((template) => {
        const file = join(copies, template);
        const content = JSON.parse(readFileSync(join(folder, template), 'utf8'));
        const acknowledgements = takeAcknowledgements(content);
        writeFileSync(join(CHECKED_TEMPLATES, file), JSON.stringify(content, undefined, 1));
        return { file, app: name, environment, stack: template.split('.')[0], acknowledgements };
      });
  });
}

/** Removes the acknowledgements from a template's resources, and answers them. */
export function takeAcknowledgements({ Resources }) {
  return Object.entries(Resources).flatMap(([resource, { Metadata = {} }]) => {
    const linted = Metadata['cfn-lint']?.config.ignore_checks ?? [];
    const skipped = Metadata.checkov?.skip ?? [];
    delete Metadata['cfn-lint'];
    delete Metadata.checkov;
    return [
      ...linted.map((rule) => ({ tool: CFN_LINT, rule, resource })),
      ...skipped.map(({ id }) => ({ tool: CHECKOV, rule: id, resource })),
    ];
  });
}

export async function cfnLint(python, templates) {
  const { stdout } = await check(python, CFN_LINT, ['--format', 'json', '--'], templates, CFN_LINT_VERDICTS);
  return judge(CFN_LINT, cfnLintFindings(stdout), templates);
}

/** Without --skip-download, checkov asks its maker for more about each check. */
export async function checkov(python, templates) {
  const args = ['--framework', 'cloudformation', '--output', 'json', '--compact', '--skip-download', '--file'];
  const { stdout } = await check(python, CHECKOV, args, templates, CHECKOV_VERDICTS);
  return judge(CHECKOV, checkovFindings(stdout), templates);
}

function check(python, program, args, templates, accept) {
  return run(program, join(dirname(python), program), [...args, ...templates.map(({ file }) => file)], {
    cwd: CHECKED_TEMPLATES,
    // A home without the user's own settings for the program.
    env: { ...withoutAws(process.env), HOME: CHECKED_TEMPLATES },
    log: join(LOGS, `${program}.log`),
    accept,
  });
}

/** What is left of a tool's findings when the templates' acknowledgements are counted, and those that match none. */
export function judge(tool, findings, templates) {
  const findingsOf = (file) => findings.filter((finding) => finding.file === file);
  const judged = templates.map(({ file, app, environment, stack, acknowledgements }) => {
    const of = (it) => ({ ...it, app, environment, stack });
    const own = acknowledgements.filter((it) => it.tool === tool);
    const isOf = (finding) => (it) => it.rule === finding.rule && it.resource === finding.resource;
    const stale = own
      .filter((it) => !findingsOf(file).some((finding) => isOf(finding)(it)))
      .map((it) => ({ ...it, at: it.resource, text: 'this acknowledgement matches no finding: remove it' }));
    const open = findingsOf(file).filter((finding) => !own.some(isOf(finding)));
    const acknowledged = findingsOf(file).filter((finding) => own.some(isOf(finding)));
    return { findings: [...open, ...stale].map(of), acknowledged: acknowledged.map(of) };
  });
  const all = judged.flatMap((it) => it.findings);
  return { findings: all, acknowledged: judged.flatMap((it) => it.acknowledged), note: `${all.length} findings` };
}
