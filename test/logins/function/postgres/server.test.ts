import { createServer, type Server, type Socket } from 'node:net';
import { DriverServer, ServerError } from '../../../../src/logins/function/postgres/server';
import { workTime } from '../../../../src/logins/function/work-time';

const CREDENTIALS = { username: 'orders_a', password: 'hunter2' };

let listener: Server;

afterEach(() => {
  listener?.close();
});

/** A server that handles each connection in this way. Returns its port. */
async function listen(handle: (socket: Socket) => void): Promise<number> {
  listener = createServer((socket) => handle(socket.on('error', () => undefined)));
  await new Promise<void>((listening) => listener.listen(0, '127.0.0.1', listening));
  const address = listener.address();
  return typeof address === 'object' && address ? address.port : 0;
}

async function failureOf(port: number, time = workTime(60_000)): Promise<unknown> {
  const server = new DriverServer('127.0.0.1', port, time);
  return server.session(CREDENTIALS, 'orders', (session) => session.run('SELECT 1')).catch((error: unknown) => error);
}

test('a port on which nothing listens may be a server that starts', async () => {
  const port = await listen(() => undefined);
  await new Promise((closed) => listener.close(closed));
  expect(await failureOf(port)).toMatchObject({
    isPassing: true,
    code: 'ECONNREFUSED',
    message:
      `PostgreSQL on 127.0.0.1:${port} cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}. Check that it runs, and ` +
      'that its security group admits the function.',
  });
});

test('a connection that the server closes may be one of a server that stops', async () => {
  const failure = await failureOf(await listen((socket) => socket.destroy()));
  expect(failure).toBeInstanceOf(ServerError);
  expect(failure).toMatchObject({ isPassing: true });
});

test('a server without TLS is refused, and gets no password', async () => {
  const received: Buffer[] = [];
  const port = await listen((socket) => {
    socket.on('data', (data) => received.push(data));
    socket.write('N');
  });
  const failure = await failureOf(port);
  expect(failure).toMatchObject({ message: expect.stringContaining('The server does not support SSL connections') });
  expect(Buffer.concat(received).toString('latin1')).not.toContain('orders_a');
});

test('a connection ends when the time of the invocation is over', async () => {
  const over = new AbortController();
  const port = await listen(() => over.abort());
  const time = { deadline: over.signal, now: Date.now, pause: async () => undefined };
  expect(await failureOf(port, time)).toBeInstanceOf(ServerError);
});

test('no connection is opened when the time is over', async () => {
  const handle = jest.fn();
  const port = await listen(handle);
  const time = { deadline: AbortSignal.abort(), now: Date.now, pause: async () => undefined };
  expect(await failureOf(port, time)).toMatchObject({ name: 'AbortError' });
  expect(handle).not.toHaveBeenCalled();
});
