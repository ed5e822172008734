import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shortened } from '../../lib/cli/lists.mjs';

const numbers = (count) => Array.from({ length: count }, (_, index) => `finding ${index + 1}`);

test('a list of ten is shown whole', () => {
  assert.deepEqual(shortened(numbers(10)), numbers(10));
  assert.deepEqual(shortened([]), []);
});

test('a longer list ends after ten with the number of the others', () => {
  assert.deepEqual(shortened(numbers(11)), [...numbers(10), 'and 1 more']);
  assert.deepEqual(shortened(numbers(1244)), [...numbers(10), 'and 1,234 more']);
});

test('a list of places ends where its reader says', () => {
  assert.deepEqual(shortened(['a', 'b', 'c'], 2), ['a', 'b', 'and 1 more']);
});
