// Runs Stryker on the selected mutants.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { LOGS, MUTATION, ROOT } from '../paths.mjs';
import { keyOf } from './mutant.mjs';

const CONFIGURATION = join(MUTATION, 'stryker.json');
const REPORT = join(MUTATION, 'report.json');
export const LOG = join(LOGS, 'stryker.log');
/** These tests check the length of the files of src, which mutants make longer. */
const LAYOUT_TESTS = 'test/layout.test.ts';

const siblingPath = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Tests each of `mutants`, and returns Stryker's report. */
export async function testMutants(mutants, report) {
  rmSync(MUTATION, { recursive: true, force: true });
  mkdirSync(MUTATION, { recursive: true });
  writeFileSync(CONFIGURATION, JSON.stringify(configuration(mutants, await testFiles())));
  report('all tests without a mutant');
  await run('stryker', installedProgram('stryker'), ['run', CONFIGURATION], {
    cwd: ROOT,
    env: childEnvironment(process.env),
    log: LOG,
    onLine: (line) => {
      const progress = progressOf(line, mutants.length);
      if (progress) report(progress);
    },
  });
  return { report: JSON.parse(readFileSync(REPORT, 'utf8')) };
}

function configuration(mutants, tests) {
  return {
    mutate: mutants.map(({ file, location: { start, end } }) => `${file}:${point(start)}-${point(end)}`),
    selectedMutants: mutants.map(keyOf),
    checkers: ['selected'],
    testFiles: tests,
    testRunner: 'jest-by-file',
    plugins: ['@stryker-mutator/jest-runner', siblingPath('test-file-runner.mjs'), siblingPath('selected-mutants.mjs')],
    coverageAnalysis: 'perTest',
    jest: {
      config: { testEnvironment: siblingPath('stop-at-first-failure.cjs'), cacheDirectory: '<rootDir>/.jest-cache' },
    },
    concurrency: 2, // a checker and a test runner, then two test runners
    // Each test file leaks about 100 MB of memory in its process.
    maxTestRunnerReuse: 20,
    // An endless loop times out, and counts as killed. The limit is generous, so that a busy machine does not look like
    // one.
    timeoutFactor: 4,
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 30,
    // The tested copy of the project, with links to the dependencies.
    tempDirName: relative(ROOT, join(MUTATION, 'sandbox')),
    ignorePatterns: ['/dist', '/lib', '.venv', '*.snapshot'],
    disableTypeChecks: false, // the tests do not check types
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: REPORT },
    allowConsoleColors: false,
    warnings: { slow: false },
  };
}

/** Formats one end of a range, whose lines count from 1 and columns from 0. */
const point = ({ line, column }) => `${line + 1}:${column}`;

/** Returns the test files of jest's configuration, except those that fail for every mutant. */
async function testFiles() {
  const { stdout } = await run('jest --listTests', installedProgram('jest'), ['--listTests'], {
    cwd: ROOT,
    env: childEnvironment(process.env),
    log: join(LOGS, 'jest-list-tests.log'),
  });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith(ROOT))
    .map((path) => relative(ROOT, path))
    .filter((path) => path !== LAYOUT_TESTS)
    .sort();
}

/** Converts a progress line of Stryker, which counts mutants that are not selected as tested. */
export function progressOf(line, selected) {
  const [, tested, total, survived] = line.match(/ (\d+)\/(\d+) tested \((\d+) survived/) ?? [];
  if (tested === undefined) return undefined;
  return `${Math.max(0, selected - (Number(total) - Number(tested)))} of ${selected} tested, ${survived} survived`;
}
