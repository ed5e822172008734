#!/usr/bin/env node

// `npm run compliance`: checks the templates that the example apps synthesize against the rules of AWS, NIST, HIPAA and
// PCI, in every environment, with each catalogue and with connected workloads.

import { Failure } from '../local/lib/cli/failure.mjs';
import { shortened } from '../local/lib/cli/lists.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { table } from '../local/lib/cli/tables.mjs';
import { installVenv } from '../local/lib/install/virtual-environment.mjs';
import { buildTarball } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { APPS, PLANTED_APPS, plantFaults, synthesizeApp } from './lib/compliance/assemblies.mjs';
import { ALWAYS_GATED, GATED_ENVIRONMENTS, TOOLS } from './lib/compliance/checkers.mjs';
import { countFindings, describeFindings } from './lib/compliance/finding-summary.mjs';
import { faultRows, missedFaults } from './lib/compliance/planted-faults.mjs';
import { cfnLint, checkov, copyTemplates } from './lib/compliance/template-checkers.mjs';
import { prepareExample } from './lib/example/example-app.mjs';
import { requireShortTemporaryFolder } from './lib/example/socket-path.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { CHECKERS_REQUIREMENTS, CHECKERS_VENV, LOGS, RESULTS } from './lib/paths.mjs';
import { forgetResult, recordResult } from './lib/test-suites/test-counts.mjs';

const SUITE = 'compliance';

const HELP = `Checks the example apps' templates in each environment, with each catalogue and with connected workloads.

Usage: npm run compliance

Synthesizes each app once, with its own aws-cdk-lib, the feature flags that \`cdk init\` recommends, the CDK's own
validator and cdk-nag's rules (AwsSolutions, NIST 800-53 r5, HIPAA, PCI DSS 3.2.1); then runs cfn-lint and checkov.
Prints the findings, and the numbers of open and acknowledged findings by environment and tool.

The command fails on any finding of the CDK's validator or cfn-lint, and on a finding of another tool in
${GATED_ENVIRONMENTS.join(' or ')}. An acknowledgement in a template that matches no finding is a finding. To prove that the
checks work, faults are planted in copies of the apps (scripts/lib/compliance/planted-stacks.ts), and the tools must
find each of them. Logs are in dist/logs.

  --help  print this help

Exit code: 0 when no finding fails the command, 1 otherwise.`;

main({ help: HELP }, async () => {
  requireShortTemporaryFolder();
  forgetResult(RESULTS, SUITE);

  const apps = [...APPS, ...PLANTED_APPS];
  const progress = new Progress({ total: 4 + apps.length + 2 });
  await progress.step('Install npm packages', installNodeModules);
  const { python } = await progress.step('Install cfn-lint and checkov', (report) =>
    installVenv({ folder: CHECKERS_VENV, requirements: CHECKERS_REQUIREMENTS, logs: LOGS }, report),
  );
  const { tarball } = await progress.step('Build the library', buildTarball);
  await progress.step('Install the example apps', async (report) => {
    const installed = await prepareExample(tarball, report);
    plantFaults();
    return installed;
  });

  const reports = [];
  for (const app of apps) {
    reports.push(await progress.step(`Synthesize ${app.name}`, () => synthesizeApp(app)));
  }
  const templates = copyTemplates(apps);
  reports.push(await progress.step('cfn-lint', () => cfnLint(python, templates)));
  reports.push(await progress.step('checkov', () => checkov(python, templates)));

  const findings = reports.flatMap((it) => it.findings);
  const acknowledged = reports.flatMap((it) => it.acknowledged);
  report(findings, acknowledged);
});

/** Prints all findings. Fails on a gated finding, or when a planted fault was not found. */
function report(findings, acknowledged) {
  console.log(`\n${describeFindings(findings)}\n`);
  const missed = missedFaults(findings);
  console.log(`${table(['planted fault', 'found by'], faultRows(findings))}\n`);

  const checked = countFindings(findings, acknowledged);
  const text = ({ open, acknowledged }) => `${open}${acknowledged > 0 ? ` (${acknowledged})` : ''}`;
  const environments = [...new Set(checked.map(({ environment }) => environment))];
  const rows = environments.map((environment) => [
    environment,
    ...checked.filter((cell) => cell.environment === environment).map(text),
  ]);
  console.log(table(['findings (acknowledged)', ...TOOLS], rows));

  const gated = checked.filter((cell) => cell.gated);
  const failed = gated.filter(({ open }) => open > 0);
  recordResult(RESULTS, SUITE, {
    passed: gated.length - failed.length + (missed.length === 0 ? 1 : 0),
    failed: failed.length + missed.length,
  });
  if (missed.length > 0)
    throw new Failure(`The tools did not find every planted fault: ${shortened(missed).join('; ')}.`);
  if (failed.length > 0) {
    const where = failed.map(({ environment, tool, open }) => `${open} in ${environment} from ${tool}`);
    throw new Failure(
      `Unacknowledged findings: ${shortened(where).join(', ')}. Fix or acknowledge each in the construct that causes it.`,
    );
  }
  const always = `no finding of ${ALWAYS_GATED.join(' and ')} in any environment`;
  console.log(
    `\nNo finding in ${GATED_ENVIRONMENTS.join(' and ')}, and ${always}. The findings above do not fail the command.`,
  );
}
