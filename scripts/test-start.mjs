#!/usr/bin/env node

// Runs the deployments of `npm start` in other environments and with other catalogues than its defaults. Installs and
// builds once.

import { DEFAULT_PORT, parsePort } from '../local/lib/cli/arguments.mjs';
import { describeFailure, Failure } from '../local/lib/cli/failure.mjs';
import { stopAll } from '../local/lib/cli/processes.mjs';
import { duration, Progress } from '../local/lib/cli/progress.mjs';
import { table } from '../local/lib/cli/tables.mjs';
import { requireFreePort } from '../local/lib/emulator/port.mjs';
import { CATALOGUES } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import { deployExamples, describeDeployment, installExamples } from './lib/example/deployment.mjs';
import { requireEveryValue } from './lib/inventory/inventory.mjs';
import { RESULTS } from './lib/paths.mjs';
import { forgetResult, recordResult } from './lib/test-suites/test-counts.mjs';

const SUITE = 'start';

const [PHASE_ONE, ...OTHER_CATALOGUES] = CATALOGUES;

/** All but the default deployment of `npm start`. */
const DEPLOYMENTS = [
  ...OTHER_CATALOGUES.map((catalogue) => ({ environment: 'local', catalogue })),
  { environment: 'production', catalogue: PHASE_ONE },
  { environment: 'production', catalogue: 'phase-two' },
  { environment: 'production', catalogue: 'mixed', serviceStacks: true },
];

const HELP = `Runs these deployments of the example apps to the local emulator, one after another, as npm start does:

${DEPLOYMENTS.map((deployment) => `  ${describeDeployment(deployment)}`).join('\n')}

Usage: node scripts/test-start.mjs [--port N]

Installs and builds once; each deployment has a new emulator. Fails when a value is missing in the tables of npm start.
Logs are in dist/logs.

  --port N  the emulator's port on 127.0.0.1 (default: ${DEFAULT_PORT})
  --help    print this help

Exit code: 0 when no value is missing, 1 otherwise.`;

main({ help: HELP, options: { port: { type: 'string' } } }, async (options) => {
  const port = parsePort(options.port);
  forgetResult(RESULTS, SUITE);
  await requireFreePort(port);
  const python = await installExamples(new Progress({ total: 4 }));

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
    const progress = new Progress({ total: 6 });
    const { sections } = await deployExamples(progress, python, deployment);
    requireEveryValue(sections);
  } catch (error) {
    failure = describeFailure(error);
    console.error(`\n${failure}`);
  } finally {
    await stopAll();
  }
  return { deployment, failure, seconds: (Date.now() - started) / 1000 };
}
