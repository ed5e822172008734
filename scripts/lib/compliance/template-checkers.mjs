// Runs cfn-lint and checkov on copies of the templates without their acknowledgements. A skipped check does not show
// whether it would have failed, and an acknowledgement that matches no finding must be removed.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { CHECKED_TEMPLATES, LOGS } from '../paths.mjs';
import { isTemplate } from './assemblies.mjs';
import { CFN_LINT, CHECKOV } from './checkers.mjs';
import { cfnLintFindings, checkovFindings } from './findings.mjs';

// Exit codes of cfn-lint that report findings: sums of 2 (errors), 4 (warnings) and 8 (information).
const CFN_LINT_EXIT_CODES = [0, 2, 4, 6, 8, 10, 12, 14];
const CHECKOV_EXIT_CODES = [0, 1];

/**
 * Copies the templates of `apps`, and returns each as { file, app, environment, stack, acknowledgements }. Half of them are the
 * same in several apps, such as those of the logins: they have one file.
 */
export function copyTemplates(apps) {
  rmSync(CHECKED_TEMPLATES, { recursive: true, force: true });
  const files = new Map();
  return apps.flatMap(({ name, environment, folder }) => {
    const copies = name.replaceAll(' ', '-');
    mkdirSync(join(CHECKED_TEMPLATES, copies), { recursive: true });
    return readdirSync(folder)
      .filter(isTemplate)
      .map((template) => {
        const content = JSON.parse(readFileSync(join(folder, template), 'utf8'));
        const acknowledgements = extractAcknowledgements(content);
        const text = JSON.stringify(content, undefined, 1);
        if (!files.has(text)) {
          files.set(text, join(copies, template));
          writeFileSync(join(CHECKED_TEMPLATES, copies, template), text);
        }
        return { file: files.get(text), app: name, environment, stack: template.split('.')[0], acknowledgements };
      });
  });
}

/** Removes the acknowledgements from a template's resources, and returns them. */
export function extractAcknowledgements({ Resources }) {
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
  const { stdout } = await check(python, CFN_LINT, ['--format', 'json', '--'], templates, CFN_LINT_EXIT_CODES);
  return applyAcknowledgements(CFN_LINT, cfnLintFindings(stdout), templates);
}

/** Runs checkov. Without --skip-download, it would download guidelines for each check from its vendor. */
export async function checkov(python, templates) {
  const args = ['--framework', 'cloudformation', '--output', 'json', '--compact', '--skip-download', '--file'];
  const { stdout } = await check(python, CHECKOV, args, templates, CHECKOV_EXIT_CODES);
  return applyAcknowledgements(CHECKOV, checkovFindings(stdout), templates);
}

function check(python, program, args, templates, accept) {
  const files = [...new Set(templates.map(({ file }) => file))];
  return run(program, join(dirname(python), program), [...args, ...files], {
    cwd: CHECKED_TEMPLATES,
    // A home directory without the user's own settings for the program.
    env: { ...childEnvironment(process.env), HOME: CHECKED_TEMPLATES },
    log: join(LOGS, `${program}.log`),
    accept,
  });
}

/**
 * Separates a tool's findings into open and acknowledged ones. An acknowledgement that matches no finding is an open
 * finding.
 */
export function applyAcknowledgements(tool, findings, templates) {
  const findingsOf = (file) => findings.filter((finding) => finding.file === file);
  const results = templates.map(({ file, app, environment, stack, acknowledgements }) => {
    const inTemplate = (it) => ({ ...it, app, environment, stack });
    const own = acknowledgements.filter((it) => it.tool === tool);
    const isOf = (finding) => (it) => it.rule === finding.rule && it.resource === finding.resource;
    const stale = own
      .filter((it) => !findingsOf(file).some((finding) => isOf(finding)(it)))
      .map((it) => ({ ...it, at: it.resource, text: 'this acknowledgement matches no finding: remove it' }));
    const open = findingsOf(file).filter((finding) => !own.some(isOf(finding)));
    const acknowledged = findingsOf(file).filter((finding) => own.some(isOf(finding)));
    return { findings: [...open, ...stale].map(inTemplate), acknowledged: acknowledged.map(inTemplate) };
  });
  const all = results.flatMap((it) => it.findings);
  return { findings: all, acknowledged: results.flatMap((it) => it.acknowledged), note: `${all.length} findings` };
}
