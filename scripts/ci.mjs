#!/usr/bin/env node
// Runs all CI commands, even after one of them fails.

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PORT, parsePort } from '../local/lib/cli/arguments.mjs';
import { childEnvironment } from '../local/lib/cli/environment.mjs';
import { describeFailure } from '../local/lib/cli/failure.mjs';
import { runToEnd } from '../local/lib/cli/processes.mjs';
import { duration, endedStep } from '../local/lib/cli/progress.mjs';
import { table } from '../local/lib/cli/tables.mjs';
import { ENGINES } from '../local/lib/emulator/engine-names.mjs';
import { requireFreePort } from '../local/lib/emulator/port.mjs';
import { installVenv } from '../local/lib/install/virtual-environment.mjs';
import { buildTarball } from './lib/build/library.mjs';
import { inLanes } from './lib/cli/lanes.mjs';
import { main } from './lib/cli/main.mjs';
import { EMULATOR_REQUIREMENTS, EMULATOR_VENV, LOGS, RESULTS, ROOT } from './lib/paths.mjs';
import { resultOf, SUITES } from './lib/servers/login-suites.mjs';
import { commandCounts, readResults, total } from './lib/test-suites/test-counts.mjs';

/** With it, a command gets a quarter of a core that another one uses as well. */
const NICE = ['nice', '-n', '5'];

/** The table omits steps that took less time. */
const SHOWN_SECONDS = 10;

/** These tests have every kind of resource that an engine serves, in two environments. */
const WITH_ENGINES = [
  ...['npm', 'run', 'integ', '--', '--engines', ENGINES.join(',')],
  ...['workload', 'database', 'platform-production-phase-two'].flatMap((test) => ['--test', test]),
];

/**
 * Each command with the suites whose counts it records; a command without suites counts as one test. Those with `usesPort`
 * start an emulator, and those with `lowPriority` run while the others wait. The phases run one after the other. The lanes of a
 * phase run in parallel: each has a port of its own, and they share no folder that a command writes.
 */
const PHASES = [
  // `npm test` uses both cores, and the other commands reuse its node_modules and compiled library.
  [[{ command: ['npm', 'test'], suites: ['jest', 'scripts'] }]],
  [
    // Jest uses what the other lanes leave of both cores.
    [
      { command: ['node', 'scripts/test-properties.mjs'], suites: ['properties'], lowPriority: true },
      { command: ['node', 'scripts/test-newest.mjs'], suites: ['jest-newest'], lowPriority: true },
      { command: ['node', 'scripts/test-rotation.mjs'], suites: ['rotation'] },
      // Finds the engines that `npm start -- --engines` installed long before.
      { command: ['node', 'scripts/test-emulator.mjs'], suites: ['emulator'] },
    ],
    // Most of the commands in the other lanes install, deploy or start servers, and wait for them. These use the example app.
    [
      { command: ['npm', 'start'], suites: [], usesPort: true },
      { command: ['npm', 'start', '--', '--engines'], suites: [], usesPort: true },
      { command: ['node', 'scripts/test-start.mjs'], suites: ['start', 'shop', 'platform-state'], usesPort: true },
      { command: ['npm', 'run', 'servers'], suites: SUITES.map(resultOf), usesPort: true },
      { command: ['npm', 'run', 'compliance'], suites: ['compliance'] },
    ],
    // These use the integration tests, and the packages.
    [
      { command: ['npm', 'run', 'integ'], suites: ['integ'], usesPort: true },
      { command: WITH_ENGINES, suites: ['integ-engines'], usesPort: true },
      { command: ['npm', 'run', 'packages'], suites: ['packages'] },
      { command: ['node', 'scripts/test-commands.mjs'], suites: ['commands'], usesPort: true },
      // Uses the wheel that the command before it built.
      { command: ['node', 'scripts/test-local.mjs'], suites: ['page', 'local'] },
    ],
  ],
];

/** The most lanes of a phase, and so the number of ports. */
const LANES = Math.max(...PHASES.map((lanes) => lanes.length));

const COMMANDS = PHASES.flat(2);

const HELP = `Runs all CI commands, some of them in parallel, and continues after a command fails:

${COMMANDS.map(({ command }) => `  ${command.join(' ')}`).join('\n')}

Usage: .ci/run [--port N]

While a command runs, its finished steps are printed; its whole output follows when it ends.

  --port N  the first of ${LANES} ports of emulators on 127.0.0.1 (default: ${DEFAULT_PORT})
  --help    print this help

The last line is "N passed, N failed". Exit code: 0 when nothing failed, 1 otherwise.`;

main({ help: HELP, options: { port: { type: 'string' } } }, async (options) => {
  const port = parsePort(options.port);
  for (let lane = 0; lane < LANES; lane++) await requireFreePort(port + lane);
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });

  const started = Date.now();
  const outcomes = new Map();
  for (const lanes of PHASES) {
    if (lanes.length > 1) await prepareLanes();
    await inLanes(
      ...lanes.map((commands, lane) => async () => {
        for (const it of commands) outcomes.set(it, await runCommand(it, port + lane));
      }),
    );
  }

  const all = COMMANDS.map((it) => outcomes.get(it));
  const { passed, failed } = total(all);
  const sum = ['all', String(passed), String(failed), duration(secondsSince(started))];
  console.log(`\n${table(['command', 'passed', 'failed', 'time'], [...all.flatMap(rowsOf), sum])}`);
  if (failed > 0) process.exitCode = 1;
  console.log(`${passed} passed, ${failed} failed`);
});

/**
 * Builds the library and installs the emulator once before the lanes: each of them would, in the same folders, at the same
 * time. If that fails, their commands report the failure.
 */
async function prepareLanes() {
  try {
    await buildTarball(() => {});
    await installVenv({ folder: EMULATOR_VENV, requirements: EMULATOR_REQUIREMENTS, logs: LOGS }, () => {});
  } catch (error) {
    console.error(describeFailure(error));
  }
}

async function runCommand({ command, suites, usesPort = false, lowPriority = false }, port) {
  const name = command.join(' ');
  const [program, ...args] = [...(lowPriority ? NICE : []), ...command];
  console.log(`… ${name}`);
  const started = Date.now();
  const lines = [];
  const { code } = await runToEnd(name, program, [...args, ...(usesPort ? portOption(command, port) : [])], {
    cwd: ROOT,
    env: { ...childEnvironment(process.env), CI: 'true' },
    log: join(LOGS, `ci-${name.replaceAll(/\W+/g, '-')}.log`),
    onLine: (line) => {
      lines.push(line);
      if (endedStep(line)) console.log(`${name}: ${line}`);
    },
  });
  console.log(`\n== ${name}\n${lines.join('\n')}\n`);
  return {
    name,
    ...commandCounts(code, suites, readResults(RESULTS)),
    seconds: secondsSince(started),
    steps: lines.map(endedStep).filter((step) => step !== undefined),
  };
}

/** npm takes options without `--` before them as its own. */
const portOption = (command, port) => [
  ...(command[0] === 'npm' && !command.includes('--') ? ['--'] : []),
  ...['--port', String(port)],
];

const secondsSince = (started) => (Date.now() - started) / 1000;

/** Returns a row for the command, and one for each of its long steps. */
function rowsOf({ name, passed, failed, seconds, steps }) {
  return [
    [name, String(passed), String(failed), duration(seconds)],
    ...steps
      .filter((step) => step.seconds >= SHOWN_SECONDS)
      .map((step) => [`  ${step.name}`, '', '', duration(step.seconds)]),
  ];
}
