#!/usr/bin/env node
// Every environment's templates, of the platform with each catalogue and of the workloads, as users' apps synthesize them,
// must have no finding: from the CDK's own validator and from cfn-lint.

import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CATALOGUES, ENVIRONMENTS, parseCommandLine } from './lib/arguments.mjs';
import { withoutAws } from './lib/aws-environment.mjs';
import { buildTarball } from './lib/build.mjs';
import {
  assembly,
  PLATFORM_STACK,
  prepareExample,
  synthesize,
  synthesizeUsers,
  usersAssembly,
} from './lib/example.mjs';
import { Failure } from './lib/failure.mjs';
import { cfnLintFindings, differingFlags, validatorFindings } from './lib/findings.mjs';
import { installNodeModules, installVenv } from './lib/install.mjs';
import { lookedUp } from './lib/lookups.mjs';
import { main } from './lib/main.mjs';
import { EXAMPLE, LINT_REQUIREMENTS, LINT_VENV, LOGS, RESULTS, USERS_APP } from './lib/paths.mjs';
import { run } from './lib/processes.mjs';
import { Progress } from './lib/progress.mjs';
import { forgetResult, recordResult } from './lib/results.mjs';
import { table } from './lib/tables.mjs';

const VALIDATOR_FLAG = '@aws-cdk/core:validateAgainstDefaultRules';

// Exit codes of cfn-lint that are verdicts on a template: sums of 2 (errors), 4 (warnings) and 8 (information).
const CFN_LINT_VERDICTS = [0, 2, 4, 6, 8, 10, 12, 14];

/**
 * The platform with its workloads, of each environment and catalogue; and the second app, beside phase one alone: what
 * it uses is the same in every catalogue.
 */
const APPS = ENVIRONMENTS.flatMap((environment) => [
  ...CATALOGUES.map((catalogue) => ({
    name: `${environment} ${catalogue}`,
    folder: assembly(environment, catalogue),
    synthesize: () => synthesize(environment, catalogue),
  })),
  {
    name: `${environment} users`,
    folder: usersAssembly(environment, CATALOGUES[0]),
    synthesize: () => synthesizeUsers(environment, CATALOGUES[0], usersLookups(environment)),
  },
]);

function usersLookups(environment) {
  const file = join(assembly(environment, CATALOGUES[0]), `${PLATFORM_STACK}.template.json`);
  return lookedUp(JSON.parse(readFileSync(file, 'utf8')), environment, 'userservice');
}

const HELP = `Checks the example apps' templates of each environment (${ENVIRONMENTS.join(', ')})
with each catalogue (${CATALOGUES.join(', ')}).

Usage: node scripts/check-templates.mjs

Synthesizes with the apps' own aws-cdk-lib, the feature flags that \`cdk init\` recommends and the CDK's own validator,
whose findings are errors; then runs cfn-lint. Prints the findings, and their number by app and tool.
Logs are in dist/logs.

  --help  this text

Exit code: 0 without any finding (warnings count), 1 otherwise.`;

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), {});
  if (options.help) return console.log(HELP);
  forgetResult(RESULTS, 'templates');

  const progress = new Progress({ total: 4 + 2 * APPS.length });
  await progress.step('Install npm packages', installNodeModules);
  const { python } = await progress.step('Install cfn-lint', (report) =>
    installVenv(LINT_VENV, LINT_REQUIREMENTS, report),
  );
  const { tarball } = await progress.step('Build the library', buildTarball);
  await progress.step('Install the example apps', (report) => prepareExample(tarball, report));
  for (const folder of [EXAMPLE, USERS_APP]) requireRecommendedFlags(folder);

  const checks = [];
  for (const app of APPS) {
    const check = async (tool, work) => {
      const { findings } = await progress.step(`${app.name}: ${tool}`, work);
      checks.push({ app: app.name, tool, findings });
    };
    await check('CDK validator', () => validate(app));
    await check('cfn-lint', () => lint(python, app));
  }

  for (const { app, tool, findings } of checks) {
    for (const finding of findings) console.log(`${app}, ${tool}: ${finding}`);
  }
  const rows = checks.map(({ app, tool, findings }) => [app, tool, String(findings.length)]);
  console.log(`\n${table(['app', 'tool', 'findings'], rows)}`);

  const failed = checks.filter(({ findings }) => findings.length > 0).length;
  recordResult(RESULTS, 'templates', { passed: checks.length - failed, failed });
  if (failed > 0) throw new Failure(`${failed} of ${checks.length} template checks have findings.`);
});

/** Without the flags the validator says nothing, which would look like a template without findings. */
function requireRecommendedFlags(folder) {
  const read = (...path) => JSON.parse(readFileSync(join(...path), 'utf8'));
  const recommended = read(EXAMPLE, 'node_modules', 'aws-cdk-lib', 'recommended-feature-flags.json');
  const differing = differingFlags(recommended, read(folder, 'cdk.json').context);
  if (differing.length > 0) {
    throw new Failure(`${folder}/cdk.json differs from the flags cdk init recommends: ${differing.join(', ')}.`);
  }
  if (recommended[VALIDATOR_FLAG] !== true) throw new Failure(`This aws-cdk-lib does not recommend ${VALIDATOR_FLAG}.`);
}

/** The CDK's findings end a synthesis with exit code 1; without a report, something else ended it. */
async function validate({ folder, synthesize }) {
  const file = join(folder, 'validation-report.json');
  rmSync(folder, { recursive: true, force: true });
  let failure;
  try {
    await synthesize();
  } catch (error) {
    failure = error;
  }
  const findings = existsSync(file) ? validatorFindings(JSON.parse(readFileSync(file, 'utf8'))) : [];
  if (failure && findings.length === 0) throw failure;
  return noted(findings);
}

async function lint(python, { name, folder }) {
  const templates = readdirSync(folder).filter((file) => file.endsWith('.template.json'));
  if (templates.length === 0) throw new Failure(`The synthesis of ${name} wrote no template.`);
  const { stdout } = await run(
    'cfn-lint',
    join(dirname(python), 'cfn-lint'),
    ['--format', 'json', '--', ...templates],
    {
      cwd: folder,
      env: withoutAws(process.env),
      log: join(LOGS, `cfn-lint-${name.replaceAll(' ', '-')}.log`),
      accept: CFN_LINT_VERDICTS,
    },
  );
  return noted(cfnLintFindings(stdout));
}

const noted = (findings) => ({ findings, note: findings.length === 0 ? 'no findings' : `${findings.length} findings` });
