import { createServer, type Server, type Socket } from 'node:net';
import { BrokerError, HttpsBroker, refusalOf } from '../../../../src/logins/function/rabbitmq/broker';

const CREDENTIALS = { username: 'administrator', password: 'hunter2' };

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

async function failureOf(port: number, deadline = new AbortController().signal): Promise<unknown> {
  const broker = new HttpsBroker(`https://127.0.0.1:${port}`, deadline);
  return broker
    .as(CREDENTIALS)
    .get('whoami')
    .catch((error: unknown) => error);
}

test('a port on which nothing listens may be a broker that starts', async () => {
  const port = await listen(() => undefined);
  await new Promise((closed) => listener.close(closed));
  expect(await failureOf(port)).toMatchObject({
    isPassing: true,
    message:
      `RabbitMQ on 127.0.0.1:${port} cannot be reached: ECONNREFUSED. Check that it runs, and that its security group ` +
      'admits the function.',
  });
});

test('a connection that the broker closes may be one of a broker that stops', async () => {
  const failure = await failureOf(await listen((socket) => socket.destroy()));
  expect(failure).toBeInstanceOf(BrokerError);
  expect(failure).toMatchObject({ isPassing: true });
});

test('a server without TLS gets no password', async () => {
  const received: Buffer[] = [];
  const port = await listen((socket) => {
    socket.on('data', (data) => received.push(data));
    socket.end('HTTP/1.1 200 OK\r\n\r\n');
  });
  expect(await failureOf(port)).toBeInstanceOf(BrokerError);
  const text = Buffer.concat(received).toString('latin1');
  expect(text).not.toContain('/api');
  expect(text).not.toContain(Buffer.from('administrator:hunter2').toString('base64'));
});

test('a request ends when the time of the invocation is over', async () => {
  const over = new AbortController();
  const port = await listen(() => over.abort());
  expect(await failureOf(port, over.signal)).toMatchObject({
    message: expect.stringContaining('no answer within 10 s'),
  });
});

const refusal = (status: number, body: string) =>
  refusalOf('PUT /api/users/order_a', { status, body }, { host: 'broker', username: 'administrator' });

test('a refusal has the reason of the broker', () => {
  expect(refusal(400, '{"error":"bad_request","reason":"inequivalent arg"}')).toMatchObject({
    isPassing: false,
    message: 'RabbitMQ on broker answered 400 to PUT /api/users/order_a: inequivalent arg',
  });
});

test('the password of a rejected administrator may rotate, so that a later attempt may succeed', () => {
  expect(refusal(401, '{"error":"not_authorized","reason":"Not_Authorized"}')).toMatchObject({
    isPassing: true,
    message: 'RabbitMQ on broker rejects the login of administrator.',
  });
});

test.each([
  [500, '<html>', true],
  [503, '{"error":"service_unavailable","reason":"starting"}', true],
  [429, '', true],
  [400, '{"error":"bad_request","reason":["user_already_exists","order_a"]}', true],
  [401, '{"error":"not_authorised","reason":"Access refused."}', false],
  [404, '{"error":"Object Not Found","reason":"Not Found"}', false],
  [400, '{"error":"bad_request"}', false],
])('whether the status %i with the body %s passes: %s', (status, body, isPassing) => {
  expect(refusal(status, body).isPassing).toBe(isPassing);
});
