import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstAccepted, shuffled } from '../../lib/mutation/sampling.mjs';

const ITEMS = Array.from({ length: 500 }, (_, index) => index);
const silent = () => {};

test('the same seed always gives the same order of all items, another seed another order', () => {
  assert.deepEqual(shuffled(ITEMS, 1), shuffled(ITEMS, 1));
  assert.notDeepEqual(shuffled(ITEMS, 1), shuffled(ITEMS, 2));
  assert.deepEqual(
    [...shuffled(ITEMS, 1)].sort((a, b) => a - b),
    ITEMS,
  );
});

test('every item is first about equally often', () => {
  const firsts = ITEMS.map((seed) => shuffled([0, 1, 2, 3, 4], seed + 1)[0]);
  for (const item of [0, 1, 2, 3, 4]) {
    const times = firsts.filter((first) => first === item).length;
    assert.ok(times > 60 && times < 140, `${item} came first ${times} times of 500`);
  }
});

test('takes the requested number of accepted items in their order, and skips rejected ones', async () => {
  const checked = [];
  const isOdd = (item) => {
    checked.push(item);
    return item % 2 === 1;
  };
  assert.deepEqual(await firstAccepted(ITEMS, 3, isOdd, silent), { accepted: [1, 3, 5], rejected: 3 });
  assert.deepEqual(checked, [0, 1, 2, 3, 4, 5]);
});

test('takes all accepted items if they are fewer than requested', async () => {
  assert.deepEqual(await firstAccepted([1, 2], 3, (item) => item === 2, silent), { accepted: [2], rejected: 1 });
});
