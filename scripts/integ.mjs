#!/usr/bin/env node

// `npm run integ`: deploys the integration tests, checks the deployed resources through the services' APIs, and destroys
// them.

import { DEFAULT_PORT, parsePort } from '../local/lib/cli/arguments.mjs';
import { Failure } from '../local/lib/cli/failure.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { ENGINES, ENGINES_OPTION, parseEngines } from '../local/lib/emulator/engine-names.mjs';
import { requireFreePort } from '../local/lib/emulator/port.mjs';
import { installVenv } from '../local/lib/install/virtual-environment.mjs';
import { compileIfStale } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { sandboxTarget } from './lib/integ/deployment-targets.mjs';
import { countTests, report } from './lib/integ/report.mjs';
import { runOnEmulator, runTests } from './lib/integ/run.mjs';
import { checkIntegSnapshots } from './lib/integ/snapshot-check.mjs';
import { destroyTest } from './lib/integ/test-lifecycle.mjs';
import { forAccount, integTests } from './lib/integ/tests.mjs';
import { copyTests } from './lib/integ/working-copy.mjs';
import { EMULATOR_REQUIREMENTS, EMULATOR_VENV, LOGS, RESULTS } from './lib/paths.mjs';
import { forgetResult, recordResult } from './lib/test-suites/test-counts.mjs';

const HELP = `Deploys the integration tests in integ/, checks the resources through the services' APIs, and destroys them.

Usage: npm run integ [-- options]

  --test NAME      run only this test: cache for integ/integ.cache.ts; may be repeated (default: all, and the fault tests)
  --update         copy the new snapshots of passed tests to integ/, to be committed
  --check          do not deploy: compare the templates that the tests synthesize with their snapshots
  --engines NAMES  run these engines behind the endpoints, and log in to each with the settings and secrets of every
                   service and workload: names from ${ENGINES.join(', ')}
                   with commas between them; all (--engines alone means all) or none (default: none)
  --port N         the emulator's port on 127.0.0.1 (default: ${DEFAULT_PORT})
  --aws            deploy to a sandbox account instead of the emulator; this costs money
  --profile NAME   with --aws: the AWS profile of the account
  --region NAME    with --aws: the region, prepared with \`cdk bootstrap\`
  --help           print this help

Each test deploys its committed snapshot, updates it to the current template, runs its assertions and destroys its stacks.
It fails when a resource is left that should be deleted, and on a change that replaces or destroys a resource, unless the
test allows that. On the emulator, the fault tests follow: an emulator that dies, a stack that fails halfway, an interrupted run.
--aws deploys only to an account that the environment variable INTEG_SANDBOX_ACCOUNTS lists; the deployed resources have
the tag ecommerce-constructs-integ. Logs are in dist/logs.

Exit code: 0 when every test passed, 1 otherwise, 130 or 143 when interrupted; an interrupted run first destroys the
stacks that it deployed to an account.`;

const OPTIONS = {
  test: { type: 'string', multiple: true },
  update: { type: 'boolean' },
  check: { type: 'boolean' },
  engines: ENGINES_OPTION,
  port: { type: 'string' },
  aws: { type: 'boolean' },
  profile: { type: 'string' },
  region: { type: 'string' },
};

/** The tests that are being deployed to an account, as { names, target }; an interrupted run destroys their stacks. */
let deploying;

main({ help: HELP, options: OPTIONS, cleanUp: destroyDeployed }, async (options) => {
  if (!options.aws && (options.profile || options.region)) throw new Failure('--profile and --region need --aws.');
  if (options.aws && options.engines)
    throw new Failure('--engines cannot be used with --aws: AWS runs its own engines.');
  const engines = parseEngines(options.engines ?? 'none');
  const suite = engines.length > 0 ? 'integ-engines' : 'integ';
  const names = integTests(options.test);
  const progress = new Progress();
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  if (options.check) return progress.step('Snapshots are current', (report) => checkIntegSnapshots(names, report));
  forgetResult(RESULTS, suite);
  const { outcomes, skipped } = options.aws
    ? await inSandbox(progress, names, options)
    : await onEmulator(progress, names, engines, options);

  console.log(`\n${report(outcomes, skipped)}`);
  recordResult(RESULTS, suite, countTests(outcomes));
  const failed = outcomes.filter(({ failures }) => failures.length > 0).length;
  if (failed > 0) throw new Failure(`${failed} of ${outcomes.length} tests failed.`);
});

/** Destroys the stacks that an interrupted run deployed to an account. */
async function destroyDeployed() {
  for (const name of deploying?.names ?? []) {
    for (const sentence of await destroyTest(name, deploying.target)) console.error(`${name}: ${sentence}`);
  }
}

async function onEmulator(progress, names, engines, options) {
  const port = parsePort(options.port);
  await requireFreePort(port);
  const { python } = await progress.step('Install the emulator', (report) =>
    installVenv({ folder: EMULATOR_VENV, requirements: EMULATOR_REQUIREMENTS, logs: LOGS }, report),
  );
  const { update, test } = options;
  const { outcomes, without } = await runOnEmulator(progress, names, {
    port,
    python,
    engines,
    update,
    faults: test === undefined,
  });
  return {
    outcomes,
    skipped: without.map((reason) => ({ name: 'logins to an engine', reason: reason.replace(/\.$/, '') })),
  };
}

async function inSandbox(progress, wanted, options) {
  const target = await progress.step('Check the AWS account', () => sandboxTarget(options, process.env));
  const { names, skipped } = forAccount(wanted);
  copyTests();
  deploying = { names, target };
  return { outcomes: await runTests(progress, names, [target], options.update), skipped };
}
