import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countTests, report } from '../../lib/integ/report.mjs';

const GOOD = { name: 'cache', asserted: 18, failures: [], seconds: 12 };
const BAD = { name: 'search', asserted: 13, failures: ['opensearch describeDomain: no'], seconds: 14 };
const FAULT = { name: 'an emulator that dies', failures: [], seconds: 30 };

test('a report shows the result, the assertions and the time of each test, what failed, and why a test was skipped', () => {
  const text = report([GOOD, BAD, FAULT], [{ name: 'retention', reason: 'it stays' }]);
  assert.match(text, /^cache +passed +18 +12\.0 s$/m);
  assert.match(text, /^search +FAILED +13 +14\.0 s$/m);
  assert.match(text, /^an emulator that dies +passed +30\.0 s$/m);
  assert.match(text, /^search:\n {2}opensearch describeDomain: no$/m);
  assert.match(text, /^Skipped: retention: it stays\.$/m);
});

test('each assertion counts as a test, and each lifecycle', () => {
  assert.deepEqual(countTests([GOOD, FAULT]), { passed: 20, failed: 0 });
  assert.deepEqual(countTests([BAD]), { passed: 12, failed: 1 });
  assert.deepEqual(countTests([{ ...BAD, asserted: 0 }]), { passed: 0, failed: 1 });
});
