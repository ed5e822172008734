import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  commandCounts,
  forgetResult,
  jestCounts,
  junitCounts,
  readResults,
  recordResult,
  tapCounts,
  total,
} from '../../lib/test-suites/test-counts.mjs';

test('adds up the counts of all suites, except deleted ones', () => {
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  recordResult(folder, 'jest', { passed: 10, failed: 1 });
  recordResult(folder, 'scripts', { passed: 5, failed: 0 });
  recordResult(folder, 'old', { passed: 99, failed: 0 });
  forgetResult(folder, 'old');
  assert.deepEqual(total(readResults(folder)), { passed: 15, failed: 1 });
  rmSync(folder, { recursive: true });
});

test('counts a jest test file that could not run as a failure', () => {
  const json = { numPassedTests: 7, numFailedTests: 1, numRuntimeErrorTestSuites: 2 };
  assert.deepEqual(jestCounts(json), { passed: 7, failed: 3 });
});

test('reads the counts of node:test from the end of its output', () => {
  assert.deepEqual(tapCounts('ok 1 - a\n# tests 4\n# pass 2\n# fail 1\n# cancelled 1\n'), { passed: 2, failed: 2 });
});

test('counts errors and failures of pytest as failed, and does not count skipped tests', () => {
  const xml =
    '<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" />';
  assert.deepEqual(junitCounts(xml), { passed: 4, failed: 3 });
});

test('counts a command as failed that fails without a failed test or before its suite runs', () => {
  const recorded = [{ suite: 'jest', passed: 10, failed: 0 }];
  assert.deepEqual(commandCounts(0, ['jest'], recorded), { passed: 10, failed: 0 });
  assert.deepEqual(commandCounts(1, ['jest'], recorded), { passed: 10, failed: 1 });
  assert.deepEqual(commandCounts(1, ['jest', 'scripts'], []), { passed: 0, failed: 1 });
  assert.deepEqual(commandCounts(0, ['jest', 'scripts'], recorded), { passed: 10, failed: 1 });
});

test('counts failed tests only once', () => {
  assert.deepEqual(commandCounts(1, ['jest'], [{ suite: 'jest', passed: 8, failed: 2 }]), { passed: 8, failed: 2 });
});

test('counts a command without suites as one test', () => {
  assert.deepEqual(commandCounts(0, [], []), { passed: 1, failed: 0 });
  assert.deepEqual(commandCounts(null, [], []), { passed: 0, failed: 1 });
});
