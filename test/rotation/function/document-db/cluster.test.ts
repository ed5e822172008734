import { inspect } from 'node:util';
import { Db, type Document, MongoClient, MongoNetworkError, MongoServerError } from 'mongodb';
import { DriverCluster, LOGIN } from '../../../../src/rotation/function/document-db/cluster';

// Tests the options of the driver, and the answers to its errors.

const CREDENTIALS = { username: 'ecommerce', password: 'p@ss:word/%' };

const CHANGE = { updateUser: 'ecommerce', pwd: 'new-password' };

afterEach(() => {
  jest.restoreAllMocks();
});

/** Executes a command with a driver that answers without a connection. Returns the clients that executed commands. */
async function run(execute: () => Promise<Document>, command = CHANGE) {
  const clients: MongoClient[] = [];
  const commands: unknown[] = [];
  const close = jest.spyOn(MongoClient.prototype, 'close');
  jest.spyOn(Db.prototype, 'command').mockImplementation(function (this: Db, sent: Document) {
    clients.push(this.client);
    commands.push([this.databaseName, sent]);
    return execute();
  });
  const result = new DriverCluster('reviews.docdb.amazonaws.com:27018').run(CREDENTIALS, command);
  const answer = await result.catch((error: unknown) => ({ thrown: error }));
  return { answer, clients, commands, closed: close.mock.contexts };
}

const fails = (error: Error) => async () => {
  throw error;
};

test('a command is executed on the database admin, and its connection is closed', async () => {
  const { answer, clients, commands, closed } = await run(async () => ({ ok: 1 }));
  expect(answer).toEqual({ kind: 'done', result: { ok: 1 } });
  expect(commands).toEqual([['admin', CHANGE]]);
  expect(closed).toEqual(clients);
});

test('the driver verifies the certificate, calls only the address, and does not retry writes', async () => {
  const { clients } = await run(async () => ({ ok: 1 }));
  expect(clients.map(({ options }) => options)).toEqual([
    expect.objectContaining({ tls: true, directConnection: true, retryWrites: false }),
  ]);
  const [{ options }] = clients;
  expect(options.hosts.map(String)).toEqual(['reviews.docdb.amazonaws.com:27018']);
  expect([options.rejectUnauthorized, options.checkServerIdentity]).toEqual([undefined, undefined]);
  expect(options.credentials).toMatchObject({ ...CREDENTIALS, source: 'admin' });
});

test('an attempt ends within ten seconds, so that Lambda does not stop the function during it', async () => {
  const { clients } = await run(async () => ({ ok: 1 }));
  const [{ options }] = clients;
  expect([options.serverSelectionTimeoutMS, options.connectTimeoutMS, options.socketTimeoutMS]).toEqual([
    5_000, 5_000, 5_000,
  ]);
});

test('a failed authentication is a rejection', async () => {
  const error = new MongoServerError({ message: 'Authentication failed.', code: 18, codeName: 'AuthenticationFailed' });
  const { answer, clients, closed } = await run(fails(error), { ...CHANGE, ...LOGIN });
  expect(answer).toEqual({ kind: 'rejected' });
  expect(closed).toEqual(clients);
});

test.each([
  ['a lost connection', new MongoNetworkError('read ECONNRESET'), 'read ECONNRESET'],
  [
    'a certificate that is not trusted',
    new MongoNetworkError('unable to verify the first certificate'),
    'unable to verify the first certificate',
  ],
  [
    'an instance that is not the primary',
    new MongoServerError({ message: 'not primary', code: 10107, codeName: 'NotWritablePrimary' }),
    'The cluster returned error 10107 (NotWritablePrimary).',
  ],
  ['an instance that stops', new MongoServerError({ message: 'm', code: 91 }), 'The cluster returned error 91.'],
])('%s may end, so that a later attempt may succeed', async (_, error, reason) => {
  const { answer } = await run(fails(error));
  expect(answer).toEqual({ kind: 'unreachable', reason });
});

test('the error about a command that the cluster refuses contains its code, but not its message and no password', async () => {
  const refused = new MongoServerError({
    message: 'not authorized: pwd new-password',
    code: 13,
    codeName: 'Unauthorized',
  });
  const { answer } = await run(fails(refused));
  expect(answer).toEqual({
    thrown: new Error(
      'The DocumentDB cluster reviews.docdb.amazonaws.com:27018 refuses the command. ' +
        'The cluster returned error 13 (Unauthorized).',
    ),
  });
  expect(inspect(answer, { depth: 10 })).not.toMatch(/new-password|p@ss/);
});

test('an error that is not of the driver is not hidden', async () => {
  const error = new TypeError('a fault in the code');
  const { answer } = await run(fails(error));
  expect(answer).toEqual({ thrown: error });
});
