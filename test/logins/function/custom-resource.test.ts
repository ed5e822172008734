import { handleRequest, type LoginRequest } from '../../../src/logins/function/custom-resource';
import type { DeclaredLogin, LoginSystem } from '../../../src/logins/function/login-system';

const CREATE: LoginRequest = {
  RequestType: 'Create',
  ResponseURL: 'https://answer',
  StackId: 'arn:stack',
  RequestId: 'request',
  LogicalResourceId: 'OrdersLogin',
  ResourceProperties: { System: 'database', Service: 'orders' },
};

const UPDATE: LoginRequest = { ...CREATE, RequestType: 'Update', PhysicalResourceId: 'database/orders' };
const DELETE: LoginRequest = { ...UPDATE, RequestType: 'Delete' };

const system: jest.Mocked<LoginSystem> = { apply: jest.fn(), remove: jest.fn(), set: jest.fn(), test: jest.fn() };

let log: jest.SpyInstance;

beforeEach(() => {
  jest.resetAllMocks();
  log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  system.apply.mockResolvedValue({ SecretArn: 'arn:secret' });
});

/** Takes the request to the system, and returns the answer. */
async function answerTo(
  request: LoginRequest,
  { createSystem = () => system, deadline = new AbortController().signal } = {},
): Promise<Record<string, unknown>> {
  const put = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(''));
  const pause = async () => undefined;
  await handleRequest(request, createSystem, { time: { deadline, now: Date.now, pause }, pause });
  expect(put).toHaveBeenCalledTimes(1);
  return JSON.parse(String(put.mock.calls[0][1]?.body));
}

test.each([
  ['a creation', CREATE],
  ['an update', UPDATE],
])('%s declares the login, and has the same physical id', async (_, request) => {
  await expect(answerTo(request)).resolves.toMatchObject({
    Status: 'SUCCESS',
    PhysicalResourceId: 'database/orders',
    Data: { SecretArn: 'arn:secret' },
  });
  const declared: Partial<DeclaredLogin> = { service: 'orders', owner: 'arn:stack/OrdersLogin' };
  expect(system.apply.mock.calls).toEqual([[expect.objectContaining(declared)]]);
  expect(system.remove).not.toHaveBeenCalled();
});

test('a creation that fails has the physical id, so that the rollback deletes this login', async () => {
  system.apply.mockRejectedValue(new Error('No database.'));
  await expect(answerTo(CREATE)).resolves.toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'database/orders',
    Reason: 'The login of orders was not created or updated. No database.',
  });
});

test('an update that fails keeps the physical id, because CloudFormation would delete the former one', async () => {
  system.apply.mockRejectedValue(new Error('No database.'));
  const renamed = { ...UPDATE, ResourceProperties: { System: 'database', Service: 'invoices' } };
  await expect(answerTo(renamed)).resolves.toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'database/orders' });
});

test.each([
  ['the service', { System: 'database' }, 'Service'],
  ['the system', { Service: 'orders' }, 'System'],
])('a request without %s is answered', async (_, ResourceProperties, name) => {
  await expect(answerTo({ ...CREATE, ResourceProperties })).resolves.toMatchObject({
    Status: 'FAILED',
    PhysicalResourceId: 'OrdersLogin',
    Reason: `The property ${name} of the login is missing. Add it to the custom resource.`,
  });
});

test('a deletion takes the login', async () => {
  await expect(answerTo(DELETE)).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'database/orders' });
  expect(system.remove).toHaveBeenCalledWith(expect.objectContaining({ service: 'orders' }));
  expect(system.apply).not.toHaveBeenCalled();
  expect(log).not.toHaveBeenCalled();
});

test('a deletion that fails succeeds, and the log says that the login may remain', async () => {
  system.remove.mockRejectedValue(new Error('The database cannot be reached.'));
  await expect(answerTo(DELETE)).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'database/orders' });
  expect(log).toHaveBeenCalledWith('The login may remain. The database cannot be reached.');
});

test('a deletion of a resource whose creation was not understood succeeds', async () => {
  const deletion = { ...DELETE, PhysicalResourceId: undefined, ResourceProperties: {} };
  await expect(answerTo(deletion)).resolves.toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'OrdersLogin' });
  expect(system.remove).not.toHaveBeenCalled();
});

test.each([
  ['a creation', CREATE, 'FAILED'],
  ['a deletion', DELETE, 'SUCCESS'],
])('%s by a function without its settings is answered', async (_, request, Status) => {
  const createSystem = () => {
    throw new Error('The function lacks the environment variable HOST.');
  };
  await expect(answerTo(request, { createSystem })).resolves.toMatchObject({ Status });
});

test.each([
  ['a creation', CREATE, 'FAILED'],
  ['a deletion', DELETE, 'SUCCESS'],
])('%s that hangs is answered when the time is over', async (_, request, Status) => {
  const over = new AbortController();
  const hang = () => {
    over.abort();
    return new Promise<never>(() => undefined);
  };
  system.apply.mockImplementation(hang);
  system.remove.mockImplementation(hang);
  await expect(answerTo(request, { deadline: over.signal })).resolves.toMatchObject({ Status });
});

test('a request without any time left is answered', async () => {
  system.apply.mockImplementation(() => new Promise<never>(() => undefined));
  await expect(answerTo(CREATE, { deadline: AbortSignal.abort() })).resolves.toMatchObject({
    Status: 'FAILED',
    Reason:
      'The login of orders was not created or updated. The system did not answer in time. Check that it runs, and deploy ' +
      'again.',
  });
});

test('an error that is no error has a reason too', async () => {
  system.apply.mockRejectedValue('hunter2');
  await expect(answerTo(CREATE)).resolves.toMatchObject({
    Status: 'FAILED',
    Reason: 'The login of orders was not created or updated. The function failed for an unknown reason.',
  });
});
