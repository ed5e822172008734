import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cells, compared, isMissed, measured } from '../../lib/bench/figures.mjs';

const synthesis = (ours) => compared('synthesis', { ours, reference: 2, unit: 's', atMost: 1 });

test('a ratio above the target is missed, and one at the target is not', () => {
  assert.equal(isMissed(synthesis(2)), false);
  assert.equal(isMissed(synthesis(2.02)), true);
});

test('a ratio is judged as it is printed', () => {
  assert.equal(isMissed(synthesis(2.009)), false);
  assert.equal(isMissed(synthesis(2.011)), true);
});

test('a figure without a target is never missed', () => {
  assert.equal(isMissed(compared('memory', { ours: 1000, reference: 1, unit: 'MB' })), false);
});

test('a value without a reference is judged by itself', () => {
  assert.equal(isMissed(measured('parameters', { ours: 10, atMost: 10 })), false);
  assert.equal(isMissed(measured('parameters', { ours: 11, atMost: 10 })), true);
});

test('a row has the values with their units, the ratio, the target and the result', () => {
  assert.deepEqual(cells({ on: 'the oldest', ...synthesis(3) }), [
    ...['synthesis', 'the oldest', '3.00 s', '2.00 s', '1.50', 'at most 1', 'missed'],
  ]);
  assert.deepEqual(cells(measured('resources', { ours: 111, atMost: 125 })), [
    ...['resources', '', '111', '', '', 'at most 125', 'met'],
  ]);
  assert.deepEqual(cells(compared('memory', { ours: 120.4, reference: 100.2, unit: 'MB' })), [
    ...['memory', '', '120 MB', '100 MB', '1.20', '', ''],
  ]);
});
