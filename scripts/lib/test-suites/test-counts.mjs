// Counts tests. Each suite writes its counts to a file, and the last line of CI is their sum.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Deletes the counts of an earlier run of `suite`, so that a suite that crashes is not counted with its last success. */
export function forgetResult(folder, suite) {
  rmSync(join(folder, `${suite}.count.json`), { force: true });
}

export function recordResult(folder, suite, { passed, failed }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${suite}.count.json`), `${JSON.stringify({ suite, passed, failed })}\n`);
}

/** Returns the counts of every suite in `folder`. */
export function readResults(folder) {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.count.json'))
    .map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
}

export function total(results) {
  const sum = (key) => results.reduce((count, result) => count + result[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}

/**
 * Returns the counts of a command: the sum of the `recorded` counts of its suites; without suites, the command counts as one
 * test. A command that failed without a failed test, or that did not run a suite, counts as one more failure, so that every
 * failure is counted.
 */
export function commandCounts(code, suites, recorded) {
  if (suites.length === 0) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const own = recorded.filter(({ suite }) => suites.includes(suite));
  const counts = total(own);
  const uncounted = counts.failed === 0 && (code !== 0 || own.length < suites.length);
  return uncounted ? { ...counts, failed: 1 } : counts;
}

/** Reads the counts in the output of `jest --json`; a test file that could not run counts as one failure. */
export function jestCounts(json) {
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + json.numRuntimeErrorTestSuites,
  };
}

/** Reads the counts at the end of the TAP output of node:test. */
export function tapCounts(text) {
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { passed: count('pass'), failed: count('fail') + count('cancelled') };
}

/** Reads the counts in a JUnit file of pytest. */
export function junitCounts(xml) {
  const suites = [...xml.matchAll(/<testsuite [^>]*>/g)].map(([tag]) => {
    const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
    const failed = count('failures') + count('errors');
    return { passed: count('tests') - failed - count('skipped'), failed };
  });
  return total(suites);
}
