import { createServer, type IncomingMessage, type Server } from 'node:http';
import { inspect } from 'node:util';
import { BrokerAdministrator } from '../../../src/rotation/function/rabbitmq';

// What a broker answers in trouble. How a broker in health is rotated, broker.test.mjs shows with a real one.

const CURRENT = { username: 'ecommerce', password: 'current-password' };
const PENDING = { username: 'ecommerce', password: 'pending-password' };

let server: Server;

afterEach(() => {
  server.close();
});

/** A broker that answers each request with a status. */
async function broker(statusOf: (request: IncomingMessage) => number): Promise<BrokerAdministrator> {
  server = createServer((request, response) => {
    response.writeHead(statusOf(request), { location: '/elsewhere' }).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return new BrokerAdministrator(`http://127.0.0.1:${address.port}`);
}

test.each([403, 500, 503])('fails when the broker answers %i to a login', async (status) => {
  const administrator = await broker(() => status);
  await expect(administrator.test(PENDING)).rejects.toThrow(`The broker answered ${status} to a login.`);
});

test('fails when the broker refuses both passwords', async () => {
  const administrator = await broker(() => 401);
  await expect(administrator.set(CURRENT, PENDING)).rejects.toThrow(
    'The broker refuses the current password and the pending one. Give the user the password of AWSCURRENT again.',
  );
});

test('fails when the broker does not take the password', async () => {
  const current = `Basic ${Buffer.from('ecommerce:current-password').toString('base64')}`;
  const administrator = await broker(({ method, headers }) =>
    method === 'PUT' ? 500 : headers.authorization === current ? 200 : 401,
  );
  await expect(administrator.set(CURRENT, PENDING)).rejects.toThrow(
    'The broker answered 500 to the change of the password.',
  );
});

test('fails when the broker redirects, and sends the password nowhere else', async () => {
  const asked: unknown[] = [];
  const administrator = await broker(({ url }) => {
    asked.push(url);
    return 302;
  });
  await expect(administrator.test(PENDING)).rejects.toThrow('The broker cannot be reached.');
  expect(asked).toEqual(['/api/whoami']);
});

test('fails when there is no broker, without a password in the error', async () => {
  const administrator = await broker(() => 200);
  await new Promise((closed) => server.close(closed));
  const failure = inspect(await administrator.set(CURRENT, PENDING).catch((error: unknown) => error));
  expect(failure).toContain('The broker cannot be reached.');
  expect(failure).toContain('ECONNREFUSED');
  expect(failure).not.toMatch(/current-password|pending-password|Basic/);
});
