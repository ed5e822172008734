// Runs @aws-cdk/integ-runner on the working copy of the tests.

import { dirname, join } from 'node:path';
import { run } from '../../../local/lib/cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { INTEG_WORKING_COPY, LOGS, ROOT } from '../paths.mjs';
import { testFile } from './tests.mjs';

const COMMON = ['--directory', INTEG_WORKING_COPY, '--language', 'typescript', '--strict'];

/** The environment of a CDK program that runs TypeScript. */
export const tsNodeEnvironment = (env) => ({
  ...env,
  CDK_DISABLE_CLI_TELEMETRY: 'true',
  TS_NODE_PROJECT: join(ROOT, 'tsconfig.dev.json'),
  TS_NODE_TRANSPILE_ONLY: 'true', // `npm test` checks the types
});

const environment = (env) => ({
  ...tsNodeEnvironment(env),
  // Hides the git checkout: integ-runner would query its remote for the newest snapshot.
  GIT_CEILING_DIRECTORIES: dirname(INTEG_WORKING_COPY),
  FORCE_COLOR: '0',
});

function runner(what, args, { env, log, onLine }) {
  return run(what, installedProgram('integ-runner'), [...args, ...COMMON], {
    cwd: ROOT,
    env: environment(env),
    log: join(LOGS, log),
    onLine,
  });
}

/** Compares the templates that the named tests synthesize with their snapshots, without deploying. */
export function checkSnapshots(names, env, report) {
  return runner('integ-runner', [...names.map((name) => testFile(name)), '--max-workers', '2'], {
    env,
    log: 'integ-check.log',
    onLine: (line) => /UNCHANGED|CHANGED|NEW/.test(line) && report(line.trim()),
  });
}

/**
 * Deploys a test's snapshot, updates it to the current template, and runs the assertions. It does not destroy the stacks. A
 * change that would destroy a resource fails, unless the test allows it. Without `update`, the snapshot is not deployed
 * first.
 */
export function deployTest(name, region, env, { update = true } = {}) {
  const args = [testFile(name), '--force', '--no-clean', '--max-workers', '2', '--parallel-regions', region];
  if (!update) args.push('--no-update-workflow');
  return runner(`The test ${name}`, args, {
    env: { ...env, AWS_REGION: region, AWS_DEFAULT_REGION: region },
    log: `integ-${name}.log`,
  });
}
