#!/usr/bin/env node
// Tests the functions that create logins, as the library packages them, against real servers.

import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulatorEnvironment } from './lib/aws/environment.mjs';
import { compileIfStale } from './lib/build/library.mjs';
import { DEFAULT_PORT, parsePort } from './lib/cli/arguments.mjs';
import { Failure } from './lib/cli/failure.mjs';
import { main } from './lib/cli/main.mjs';
import { Progress } from './lib/cli/progress.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { installVenv } from './lib/install/virtual-environment.mjs';
import { EMULATOR_REQUIREMENTS, EMULATOR_VENV, NODE_MODULES, RESULTS, ROOT, SERVER_TESTS } from './lib/paths.mjs';
import { requireFreePort, startEmulator, whileRunning } from './lib/servers/emulator.mjs';
import { attemptsOf, attemptsTable, ENGINES, suiteOf, testFileOf } from './lib/servers/engines.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runNodeTests } from './lib/test-suites/test-runners.mjs';

const HELP = `Tests the functions that create logins, as the library packages them, against real servers.

Usage: npm run servers [-- [--port N] [ENGINE...]]

Starts the emulator with the engines, and prints what the logins of services were allowed and refused, by engine. The
emulator downloads an engine once. Logs are in dist/logs.

  ENGINE    one of ${ENGINES.join(', ')} (default: all)
  --port N  the emulator's port on 127.0.0.1 (default: ${DEFAULT_PORT})
  --help    print this help

Exit code: 0 when every test passed, 1 otherwise.`;

main({ help: HELP, options: { port: { type: 'string' } }, positionals: true }, async (options) => {
  const port = parsePort(options.port);
  const engines = chosen(options.positionals);
  await requireFreePort(port);
  for (const engine of engines) {
    forgetResult(RESULTS, suiteOf(engine));
    rmSync(attemptsOf(engine), { force: true });
  }

  const progress = new Progress({ total: 4 + engines.length });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  const { python } = await progress.step('Install the emulator', (report) =>
    installVenv(EMULATOR_VENV, EMULATOR_REQUIREMENTS, report),
  );
  const emulator = await progress.step('Start the emulator', () => startEmulator(python, port, { engines }));
  const environment = { ...emulatorEnvironment(process.env, port), NODE_EXTRA_CA_CERTS: await authority(port) };
  for (const engine of engines) {
    await progress.step(`Tests of ${engine}`, () => whileRunning(emulator, port, testLogins(engine, environment)));
  }
  console.log(`\n${attemptsTable(engines)}`);
});

function chosen(names) {
  const unknown = names.filter((name) => !ENGINES.includes(name));
  if (unknown.length > 0)
    throw new Failure(`There is no engine named ${unknown.join(', ')}: use ${ENGINES.join(', ')}.`);
  return names.length > 0 ? names : ENGINES;
}

function testLogins(engine, environment) {
  return runNodeTests(suiteOf(engine), SERVER_TESTS, [testFileOf(engine)], {
    ...environment,
    LOGIN_FUNCTIONS: join(ROOT, 'lib', 'logins', 'function'),
    ATTEMPTS: attemptsOf(engine),
    NODE_PATH: NODE_MODULES,
  });
}

/** Writes the certificate that the servers' certificates are signed with, and returns its path. */
async function authority(port) {
  const response = await fetch(`http://127.0.0.1:${port}/_emulator/engines/root.pem`);
  const file = join(tmpdir(), 'engines-root.pem');
  writeFileSync(file, await response.text());
  return file;
}
