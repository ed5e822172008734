import { createServer, type IncomingMessage, type Server } from 'node:http';
import { inspect } from 'node:util';
import { BrokerAdministrator } from '../../../src/rotation/function/rabbitmq';

// Tests the requests to a broker and its error responses. broker.test.mjs rotates the password of a real broker.

const CURRENT = { username: 'ecommerce', password: 'current-password' };
const PENDING = { username: 'ecommerce', password: 'pending-password' };

let server: Server;

afterEach(() => {
  server.close();
});

/** Starts a broker that responds to each request with a status, and records the requests. */
async function broker(statusOf: (request: IncomingMessage) => number, requests: unknown[] = []) {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += chunk;
    }
    const { method, url, headers } = request;
    requests.push({ method, url, authorization: headers.authorization, type: headers['content-type'], body });
    response.writeHead(statusOf(request), { location: '/elsewhere' }).end('an ignored body');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('the server has no port');
  }
  return new BrokerAdministrator(`http://127.0.0.1:${address.port}`);
}

const basicAuth = (username: string, password: string) =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;

describe('a healthy broker', () => {
  const type = 'application/json';
  const whoami = (password: string) => ({
    method: 'GET',
    url: '/api/whoami',
    authorization: basicAuth('ecommerce', password),
    type,
    body: '',
  });

  test('gets the pending password and the administrator tag, authenticated with the current password', async () => {
    const requests: unknown[] = [];
    const administrator = await broker(
      ({ headers }) => (headers.authorization === basicAuth('ecommerce', 'current-password') ? 200 : 401),
      requests,
    );
    await administrator.set(CURRENT, PENDING);
    expect(requests).toEqual([
      whoami('pending-password'),
      whoami('current-password'),
      {
        method: 'PUT',
        url: '/api/users/ecommerce',
        authorization: basicAuth('ecommerce', 'current-password'),
        type,
        body: '{"password":"pending-password","tags":"administrator"}',
      },
    ]);
  });

  test('is not changed when it accepts the pending password already', async () => {
    const requests: unknown[] = [];
    const administrator = await broker(() => 200, requests);
    await administrator.set(CURRENT, PENDING);
    await administrator.test(PENDING);
    expect(requests).toEqual([whoami('pending-password'), whoami('pending-password')]);
  });

  test('gets the encoded name of a user whose name contains a slash', async () => {
    const requests: unknown[] = [];
    const current = { username: 'shop/admin', password: 'current-password' };
    const administrator = await broker(
      ({ headers }) => (headers.authorization === basicAuth('shop/admin', 'current-password') ? 200 : 401),
      requests,
    );
    await administrator.set(current, { ...current, password: 'pending-password' });
    expect(requests[2]).toMatchObject({ method: 'PUT', url: '/api/users/shop%2Fadmin' });
  });

  test('has ten seconds for each response', async () => {
    const timeout = jest.spyOn(AbortSignal, 'timeout');
    const administrator = await broker(() => 200);
    await administrator.test(PENDING);
    expect(timeout.mock.calls).toEqual([[10_000]]);
  });
});

test('the test fails when the broker rejects the pending password', async () => {
  const administrator = await broker(() => 401);
  await expect(administrator.test(PENDING)).rejects.toThrow(new Error('The broker rejects the pending password.'));
});

test.each([201, 204, 403, 500, 503])('the test fails when the broker returns status %i to a login', async (status) => {
  const administrator = await broker(() => status);
  await expect(administrator.test(PENDING)).rejects.toThrow(`The broker returned status ${status} to a login.`);
});

test('the step fails when the broker rejects both passwords', async () => {
  const administrator = await broker(() => 401);
  await expect(administrator.set(CURRENT, PENDING)).rejects.toThrow(
    'The broker rejects both the current and the pending password. Set the password of the user to that of AWSCURRENT again.',
  );
});

test.each([300, 401, 500])(
  'the step fails when the broker returns status %i to the change of the password',
  async (status) => {
    const current = basicAuth('ecommerce', 'current-password');
    const administrator = await broker(({ method, headers }) =>
      method === 'PUT' ? status : headers.authorization === current ? 200 : 401,
    );
    await expect(administrator.set(CURRENT, PENDING)).rejects.toThrow(
      new Error(`The broker returned status ${status} to the change of the password.`),
    );
  },
);

test('the test fails when the broker redirects, and does not send the password to the target', async () => {
  const requests: unknown[] = [];
  const administrator = await broker(() => 302, requests);
  await expect(administrator.test(PENDING)).rejects.toThrow('The broker cannot be reached.');
  expect(requests).toEqual([expect.objectContaining({ url: '/api/whoami' })]);
});

test('the step fails when the broker is unreachable, and the error contains no password', async () => {
  const administrator = await broker(() => 200);
  await new Promise((closed) => server.close(closed));
  const failure = inspect(await administrator.set(CURRENT, PENDING).catch((error: unknown) => error));
  expect(failure).toContain('The broker cannot be reached.');
  expect(failure).toContain('ECONNREFUSED');
  expect(failure).not.toMatch(/current-password|pending-password|Basic/);
});
