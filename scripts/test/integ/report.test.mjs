import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTests, report } from '../../lib/integ/report.mjs';

const GOOD = { name: 'cache', asserted: 18, failures: [], seconds: 12 };
const BAD = { name: 'search', asserted: 13, failures: ['opensearch describeDomain: no'], seconds: 14 };
const FAULT = { name: 'an emulator that dies', failures: [], seconds: 30 };

test('reports the result, assertions and time of each test, the failures, and the reasons of skipped tests', () => {
  const text = report([GOOD, BAD, FAULT], [{ name: 'retention', reason: 'it stays' }]);
  assert.match(text, /^cache +passed +18 +12\.0 s$/m);
  assert.match(text, /^search +FAILED +13 +14\.0 s$/m);
  assert.match(text, /^an emulator that dies +passed +30\.0 s$/m);
  assert.match(text, /^search:\n {2}opensearch describeDomain: no$/m);
  assert.match(text, /^Skipped: retention: it stays\.$/m);
});

test('counts each assertion and each lifecycle as a test', () => {
  assert.deepEqual(countTests([GOOD, FAULT]), { passed: 20, failed: 0 });
  assert.deepEqual(countTests([BAD]), { passed: 12, failed: 1 });
  assert.deepEqual(countTests([{ ...BAD, asserted: 0 }]), { passed: 0, failed: 1 });
});
