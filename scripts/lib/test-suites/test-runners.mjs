// Runs test suites, and records their counts.

import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { LOGS, RESULTS } from '../paths.mjs';
import { jestCounts, recordResult, tapCounts } from './test-counts.mjs';

/**
 * The stack traces of warnings and constructs are not needed, and jest maps each of them to the sources, which takes a fifth of
 * the time.
 */
const WITHOUT_TRACES = {
  CDK_DISABLE_STACK_TRACE: 'true',
  CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:disable-creation-stack-traces': true }),
};

/** A synthesis makes many objects that soon are garbage. With more room for new ones, V8 collects it less often. */
const YOUNG_OBJECTS = { NODE_OPTIONS: '--max-semi-space-size=32' };

/**
 * Runs jest in the project in `root`, with additional arguments and environment variables. Reports lines that match
 * `progress`.
 */
export function runJest(suite, root, report, { args = [], env = {}, progress = /^(PASS|FAIL) / } = {}) {
  const results = join(RESULTS, `${suite}.json`);
  mkdirSync(RESULTS, { recursive: true });
  rmSync(results, { force: true });
  const work = () =>
    run(suite, join(root, 'node_modules', '.bin', 'jest'), ['--ci', '--json', `--outputFile=${results}`, ...args], {
      cwd: root,
      env: { ...childEnvironment(process.env), ...WITHOUT_TRACES, ...YOUNG_OBJECTS, ...env },
      log: join(LOGS, `${suite}.log`),
      onLine: (line) => progress.test(line) && report(line),
    });
  return counted(suite, work, () => existsSync(results) && jestCounts(JSON.parse(readFileSync(results, 'utf8'))));
}

/** A file of tests that waits forever fails, in place of the command that runs it. */
const TEST_TIMEOUT_MS = 10 * 60_000;

/**
 * Runs `files` with Node's test runner, as many at the same time as it chooses for the cores. `concurrency` is higher for tests
 * that wait for other programs, and 1 for tests that use the same ones.
 */
export function runNodeTests(suite, folder, files, env = {}, { concurrency } = {}) {
  if (files.length === 0) throw new Failure(`The suite ${suite} has no files.`); // Node would run all tests that it finds
  const log = join(LOGS, `${suite}.log`);
  const options = ['--test', '--test-reporter=tap', `--test-timeout=${TEST_TIMEOUT_MS}`];
  if (concurrency) options.push(`--test-concurrency=${concurrency}`);
  const work = () =>
    run(suite, process.execPath, [...options, ...files], {
      cwd: folder,
      env: { ...childEnvironment(process.env), ...env },
      log,
    });
  return counted(suite, work, () => tapCounts(readFileSync(log, 'utf8')));
}

/** Runs `work` and records the counts, also those of a failed run. A run without tests fails. */
export async function counted(suite, work, readCounts) {
  let failure;
  try {
    await work();
  } catch (error) {
    failure = error;
  }
  const counts = readCounts();
  if (counts) recordResult(RESULTS, suite, counts);
  if (failure) throw failure;
  if (counts.passed === 0) throw new Failure(`The suite ${suite} ran no tests.`);
  return { note: `${counts.passed} passed` };
}
