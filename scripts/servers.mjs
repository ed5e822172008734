#!/usr/bin/env node
// Tests the functions that create logins, as the library packages them, against real servers.

import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emulatorEnvironment } from '../local/lib/aws/environment.mjs';
import { DEFAULT_PORT, parsePort } from '../local/lib/cli/arguments.mjs';
import { Failure } from '../local/lib/cli/failure.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { requireFreePort } from '../local/lib/emulator/port.mjs';
import { installVenv } from '../local/lib/install/virtual-environment.mjs';
import { certificateIn, writeCertificate } from '../local/lib/session/certificate.mjs';
import { compileIfStale } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { EMULATOR_REQUIREMENTS, EMULATOR_VENV, LOGS, NODE_MODULES, RESULTS, ROOT, SERVER_TESTS } from './lib/paths.mjs';
import { startEmulator } from './lib/servers/emulator.mjs';
import { attemptsOf, attemptsTable, enginesOf, resultOf, SUITES, testFileOf } from './lib/servers/login-suites.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runNodeTests } from './lib/test-suites/test-runners.mjs';

const HELP = `Tests the functions that create logins, as the library packages them, against real servers.

Usage: npm run servers [-- [--port N] [SUITE...]]

Starts the emulator with the engines, and prints what the logins of services were allowed and refused, by suite: one for
each engine, and one (platform) that deploys a platform with all of them. The emulator downloads an engine once. Logs are in
dist/logs.

  SUITE     one of ${SUITES.join(', ')} (default: all)
  --port N  the emulator's port on 127.0.0.1 (default: ${DEFAULT_PORT})
  --help    print this help

Exit code: 0 when every test passed, 1 otherwise.`;

main({ help: HELP, options: { port: { type: 'string' } }, positionals: true }, async (options) => {
  const port = parsePort(options.port);
  const suites = chosen(options.positionals);
  await requireFreePort(port);
  for (const suite of suites) {
    forgetResult(RESULTS, resultOf(suite));
    rmSync(attemptsOf(suite), { force: true });
  }

  const progress = new Progress({ total: 4 + suites.length });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  const { python } = await progress.step('Install the emulator', (report) =>
    installVenv({ folder: EMULATOR_VENV, requirements: EMULATOR_REQUIREMENTS, logs: LOGS }, report),
  );
  const emulator = await progress.step('Start the emulator', () =>
    startEmulator(python, port, { engines: enginesOf(suites) }),
  );
  await writeCertificate(tmpdir(), port);
  const environment = { ...emulatorEnvironment(process.env, port), NODE_EXTRA_CA_CERTS: certificateIn(tmpdir()) };
  for (const suite of suites) {
    await progress.step(`Tests of ${suite}`, () => emulator.whileRunning(testLogins(suite, environment)));
  }
  console.log(`\n${attemptsTable(suites)}`);
});

function chosen(names) {
  const unknown = names.filter((name) => !SUITES.includes(name));
  if (unknown.length > 0) throw new Failure(`There is no suite named ${unknown.join(', ')}: use ${SUITES.join(', ')}.`);
  return names.length > 0 ? names : SUITES;
}

function testLogins(suite, environment) {
  return runNodeTests(resultOf(suite), SERVER_TESTS, [testFileOf(suite)], {
    ...environment,
    LOGIN_FUNCTIONS: join(ROOT, 'lib', 'logins', 'function'),
    ATTEMPTS: attemptsOf(suite),
    NODE_PATH: NODE_MODULES,
  });
}
