// Checks that the integration tests synthesize their committed snapshots, without deploying.

import { cdkEnvironment } from '../../../local/lib/aws/environment.mjs';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { INTEG_CDK_HOME } from '../paths.mjs';
import { checkSnapshots } from './integ-runner.mjs';
import { integTests } from './tests.mjs';
import { copyTests } from './working-copy.mjs';

/** Compares the named tests, or all tests, with their snapshots. */
export async function checkIntegSnapshots(wanted, report) {
  const names = integTests(wanted);
  copyTests();
  await checkSnapshots(names, cdkEnvironment(childEnvironment(process.env), INTEG_CDK_HOME), report);
  return { note: `${names.length} tests` };
}
