#!/usr/bin/env node

// Runs the deployments of `npm start` in other environments and with other catalogues than its defaults. Installs and
// builds once.

import { DEFAULT_PORT, parsePort } from '../local/lib/cli/arguments.mjs';
import { describeFailure, Failure } from '../local/lib/cli/failure.mjs';
import { stopAll } from '../local/lib/cli/processes.mjs';
import { duration, Progress } from '../local/lib/cli/progress.mjs';
import { section, table } from '../local/lib/cli/tables.mjs';
import { ENGINES } from '../local/lib/emulator/engine-names.mjs';
import { requireFreePort } from '../local/lib/emulator/port.mjs';
import { main } from './lib/cli/main.mjs';
import {
  deployExamples,
  deploymentSteps,
  describeDeployment,
  INSTALLATION_STEPS,
  installExamples,
} from './lib/example/deployment.mjs';
import { requireEveryValue } from './lib/inventory/inventory.mjs';
import { RESULTS } from './lib/paths.mjs';
import { forgetResult, recordResult } from './lib/test-suites/test-counts.mjs';

const SUITE = 'start';

/** The deployments that .ci/run does not try with `npm start`. */
const DEPLOYMENTS = [
  { environment: 'local', catalogue: 'phase-two' },
  { environment: 'production', catalogue: 'phase-one' },
  { environment: 'production', catalogue: 'phase-two' },
  { environment: 'production', catalogue: 'mixed', serviceStacks: true },
];

/** The sections that are printed of each deployment. */
const SHOWN = ['orders', 'refusals'];

const HELP = `Runs these deployments of the example apps to the local emulator, one after another, as npm start does:

${DEPLOYMENTS.map((deployment) => `  ${describeDeployment(deployment)}`).join('\n')}

Usage: node scripts/test-start.mjs [--port N]

Installs and builds once; each deployment has a new emulator with every engine. Fails when a value is missing in the tables of
npm start, when an order is not completed, and when a store admits another service.
Logs are in dist/logs.

  --port N  the emulator's port on 127.0.0.1 (default: ${DEFAULT_PORT})
  --help    print this help

Exit code: 0 when no value is missing, 1 otherwise.`;

main({ help: HELP, options: { port: { type: 'string' } } }, async (options) => {
  const port = parsePort(options.port);
  forgetResult(RESULTS, SUITE);
  await requireFreePort(port);
  const python = await installExamples(new Progress({ total: INSTALLATION_STEPS }));

  const outcomes = [];
  for (const deployment of DEPLOYMENTS) outcomes.push(await tryDeployment(python, { ...deployment, port }));

  const rows = outcomes.map(({ deployment, failure, seconds }) => [
    describeDeployment(deployment),
    failure ? 'FAILED' : 'passed',
    duration(seconds),
  ]);
  console.log(`\n${table(['deployment', 'result', 'time'], rows)}`);
  const failed = outcomes.filter(({ failure }) => failure).length;
  recordResult(RESULTS, SUITE, { passed: outcomes.length - failed, failed });
  if (failed > 0) throw new Failure(`${failed} of ${outcomes.length} deployments failed.`);
});

/** Deploys to a new emulator, and stops it after success and after failure. */
async function tryDeployment(python, deployment) {
  const started = Date.now();
  let failure;
  try {
    const progress = new Progress({ total: deploymentSteps(ENGINES) });
    const { sections, programs } = await deployExamples(progress, python, { ...deployment, engines: ENGINES });
    requireEveryValue(sections);
    for (const it of sections.filter(({ title }) => SHOWN.includes(title))) console.log(`\n${section(it)}`);
    await programs.stop();
  } catch (error) {
    failure = describeFailure(error);
    console.error(`\n${failure}`);
  } finally {
    await stopAll();
  }
  return { deployment, failure, seconds: (Date.now() - started) / 1000 };
}
