import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endedStep, Progress } from '../../lib/cli/progress.mjs';

/** A log that keeps what is written. */
function log() {
  const lines = [];
  return { lines, write: (text) => lines.push(text.replace(/ \(.+ s\)\n$/, '').trimEnd()) };
}

test('a step is reported when it begins and when it ends, with its note', async () => {
  const stream = log();
  const progress = new Progress({ stream, total: 1 });
  assert.deepEqual(await progress.step('Compile', async () => ({ note: 'already current' })), {
    note: 'already current',
  });
  assert.deepEqual(stream.lines, ['… [1/1] Compile', '✓ [1/1] Compile: already current']);
});

test('steps side by side end in their own order', async () => {
  const stream = log();
  const progress = new Progress({ stream });
  let end;
  const slow = progress.step('slow', () => new Promise((resolve) => (end = resolve)));
  await progress.step('fast', async () => {});
  end();
  await slow;
  assert.deepEqual(stream.lines, ['… slow', '… fast', '✓ fast', '✓ slow']);
});

test('the first step that fails has failed, one beside it was stopped, and no other begins', async () => {
  const stream = log();
  const progress = new Progress({ stream });
  let stop;
  const beside = progress.step('beside', () => new Promise((_, reject) => (stop = reject)));
  await assert.rejects(
    progress.step('broken', () => Promise.reject(new Error('no'))),
    /no/,
  );
  stop(new Error('stopped'));
  await assert.rejects(beside);
  await assert.rejects(
    progress.step('next', async () => {}),
    /does not begin/,
  );
  assert.deepEqual(
    progress.steps.map(({ name, status }) => [name, status]),
    [
      ['beside', 'stopped'],
      ['broken', 'failed'],
    ],
  );
  assert.deepEqual(stream.lines.slice(-2), ['✗ broken', '– beside']);
});

test('the end of a step is read from a log, whatever its time', () => {
  assert.deepEqual(endedStep('✓ [3/14] Unit tests: 1553 passed (2 min 5 s)'), {
    name: 'Unit tests: 1553 passed',
    seconds: 125,
  });
  assert.deepEqual(endedStep('✗ Types (0.4 s)'), { name: 'Types', seconds: 0.4 });
  for (const line of ['… [3/14] Unit tests', '  [3/14] Unit tests: x (15.0 s)', 'Types', '']) {
    assert.equal(endedStep(line), undefined, line);
  }
});
