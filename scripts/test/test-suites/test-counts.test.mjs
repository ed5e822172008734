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

test('the counts of all suites are added up, without those forgotten', () => {
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  recordResult(folder, 'jest', { passed: 10, failed: 1 });
  recordResult(folder, 'scripts', { passed: 5, failed: 0 });
  recordResult(folder, 'old', { passed: 99, failed: 0 });
  forgetResult(folder, 'old');
  assert.deepEqual(total(readResults(folder)), { passed: 15, failed: 1 });
  rmSync(folder, { recursive: true });
});

test('a jest suite that could not run counts as a failure', () => {
  const json = { numPassedTests: 7, numFailedTests: 1, numRuntimeErrorTestSuites: 2 };
  assert.deepEqual(jestCounts(json), { passed: 7, failed: 3 });
});

test('the counts of node:test are read from the end of its output', () => {
  assert.deepEqual(tapCounts('ok 1 - a\n# tests 4\n# pass 2\n# fail 1\n# cancelled 1\n'), { passed: 2, failed: 2 });
});

test('errors and failures of pytest both count as failed, and skipped tests not at all', () => {
  const xml =
    '<testsuites name="pytest tests"><testsuite name="pytest" errors="1" failures="2" skipped="3" tests="10" />';
  assert.deepEqual(junitCounts(xml), { passed: 4, failed: 3 });
});

test('a command that fails without a failed test, or before its suite, still counts as failed', () => {
  const recorded = [{ suite: 'jest', passed: 10, failed: 0 }];
  assert.deepEqual(commandCounts(0, ['jest'], recorded), { passed: 10, failed: 0 });
  assert.deepEqual(commandCounts(1, ['jest'], recorded), { passed: 10, failed: 1 });
  assert.deepEqual(commandCounts(1, ['jest', 'scripts'], []), { passed: 0, failed: 1 });
  assert.deepEqual(commandCounts(0, ['jest', 'scripts'], recorded), { passed: 10, failed: 1 });
});

test('failed tests are not counted twice', () => {
  assert.deepEqual(commandCounts(1, ['jest'], [{ suite: 'jest', passed: 8, failed: 2 }]), { passed: 8, failed: 2 });
});

test('a command without suites counts as one', () => {
  assert.deepEqual(commandCounts(0, [], []), { passed: 1, failed: 0 });
  assert.deepEqual(commandCounts(null, [], []), { passed: 0, failed: 1 });
});
