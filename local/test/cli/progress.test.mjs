import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endedStep, Progress } from '../../lib/cli/progress.mjs';

/** A stream that records the written lines. */
function log() {
  const lines = [];
  return { lines, write: (text) => lines.push(text.replace(/ \(.+ s\)\n$/, '').trimEnd()) };
}

test('reports the beginning and the end of a step, with its note', async () => {
  const stream = log();
  const progress = new Progress({ stream, total: 1 });
  assert.deepEqual(await progress.step('Compile', async () => ({ note: 'already current' })), {
    note: 'already current',
  });
  assert.deepEqual(stream.lines, ['… [1/1] Compile', '✓ [1/1] Compile: already current']);
});

test('reports parallel steps in the order in which they end', async () => {
  const stream = log();
  const progress = new Progress({ stream });
  let end;
  const slow = progress.step('slow', () => new Promise((resolve) => (end = resolve)));
  await progress.step('fast', async () => {});
  end();
  await slow;
  assert.deepEqual(stream.lines, ['… slow', '… fast', '✓ fast', '✓ slow']);
});

test('after a failed step, a parallel step counts as stopped, and no further step begins', async () => {
  const stream = log();
  const progress = new Progress({ stream });
  let stop;
  const parallel = progress.step('parallel', () => new Promise((_, reject) => (stop = reject)));
  await assert.rejects(
    progress.step('broken', () => Promise.reject(new Error('no'))),
    /no/,
  );
  stop(new Error('stopped'));
  await assert.rejects(parallel);
  await assert.rejects(
    progress.step('next', async () => {}),
    /was not started/,
  );
  assert.deepEqual(
    progress.steps.map(({ name, status }) => [name, status]),
    [
      ['parallel', 'stopped'],
      ['broken', 'failed'],
    ],
  );
  assert.deepEqual(stream.lines.slice(-2), ['✗ broken', '– parallel']);
});

test('parses the end of a step in a log, in minutes and in seconds', () => {
  assert.deepEqual(endedStep('✓ [3/14] Unit tests: 1553 passed (2 min 5 s)'), {
    name: 'Unit tests: 1553 passed',
    seconds: 125,
  });
  assert.deepEqual(endedStep('✗ Types (0.4 s)'), { name: 'Types', seconds: 0.4 });
  for (const line of ['… [3/14] Unit tests', '  [3/14] Unit tests: x (15.0 s)', 'Types', '']) {
    assert.equal(endedStep(line), undefined, line);
  }
});

for (const [columns, expected] of [
  [200, '⠋ [1/2] Compile: jsii with a long detail (0.1 s) | [2/2] Unit tests: PASS test/a.test.ts (0.1 s)'],
  [60, '⠋ [1/2] Compile: jsi… (0.1 s) | [2/2] Unit tests: … (0.1 s)'],
  [30, '⠋ [1/… (0.1 s) | [2/… (0.1 s)'],
  [0, '⠋ [1/2] Compile: jsii with a l… (0.1 s) | [2/2] Unit tests: PASS test/… (0.1 s)'],
]) {
  test(`a terminal with ${columns || 'an unknown number of'} columns shows the elapsed time of each step`, async (context) => {
    context.mock.timers.enable({ apis: ['setInterval', 'Date'] });
    const written = [];
    const stream = { isTTY: true, columns, write: (text) => written.push(text) };
    const progress = new Progress({ stream, total: 2 });
    const ends = [];
    const step = (name, detail) =>
      progress.step(name, async (report) => {
        report(detail);
        await new Promise((end) => ends.push(end));
      });
    const steps = [step('Compile', 'jsii with a long detail'), step('Unit tests', 'PASS test/a.test.ts')];
    context.mock.timers.tick(120);
    assert.equal(written.at(-1).replace('\r\x1b[2K', ''), expected);
    for (const end of ends) end();
    await Promise.all(steps);
  });
}
