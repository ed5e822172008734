import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outbox } from '../../program/outbox.mjs';

test('what fails is sent again, and what was sent before is not', async (context) => {
  context.mock.method(console, 'error', () => {});
  const unsent = new Set(['first', 'second']);
  const sent = [];
  let failures = 1;
  const sendAll = outbox(
    () => [...unsent],
    async (thing) => {
      if (thing === 'second' && failures-- > 0) throw new Error('away');
      sent.push(thing);
      unsent.delete(thing);
    },
  );
  await sendAll();
  assert.deepEqual(sent, ['first', 'second']);
});

test('a thing that comes while others are sent is sent, too', async () => {
  const unsent = new Set(['first']);
  const sent = [];
  const sendAll = outbox(
    () => [...unsent],
    async (thing) => {
      unsent.delete(thing);
      sent.push(thing);
      if (thing === 'first') {
        unsent.add('second');
        await sendAll(); // another request: one works at a time
      }
    },
  );
  await sendAll();
  assert.deepEqual(sent, ['first', 'second']);
});

test('everything is sent when there are more things than one request returns', async () => {
  const unsent = new Set([1, 2, 3, 4, 5]);
  const sent = [];
  const sendAll = outbox(
    () => [...unsent].slice(0, 2),
    async (thing) => {
      unsent.delete(thing);
      sent.push(thing);
    },
  );
  await sendAll();
  assert.deepEqual(sent, [1, 2, 3, 4, 5]);
});
