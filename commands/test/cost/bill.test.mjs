import assert from 'node:assert/strict';
import { test } from 'node:test';
import { billOf, costliestChoices, differenceOf, totalOf } from '../../lib/cost/bill.mjs';

const PRICES = {
  nat: { price: 0.5, currency: 'USD' },
  key: { price: 2, currency: 'USD' },
  acu: { price: 1, currency: 'USD' },
};
const line = (owner, key, quantity, times = 1, more = {}) => ({ owner, key, item: key, quantity, times, ...more });

test('lines with the same owner and item are one row, with the product of quantity and price', () => {
  const rows = billOf(
    [line('network', 'nat', 1, 730), line('network', 'nat', 2, 730), line('orders', 'key', 1)],
    PRICES,
  );
  assert.deepEqual(
    rows.map(({ owner, quantity, monthly }) => [owner, quantity, monthly]),
    [
      ['network', 3, 1095],
      ['orders', 1, 2],
    ],
  );
});

test('a row without a price or with an unknown quantity has no cost, and the total names it', () => {
  const rows = billOf(
    [line('a', 'key', 1), line('a', 'secret', 1), line('a', 'nat', undefined, 730, { problem: 'unknown' })],
    PRICES,
  );
  const { monthly, missing } = totalOf(rows);
  assert.equal(monthly, 2);
  assert.deepEqual(missing.map(({ key, monthly: cost }) => [key, cost]).sort(), [
    ['nat', undefined],
    ['secret', undefined],
  ]);
});

test('a row with limits has the least and the most cost', () => {
  const total = totalOf(billOf([line('a', 'acu', 0.5, 730, { most: 8 }), line('a', 'key', 1)], PRICES));
  assert.deepEqual([total.monthly, total.most], [367, 5842]);
});

test('usage has a price and no cost, in one row for all owners', () => {
  const rows = billOf(
    [line('a', 'nat', undefined, 1, { usage: true }), line('b', 'nat', undefined, 1, { usage: true })],
    PRICES,
  );
  assert.deepEqual(
    rows.map(({ resources, price, monthly }) => [resources, price.price, monthly]),
    [[2, 0.5, undefined]],
  );
  assert.equal(totalOf(rows).known, 0);
});

test('the costliest choices are grouped by prop, and only rows with a cost count', () => {
  const rows = billOf(
    [
      line('network', 'nat', 1, 730, { prop: 'network.natGateways' }),
      line('network', 'key', 1, 1, { prop: 'network.natGateways' }),
      line('a', 'acu', 1, 1, { prop: 'minCapacity' }),
      line('a', 'unpriced', 1, 1, { prop: 'other' }),
      line('a', 'key', 9),
    ],
    PRICES,
  );
  assert.deepEqual(costliestChoices(rows), [
    { prop: 'network.natGateways', monthly: 367, items: ['key', 'nat'] },
    { prop: 'minCapacity', monthly: 1, items: ['acu'] },
  ]);
  assert.equal(costliestChoices(rows, 1).length, 1);
});

test('the difference has the rows whose quantity changed', () => {
  const before = billOf([line('network', 'nat', 3, 730), line('a', 'key', 1), line('b', 'secret', 1)], PRICES);
  const after = billOf([line('network', 'nat', 1, 730), line('a', 'key', 1), line('c', 'key', 1)], PRICES);
  assert.deepEqual(
    differenceOf(before, after).map(({ before: old, after: now, change }) => [
      (now ?? old).owner,
      old?.quantity,
      now?.quantity,
      change,
    ]),
    [
      ['b', 1, undefined, undefined],
      ['c', undefined, 1, 2],
      ['network', 3, 1, -730],
    ],
  );
});

test('the difference keeps rows of one item with a known and with an unknown quantity apart', () => {
  const unknown = line('a', 'nat', undefined, 730, { problem: 'unknown' });
  const before = billOf([line('a', 'nat', 1, 730), unknown], PRICES);
  const after = billOf([line('a', 'nat', 3, 730), unknown], PRICES);
  for (const rows of [after, [...after].reverse()]) {
    assert.deepEqual(
      differenceOf(before, rows).map(({ change }) => change),
      [730],
    );
  }
});
