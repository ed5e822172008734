import { createServer, type IncomingMessage, type Server } from 'node:http';
import { inspect } from 'node:util';
import { BrokerAdministrator } from '../../../src/rotation/function/rabbitmq';

// What a broker is asked, and what it answers in trouble. broker.test.mjs rotates the password of a real one.

const CURRENT = { username: 'ecommerce', password: 'current-password' };
const PENDING = { username: 'ecommerce', password: 'pending-password' };

let server: Server;

afterEach(() => {
  server.close();
});

/** A broker that answers each request with a status, and keeps what it was asked. */
async function broker(statusOf: (request: IncomingMessage) => number, asked: unknown[] = []) {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    const { method, url, headers } = request;
    asked.push({ method, url, authorization: headers.authorization, type: headers['content-type'], body });
    response.writeHead(statusOf(request), { location: '/elsewhere' }).end('an answer that nobody reads');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return new BrokerAdministrator(`http://127.0.0.1:${address.port}`);
}

const login = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

describe('a broker in health', () => {
  const type = 'application/json';
  const whoami = (password: string) => ({
    method: 'GET',
    url: '/api/whoami',
    authorization: login('ecommerce', password),
    type,
    body: '',
  });

  test('is given the pending password for an administrator, by the current one', async () => {
    const asked: unknown[] = [];
    const administrator = await broker(
      ({ headers }) => (headers.authorization === login('ecommerce', 'current-password') ? 200 : 401),
      asked,
    );
    await administrator.set(CURRENT, PENDING);
    expect(asked).toEqual([
      whoami('pending-password'),
      whoami('current-password'),
      {
        method: 'PUT',
        url: '/api/users/ecommerce',
        authorization: login('ecommerce', 'current-password'),
        type,
        body: '{"password":"pending-password","tags":"administrator"}',
      },
    ]);
  });

  test('is not changed where it takes the pending password already', async () => {
    const asked: unknown[] = [];
    const administrator = await broker(() => 200, asked);
    await administrator.set(CURRENT, PENDING);
    await administrator.test(PENDING);
    expect(asked).toEqual([whoami('pending-password'), whoami('pending-password')]);
  });

  test('is asked for a user whose name has a slash', async () => {
    const asked: unknown[] = [];
    const current = { username: 'shop/admin', password: 'current-password' };
    const administrator = await broker(
      ({ headers }) => (headers.authorization === login('shop/admin', 'current-password') ? 200 : 401),
      asked,
    );
    await administrator.set(current, { ...current, password: 'pending-password' });
    expect(asked[2]).toMatchObject({ method: 'PUT', url: '/api/users/shop%2Fadmin' });
  });

  test('has ten seconds for each answer', async () => {
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    const administrator = await broker(() => 200);
    await administrator.test(PENDING);
    expect(timeout.mock.calls).toEqual([[10_000]]);
  });
});

test('fails the test where the broker refuses the pending password', async () => {
  const administrator = await broker(() => 401);
  await expect(administrator.test(PENDING)).rejects.toThrow(new Error('The broker refuses the pending password.'));
});

test.each([201, 204, 403, 500, 503])('fails when the broker answers %i to a login', async (status) => {
  const administrator = await broker(() => status);
  await expect(administrator.test(PENDING)).rejects.toThrow(`The broker answered ${status} to a login.`);
});

test('fails when the broker refuses both passwords', async () => {
  const administrator = await broker(() => 401);
  await expect(administrator.set(CURRENT, PENDING)).rejects.toThrow(
    'The broker refuses the current password and the pending one. Give the user the password of AWSCURRENT again.',
  );
});

test.each([300, 401, 500])('fails when the broker answers %i to the change of the password', async (status) => {
  const current = login('ecommerce', 'current-password');
  const administrator = await broker(({ method, headers }) =>
    method === 'PUT' ? status : headers.authorization === current ? 200 : 401,
  );
  await expect(administrator.set(CURRENT, PENDING)).rejects.toThrow(
    new Error(`The broker answered ${status} to the change of the password.`),
  );
});

test('fails when the broker redirects, and sends the password nowhere else', async () => {
  const asked: unknown[] = [];
  const administrator = await broker(() => 302, asked);
  await expect(administrator.test(PENDING)).rejects.toThrow('The broker cannot be reached.');
  expect(asked).toEqual([expect.objectContaining({ url: '/api/whoami' })]);
});

test('fails when there is no broker, without a password in the error', async () => {
  const administrator = await broker(() => 200);
  await new Promise((closed) => server.close(closed));
  const failure = inspect(await administrator.set(CURRENT, PENDING).catch((error: unknown) => error));
  expect(failure).toContain('The broker cannot be reached.');
  expect(failure).toContain('ECONNREFUSED');
  expect(failure).not.toMatch(/current-password|pending-password|Basic/);
});
