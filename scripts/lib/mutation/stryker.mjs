// Runs Stryker on mutants that were selected.

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withoutAws } from '../aws/environment.mjs';
import { run } from '../cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { LOGS, MUTATION, ROOT } from '../paths.mjs';
import { keyOf } from './mutant.mjs';

const CONFIGURATION = join(MUTATION, 'stryker.json');
const REPORT = join(MUTATION, 'report.json');
export const LOG = join(LOGS, 'stryker.log');
/** The tests of the files of src themselves, which are longer with mutants in them. */
const LAYOUT_TESTS = 'test/layout.test.ts';

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Tests each of `mutants`, and answers Stryker's report. */
export async function testMutants(mutants, report) {
  rmSync(MUTATION, { recursive: true, force: true });
  mkdirSync(MUTATION, { recursive: true });
  writeFileSync(CONFIGURATION, JSON.stringify(configuration(mutants, await testFiles())));
  report('all tests without a mutant');
  await run('stryker', installedProgram('stryker'), ['run', CONFIGURATION], {
    cwd: ROOT,
    env: withoutAws(process.env),
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
    plugins: ['@stryker-mutator/jest-runner', beside('test-file-runner.mjs'), beside('selected-mutants.mjs')],
    coverageAnalysis: 'perTest',
    jest: {
      config: { testEnvironment: beside('stop-at-first-failure.cjs'), cacheDirectory: '<rootDir>/.jest-cache' },
    },
    concurrency: 2, // a checker and a test runner, then two test runners
    // A file of tests leaves some 100 MB behind in its process.
    maxTestRunnerReuse: 20,
    // An endless loop is ended, and counts as killed: a machine that others use as well must not look like one.
    timeoutFactor: 4,
    timeoutMS: 20_000,
    dryRunTimeoutMinutes: 30,
    // The copy of the project that is tested; dependencies are linked into it.
    tempDirName: relative(ROOT, join(MUTATION, 'sandbox')),
    ignorePatterns: ['/dist', '/lib', '.venv', '*.snapshot'],
    disableTypeChecks: false, // nobody checks them there
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: REPORT },
    allowConsoleColors: false,
    warnings: { slow: false },
  };
}

/** Lines of a range count from 1, columns from 0. */
const point = ({ line, column }) => `${line + 1}:${column}`;

/** The files of tests by jest's own configuration, but for those that no mutant passes. */
async function testFiles() {
  const { stdout } = await run('jest --listTests', installedProgram('jest'), ['--listTests'], {
    cwd: ROOT,
    env: withoutAws(process.env),
    log: join(LOGS, 'jest-list-tests.log'),
  });
  return stdout
    .split('\n')
    .filter((line) => line.startsWith(ROOT))
    .map((path) => relative(ROOT, path))
    .filter((path) => path !== LAYOUT_TESTS)
    .sort();
}

/** How far it is, from a line of Stryker's own progress, which counts those that were not selected as tested. */
export function progressOf(line, selected) {
  const [, tested, total, survived] = line.match(/ (\d+)\/(\d+) tested \((\d+) survived/) ?? [];
  if (tested === undefined) return undefined;
  return `${Math.max(0, selected - (Number(total) - Number(tested)))} of ${selected} tested, ${survived} survived`;
}
