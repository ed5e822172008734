import assert from 'node:assert/strict';
import { test } from 'node:test';
import { orderSections, refusalSection, unexpected } from '../../lib/shop/sections.mjs';

const own = (tried, changes) => ({ service: 'a', tried, on: 'a', isControl: true, refused: false, ...changes });
const foreign = (tried, on, changes) => ({ service: 'a', tried, on, refused: true, answer: 'no', ...changes });

test('an order has a row with the time of each step, and a table of its way', () => {
  const order = { id: 'one', status: 'paid', answeredBy: 'OpenSearch', steps: [{ step: 'pay', milliseconds: 7 }] };
  const way = [{ service: 'orderservice', part: 'PostgreSQL', thing: 'row in orders', key: 'id = one' }];
  const [times, ofOrder] = orderSections([{ ...order, way }]);
  assert.deepEqual(times.header, ['order', 'status', 'found by', 'pay (ms)']);
  assert.deepEqual(times.rows, [['one', 'paid', 'OpenSearch', '7']]);
  assert.equal(ofOrder.title, 'way of one');
  assert.deepEqual(ofOrder.rows, [['orderservice', 'PostgreSQL', 'row in orders', 'id = one']]);
});

test('refusals are counted by the thing that a service tried', () => {
  const rows = [
    own('write'),
    foreign('write', 'b'),
    foreign('write', 'c'),
    foreign('read', 'b', { refused: false, error: true, untried: true }),
    own('search', { error: true, unreachable: true }),
    { ...own('write'), service: 'b', on: 'b' },
  ];
  const { header, rows: cells } = refusalSection(rows);
  assert.deepEqual(header, ['tried to', 'a', 'b']);
  assert.deepEqual(cells, [
    ['write', 'own, 2 refused', 'own'],
    ['read', 'not tried', '-'],
    ['search', 'not reached', '-'],
  ]);
});

const SEARCH = { search: true };

test('isolation is what was refused, and the own things that can be used', () => {
  assert.deepEqual(unexpected([own('write'), foreign('write', 'b')], SEARCH), []);
});

for (const [what, row, sentence] of [
  ['a thing of another service that can be used', foreign('write', 'b', { refused: false }), /of b, which was allowed/],
  ['an own thing that is refused', own('write', { refused: true }), /of a, which was refused/],
  ['an attempt that failed otherwise', foreign('write', 'b', { refused: false, error: true }), /of b, which failed/],
  ['a store that does not answer', own('write', { error: true, unreachable: true }), /of a, which failed/],
]) {
  test(`${what} is unexpected`, () => {
    const [found, ...others] = unexpected([row], SEARCH);
    assert.match(found, sentence);
    assert.deepEqual(others, []);
  });
}

test('an index that cannot be reached is unexpected only if the engine for search runs', () => {
  const rows = [own('read its index', { error: true, unreachable: true })];
  assert.deepEqual(unexpected(rows, { search: false }), []);
  assert.equal(unexpected(rows, SEARCH).length, 1);
});
