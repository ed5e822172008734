// Counts of tests, as files: each suite writes its own, and the last line of CI adds them up.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Forgets the counts of an earlier run of `suite`: a suite that dies must not be counted by its last success. */
export function forgetResult(folder, suite) {
  rmSync(join(folder, `${suite}.count.json`), { force: true });
}

export function recordResult(folder, suite, { passed, failed }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${suite}.count.json`), `${JSON.stringify({ suite, passed, failed })}\n`);
}

/** The counts of every suite in `folder`. */
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
 * What a command counts for: the `recorded` counts of its suites, or itself where it has no suites. A command that
 * failed without a failed test, or that left out a suite, counts as one failure more: nothing fails uncounted.
 */
export function commandCounts(code, suites, recorded) {
  if (suites.length === 0) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const own = recorded.filter(({ suite }) => suites.includes(suite));
  const counts = total(own);
  const uncounted = counts.failed === 0 && (code !== 0 || own.length < suites.length);
  return uncounted ? { ...counts, failed: 1 } : counts;
}

/** The counts in what `jest --json` wrote; a suite that could not run at all counts as one failure. */
export function jestCounts(json) {
  return {
    passed: json.numPassedTests,
    failed: json.numFailedTests + json.numRuntimeErrorTestSuites,
  };
}

/** The counts at the end of what node:test writes as TAP. */
export function tapCounts(text) {
  const count = (name) => Number(new RegExp(`^# ${name} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
  return { passed: count('pass'), failed: count('fail') + count('cancelled') };
}

/** The counts in a JUnit file, as pytest writes one. */
export function junitCounts(xml) {
  const suites = [...xml.matchAll(/<testsuite [^>]*>/g)].map(([tag]) => {
    const count = (name) => Number(new RegExp(` ${name}="(\\d+)"`).exec(tag)?.[1] ?? 0);
    const failed = count('failures') + count('errors');
    return { passed: count('tests') - failed - count('skipped'), failed };
  });
  return total(suites);
}
