// Whether the integration tests synthesize what their committed snapshots say. Deploys nothing.

import { withoutAws } from '../aws/environment.mjs';
import { checkSnapshots } from './integ-runner.mjs';
import { integTests } from './tests.mjs';
import { copyTests } from './working-copy.mjs';

/** Compares the tests of these names, or all. */
export async function checkIntegSnapshots(wanted, report) {
  const names = integTests(wanted);
  copyTests();
  await checkSnapshots(names, withoutAws(process.env), report);
  return { note: `${names.length} tests` };
}
