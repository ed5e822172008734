import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newLines } from '../../lib/commands/logs.mjs';

test('a followed log prints the lines that are new, once', () => {
  assert.deepEqual(newLines(['a', 'b'], ['a', 'b']), []);
  assert.deepEqual(newLines(['a', 'b'], ['a', 'b', 'c', 'd']), ['c', 'd']);
});

test('a followed log prints the new lines when its beginning is cut off', () => {
  assert.deepEqual(newLines(['a', 'b', 'c'], ['b', 'c', 'd']), ['d']);
  assert.deepEqual(newLines(['a', 'b'], ['x', 'y']), ['x', 'y']);
});

test('a line that repeats does not hide the lines after it', () => {
  assert.deepEqual(newLines(['start', 'same'], ['start', 'same', 'other', 'same']), ['other', 'same']);
});
