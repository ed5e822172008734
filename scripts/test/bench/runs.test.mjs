import assert from 'node:assert/strict';
import { test } from 'node:test';
import { leastOf } from '../../lib/bench/runs.mjs';

test('the jobs run in turn, and the least value of each measurement counts', async () => {
  const order = [];
  const job = (name, values) => async () => {
    order.push(name);
    return values.shift();
  };
  const least = await leastOf(2, {
    library: job('library', [
      { construction: 3, synthesis: 1 },
      { construction: 2, synthesis: 4 },
    ]),
    byHand: job('by hand', [{ construction: 5 }, { construction: 6 }]),
  });
  assert.deepEqual(order, ['library', 'by hand', 'library', 'by hand']);
  assert.deepEqual(least, { library: { construction: 2, synthesis: 1 }, byHand: { construction: 5 } });
});
