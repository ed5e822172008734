#!/usr/bin/env node
// Tests the command of the library on the emulator, as the library packages it, with the AWS CLI.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorSettings } from '../local/lib/aws/environment.mjs';
import { parsePort } from '../local/lib/cli/arguments.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { requireFreePort } from '../local/lib/emulator/port.mjs';
import { installVenv } from '../local/lib/install/virtual-environment.mjs';
import { COMMAND_BUNDLE } from './lib/build/command-bundle.mjs';
import { compileIfStale } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import {
  AWS_CLI_REQUIREMENTS,
  AWS_CLI_VENV,
  COMMAND_EMULATOR_TESTS,
  EMULATOR_REQUIREMENTS,
  EMULATOR_VENV,
  LOGS,
  RESULTS,
  ROOT,
} from './lib/paths.mjs';
import { startEmulator } from './lib/servers/emulator.mjs';
import { forgetResult } from './lib/test-suites/test-counts.mjs';
import { runNodeTests } from './lib/test-suites/test-runners.mjs';

const SUITE = 'commands';

const HELP = `Tests the command of the library on the emulator: each finding of \`preflight\`, and \`tunnel\` up to the session.

Usage: node scripts/test-commands.mjs [--port N]

Installs the emulator and the AWS CLI in virtual environments. Logs are in dist/logs.

  --port N  the port of the emulator on 127.0.0.1
  --help    print this help

Exit code: 0 when every test passed, 1 otherwise.`;

main({ help: HELP, options: { port: { type: 'string' } } }, async (options) => {
  const port = parsePort(options.port);
  await requireFreePort(port);
  forgetResult(RESULTS, SUITE);

  const progress = new Progress({ total: 6 });
  const install = (folder, requirements) => (report) => installVenv({ folder, requirements, logs: LOGS }, report);
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compileIfStale);
  await progress.step('Install the AWS CLI', install(AWS_CLI_VENV, AWS_CLI_REQUIREMENTS));
  const { python } = await progress.step('Install the emulator', install(EMULATOR_VENV, EMULATOR_REQUIREMENTS));
  await progress.step('Start the emulator', () => startEmulator(python, port));
  await progress.step('Tests of the command', () => {
    const files = readdirSync(COMMAND_EMULATOR_TESTS).filter((name) => name.endsWith('.test.mjs'));
    const env = {
      ...emulatorSettings(port),
      COMMAND: join(ROOT, COMMAND_BUNDLE),
      AWS_PROGRAM: join(AWS_CLI_VENV, 'bin', 'aws'),
    };
    return runNodeTests(SUITE, COMMAND_EMULATOR_TESTS, files, env, { concurrency: 1 });
  });
});
