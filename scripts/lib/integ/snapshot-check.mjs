// Checks that the integration tests synthesize their committed snapshots, without deploying.

import { withoutAws } from '../aws/environment.mjs';
import { checkSnapshots } from './integ-runner.mjs';
import { integTests } from './tests.mjs';
import { copyTests } from './working-copy.mjs';

/** Compares the named tests, or all tests, with their snapshots. */
export async function checkIntegSnapshots(wanted, report) {
  const names = integTests(wanted);
  copyTests();
  await checkSnapshots(names, withoutAws(process.env), report);
  return { note: `${names.length} tests` };
}
