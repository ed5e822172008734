// The tests on a deployed platform: of the shop (orders, faults during orders, rotations and refusals), and of the state that the
// page shows.

import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, SHOP } from '../paths.mjs';
import { runNodeTests } from '../test-suites/test-runners.mjs';

export const SHOP_SUITE = 'shop';
export const STATE_SUITE = 'platform-state';

const FOLDER = join('test', 'platform');
const STATE_TEST = join('local', 'test', 'deployed', 'platform-state.test.mjs');

/** Runs the tests of the state of the platform on the emulator on `port`. */
export const testState = (port) =>
  runNodeTests(STATE_SUITE, ROOT, [STATE_TEST], { ...process.env, LOCAL_PORT: String(port) });

/** Runs the tests with the environments of the services. The programs of the shop must not run. */
export async function testShop({ environments, migrations, certificates }) {
  const file = join(tmpdir(), 'shop-platform.json');
  writeFileSync(file, JSON.stringify({ environments, migrations }), { mode: 0o600 });
  const files = readdirSync(join(SHOP, FOLDER)).map((name) => join(FOLDER, name));
  try {
    const env = { ...process.env, SHOP_PLATFORM: file, NODE_EXTRA_CA_CERTS: certificates };
    return await runNodeTests(SHOP_SUITE, SHOP, files, env, { concurrency: 1 }); // each starts the programs
  } finally {
    rmSync(file);
  }
}
