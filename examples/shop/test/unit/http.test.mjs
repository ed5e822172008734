import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, test } from 'node:test';
import { fieldsOf, serve } from '../../program/http.mjs';

let server;
before(async () => {
  const routes = { 'GET /things/ID': ({ id }) => ({ id }), 'POST /things': ({ body }) => body };
  server = await serve(routes, 0);
});
after(() => server.close());

/** Sends a request as it is, and returns the status of the answer. */
async function statusOf(method, path, body = '') {
  const socket = connect(server.address().port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  return Number((await text(socket)).split(' ')[1]);
}

test('a path that is wrong is refused, and the program runs on', async () => {
  assert.equal(await statusOf('GET', '/things/%E0%A4'), 400);
  assert.equal(await statusOf('GET', '//'), 404);
  assert.equal(await statusOf('GET', '/nothing'), 404);
  assert.equal(await statusOf('GET', '/things/one'), 200);
});

test('a body that is no JSON, or too large, is refused', async () => {
  assert.equal(await statusOf('POST', '/things', '{'), 400);
  assert.equal(await statusOf('POST', '/things', JSON.stringify('x'.repeat(1024 ** 2))), 413);
});

test('a body needs the right fields', () => {
  const order = { id: 'one', sku: 'sku-1', quantity: 2 };
  const fields = (changes) => fieldsOf({ ...order, ...changes }, ['id', 'sku'], ['quantity']);
  assert.deepEqual(fields({ more: true }), order);
  for (const [name, values] of Object.entries({
    id: ['', 'x'.repeat(201), 'a\0', 1, undefined],
    sku: ['order one', 'a/b'],
    quantity: [-1, 0, 1.5, '2', 1_001, undefined],
  })) {
    for (const value of values) assert.throws(() => fields({ [name]: value }), new RegExp(`: ${name}\\.`));
  }
});

test('the amount of an order fits into an integer of 32 bits', () => {
  const isTaken = (price, quantity) => {
    try {
      return fieldsOf({ price, quantity }, [], ['price', 'quantity']).price === price;
    } catch {
      return false;
    }
  };
  assert.ok(isTaken(1_000_000, 1_000));
  assert.ok(!isTaken(2 ** 31, 1));
  assert.ok(!isTaken(2 ** 21, 1_000) && !isTaken(1_000_000, 2 ** 12));
});
