import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortened } from '../../lib/cli/lists.mjs';

const numbers = (count) => Array.from({ length: count }, (_, index) => `finding ${index + 1}`);

test('does not shorten a list of ten', () => {
  assert.deepEqual(shortened(numbers(10)), numbers(10));
  assert.deepEqual(shortened([]), []);
});

test('shortens a longer list to ten items and the number of the others', () => {
  assert.deepEqual(shortened(numbers(11)), [...numbers(10), 'and 1 more']);
  assert.deepEqual(shortened(numbers(1244)), [...numbers(10), 'and 1,234 more']);
});

test('shortens a list to a given length', () => {
  assert.deepEqual(shortened(['a', 'b', 'c'], 2), ['a', 'b', 'and 1 more']);
});
