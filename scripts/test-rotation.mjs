#!/usr/bin/env node
// Tests the packaged function that rotates passwords against a real RabbitMQ.

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Progress } from '../local/lib/cli/progress.mjs';
import { compileIfStale } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { NODE_MODULES, RESULTS, ROOT, ROTATION_TESTS } from './lib/paths.mjs';
import { installRabbitMq, startRabbitMq } from './lib/servers/rabbitmq.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runNodeTests } from './lib/test-suites/test-runners.mjs';

const SUITE = 'rotation';

const LOGIN = { username: 'ecommerce', password: 'first-password' };

const HELP = `Tests the function that rotates passwords, as the library packages it, against a real RabbitMQ.

Usage: node scripts/test-rotation.mjs

Downloads RabbitMQ and Erlang with apt-get, and unpacks them below dist/.work, where later runs reuse them. It installs
nothing, and needs no privileges. It requires openssl, and Debian or a derived distribution. The broker listens only on
loopback. Logs are in dist/logs.

  --help  print this help

Exit code: 0 when every test passed, 1 otherwise.`;

main({ help: HELP }, async () => {
  forgetResult(RESULTS, SUITE);

  const progress = new Progress({ total: 5 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  await progress.step('Unpack RabbitMQ', installRabbitMq);
  const broker = await progress.step('Start RabbitMQ', () => startRabbitMq(LOGIN));
  await progress.step('Tests of the rotation', () => test(broker));
});

/**
 * Tests a copy of the function's folder without the rest of the library, as Lambda runs it: it imports only the AWS SDK.
 */
async function test({ url, certificate }) {
  const folder = mkdtempSync(join(tmpdir(), 'rotation-'));
  try {
    cpSync(join(ROOT, 'lib', 'rotation', 'function'), folder, { recursive: true });
    return await runNodeTests(SUITE, ROTATION_TESTS, ['broker.test.mjs'], {
      ROTATION_FUNCTION: folder,
      BROKER_URL: url,
      BROKER_USERNAME: LOGIN.username,
      BROKER_PASSWORD: LOGIN.password,
      NODE_EXTRA_CA_CERTS: certificate,
      NODE_PATH: NODE_MODULES,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
