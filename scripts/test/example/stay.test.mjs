import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { mock, test } from 'node:test';
import { stay } from '../../lib/example/stay.mjs';

test('it prints the addresses, and leaves no server when the emulator ends', async (context) => {
  context.mock.method(console, 'log', () => {});
  const emulator = { port: 4566, log: '/log', ended: mock.fn(async () => new Error('The emulator ended.')) };
  const shop = { programs: { addresses: { orderservice: 'http://127.0.0.1:8080' } } };
  await assert.rejects(stay({ emulator, shop }, 'Deployed.'), /The emulator ended/);
  const [text] = console.log.mock.calls[0].arguments;
  assert.match(text, /orderservice +http:\/\/127\.0\.0\.1:8080/);
  const [, port] = /http:\/\/127\.0\.0\.1:(\d+)\/[\w-]{43}\//.exec(text);
  const [error] = await once(connect(Number(port), '127.0.0.1'), 'error');
  assert.equal(error.code, 'ECONNREFUSED');
});
