import assert from 'node:assert/strict';
import { test } from 'node:test';
import { counts, report } from '../../lib/integ/report.mjs';

const GOOD = { name: 'cache', asserted: 18, failures: [], seconds: 12 };
const BAD = { name: 'search', asserted: 13, failures: ['opensearch describeDomain: no'], seconds: 14 };
const FAULT = { name: 'an emulator that dies', failures: [], seconds: 30 };

test('a test tells its result, its assertions and its time; a failed one what failed; a skipped one why', () => {
  const told = report([GOOD, BAD, FAULT], [{ name: 'retention', reason: 'it stays' }]);
  assert.match(told, /^cache +passed +18 +12\.0 s$/m);
  assert.match(told, /^search +FAILED +13 +14\.0 s$/m);
  assert.match(told, /^an emulator that dies +passed +30\.0 s$/m);
  assert.match(told, /^search:\n {2}opensearch describeDomain: no$/m);
  assert.match(told, /^Skipped: retention: it stays\.$/m);
});

test('each assertion counts, and each life', () => {
  assert.deepEqual(counts([GOOD, FAULT]), { passed: 20, failed: 0 });
  assert.deepEqual(counts([BAD]), { passed: 12, failed: 1 });
  assert.deepEqual(counts([{ ...BAD, asserted: 0 }]), { passed: 0, failed: 1 });
});
