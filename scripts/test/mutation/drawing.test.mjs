import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstAccepted, shuffled } from '../../lib/mutation/drawing.mjs';

const ITEMS = Array.from({ length: 500 }, (_, index) => index);
const silent = () => {};

test('one seed draws one order of all items, another seed another one', () => {
  assert.deepEqual(shuffled(ITEMS, 1), shuffled(ITEMS, 1));
  assert.notDeepEqual(shuffled(ITEMS, 1), shuffled(ITEMS, 2));
  assert.deepEqual(
    [...shuffled(ITEMS, 1)].sort((a, b) => a - b),
    ITEMS,
  );
});

test('each item comes first as often as any other', () => {
  const firsts = ITEMS.map((seed) => shuffled([0, 1, 2, 3, 4], seed + 1)[0]);
  for (const item of [0, 1, 2, 3, 4]) {
    const times = firsts.filter((first) => first === item).length;
    assert.ok(times > 60 && times < 140, `${item} came first ${times} times of 500`);
  }
});

test('as many are taken as asked for, in their order, past those that are refused', async () => {
  const asked = [];
  const isOdd = (item) => {
    asked.push(item);
    return item % 2 === 1;
  };
  assert.deepEqual(await firstAccepted(ITEMS, 3, isOdd, silent), { accepted: [1, 3, 5], refused: 3 });
  assert.deepEqual(asked, [0, 1, 2, 3, 4, 5]);
});

test('where fewer are accepted than asked for, those are taken', async () => {
  assert.deepEqual(await firstAccepted([1, 2], 3, (item) => item === 2, silent), { accepted: [2], refused: 1 });
});
