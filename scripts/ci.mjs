#!/usr/bin/env node
// Everything that CI runs, one command after the other, whatever became of those before.

import { mkdirSync, rmSync } from 'node:fs';
import { parseCommandLine } from './lib/cli/arguments.mjs';
import { main } from './lib/cli/main.mjs';
import { runVisibly } from './lib/cli/processes.mjs';
import { duration } from './lib/cli/progress.mjs';
import { table } from './lib/cli/tables.mjs';
import { RESULTS, ROOT } from './lib/paths.mjs';
import { commandCounts, readResults, total } from './lib/test-suites/test-counts.mjs';

/** Each command with the suites whose counts it records; without any, it counts as one test itself. */
const COMMANDS = [
  { command: ['npm', 'test'], suites: ['jest', 'scripts'] },
  { command: ['node', 'scripts/test-emulator.mjs'], suites: ['emulator'] },
  { command: ['node', 'scripts/test-rotation.mjs'], suites: ['rotation'] },
  { command: ['npm', 'run', 'compliance'], suites: ['compliance'] },
  { command: ['node', 'scripts/test-newest.mjs'], suites: ['jest-newest'] },
  { command: ['node', 'scripts/test-properties.mjs'], suites: ['properties'] },
  { command: ['npm', 'run', 'integ'], suites: ['integ'] },
  { command: ['npm', 'run', 'packages'], suites: ['packages'] },
  { command: ['npm', 'start'], suites: [] },
  { command: ['npm', 'start', '--', '--catalogue', 'phase-two'], suites: [] },
  { command: ['npm', 'start', '--', '--catalogue', 'mixed'], suites: [] },
  { command: ['npm', 'start', '--', '--environment', 'production'], suites: [] },
  { command: ['npm', 'start', '--', '--environment', 'production', '--catalogue', 'phase-two'], suites: [] },
];

const HELP = `Runs everything that CI runs, each command whatever became of those before:

${COMMANDS.map(({ command }) => `  ${command.join(' ')}`).join('\n')}

Usage: .ci/run

  --help  this text

The last line is "N passed, N failed". Exit code: 0 when nothing failed, 1 otherwise.`;

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), {});
  if (options.help) return console.log(HELP);
  rmSync(RESULTS, { recursive: true, force: true });
  mkdirSync(RESULTS, { recursive: true });

  const outcomes = [];
  for (const { command, suites } of COMMANDS) {
    const name = command.join(' ');
    console.log(`\n== ${name}`);
    const started = Date.now();
    const code = await runVisibly(command[0], command.slice(1), { cwd: ROOT, env: { ...process.env, CI: 'true' } });
    const counts = commandCounts(code, suites, readResults(RESULTS));
    outcomes.push({ name, ...counts, seconds: (Date.now() - started) / 1000 });
  }

  const rows = outcomes.map(({ name, passed, failed, seconds }) => [
    name,
    String(passed),
    String(failed),
    duration(seconds),
  ]);
  console.log(`\n${table(['command', 'passed', 'failed', 'time'], rows)}`);
  const { passed, failed } = total(outcomes);
  if (failed > 0) process.exitCode = 1;
  console.log(`${passed} passed, ${failed} failed`);
});
