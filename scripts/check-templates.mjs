#!/usr/bin/env node
// Every environment's template, as a user's app synthesizes it, must have no finding: from the CDK's own validator and
// from cfn-lint.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ENVIRONMENTS, parseCommandLine } from './lib/arguments.mjs';
import { withoutAws } from './lib/aws-environment.mjs';
import { buildTarball } from './lib/build.mjs';
import { assembly, prepareExample, synthesize } from './lib/example.mjs';
import { Failure } from './lib/failure.mjs';
import { cfnLintFindings, differingFlags, validatorFindings } from './lib/findings.mjs';
import { installNodeModules, installVenv } from './lib/install.mjs';
import { main } from './lib/main.mjs';
import { EXAMPLE, LINT_REQUIREMENTS, LINT_VENV, LOGS, RESULTS } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { Progress } from './lib/progress.mjs';
import { forgetResult, recordResult } from './lib/results.mjs';
import { table } from './lib/tables.mjs';

const VALIDATOR_FLAG = '@aws-cdk/core:validateAgainstDefaultRules';

// Exit codes of cfn-lint that are verdicts on a template: sums of 2 (errors), 4 (warnings) and 8 (information).
const CFN_LINT_VERDICTS = [0, 2, 4, 6, 8, 10, 12, 14];

const HELP = `Checks the example app's template of each environment (${ENVIRONMENTS.join(', ')}).

Usage: node scripts/check-templates.mjs

Synthesizes with the app's own aws-cdk-lib, the feature flags that \`cdk init\` recommends and the CDK's own validator,
whose findings are errors; then runs cfn-lint. Prints the findings, and their number by environment and tool.
Logs are in dist/logs.

  --help  this text

Exit code: 0 without any finding (warnings count), 1 otherwise.`;

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), {});
  if (options.help) return console.log(HELP);
  forgetResult(RESULTS, 'templates');

  const progress = new Progress({ total: 4 + 2 * ENVIRONMENTS.length });
  await progress.step('Install npm packages', installNodeModules);
  const { python } = await progress.step('Install cfn-lint', (report) =>
    installVenv(LINT_VENV, LINT_REQUIREMENTS, report),
  );
  const { tarball } = await progress.step('Build the library', buildTarball);
  await progress.step('Install the example app', (report) => prepareExample(tarball, report));
  requireRecommendedFlags();

  const checks = [];
  for (const environment of ENVIRONMENTS) {
    const check = async (tool, work) => {
      const { findings } = await progress.step(`${environment}: ${tool}`, work);
      checks.push({ environment, tool, findings });
    };
    await check('CDK validator', () => validate(environment));
    await check('cfn-lint', () => lint(python, environment));
  }

  for (const { environment, tool, findings } of checks) {
    for (const finding of findings) console.log(`${environment}, ${tool}: ${finding}`);
  }
  const rows = checks.map(({ environment, tool, findings }) => [environment, tool, String(findings.length)]);
  console.log(`\n${table(['environment', 'tool', 'findings'], rows)}`);

  const failed = checks.filter(({ findings }) => findings.length > 0).length;
  recordResult(RESULTS, 'templates', { passed: checks.length - failed, failed });
  if (failed > 0) throw new Failure(`${failed} of ${checks.length} template checks have findings.`);
});

/** Without the flags the validator says nothing, which would look like a template without findings. */
function requireRecommendedFlags() {
  const read = (...path) => JSON.parse(readFileSync(join(EXAMPLE, ...path), 'utf8'));
  const recommended = read('node_modules', 'aws-cdk-lib', 'recommended-feature-flags.json');
  const differing = differingFlags(recommended, read('cdk.json').context);
  if (differing.length > 0) {
    throw new Failure(
      `examples/typescript/cdk.json differs from the flags cdk init recommends: ${differing.join(', ')}.`,
    );
  }
  if (recommended[VALIDATOR_FLAG] !== true) throw new Failure(`This aws-cdk-lib does not recommend ${VALIDATOR_FLAG}.`);
}

/** The CDK's findings end a synthesis with exit code 1; without a report, something else ended it. */
async function validate(environment) {
  const file = join(assembly(environment), 'validation-report.json');
  rmSync(assembly(environment), { recursive: true, force: true });
  let failure;
  try {
    await synthesize(environment);
  } catch (error) {
    failure = error;
  }
  const findings = existsSync(file) ? validatorFindings(JSON.parse(readFileSync(file, 'utf8'))) : [];
  if (failure && findings.length === 0) throw failure;
  return noted(findings);
}

async function lint(python, environment) {
  const folder = assembly(environment);
  const templates = readdirSync(folder).filter((name) => name.endsWith('.template.json'));
  if (templates.length === 0) throw new Failure(`The synthesis of ${environment} wrote no template.`);
  const { stdout } = await run(
    'cfn-lint',
    join(dirname(python), 'cfn-lint'),
    ['--format', 'json', '--', ...templates],
    {
      cwd: folder,
      env: withoutAws(process.env),
      log: join(LOGS, `cfn-lint-${environment}.log`),
      accept: CFN_LINT_VERDICTS,
    },
  );
  return noted(cfnLintFindings(stdout));
}

const noted = (findings) => ({ findings, note: findings.length === 0 ? 'no findings' : `${findings.length} findings` });
