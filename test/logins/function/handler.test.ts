import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ANSWER_MS } from '../../../src/logins/function/answer';
import type { LoginRequest } from '../../../src/logins/function/custom-resource';
import { loginHandler, type SystemContext } from '../../../src/logins/function/handler';
import type { LoginSystem } from '../../../src/logins/function/login-system';

const REQUEST: LoginRequest = {
  RequestType: 'Create',
  ResponseURL: 'https://answer',
  StackId: 'arn:stack',
  RequestId: 'request',
  LogicalResourceId: 'OrdersLogin',
  ResourceProperties: { System: 'database', Service: 'orders' },
};

const system: jest.Mocked<LoginSystem> = { apply: jest.fn(), remove: jest.fn(), set: jest.fn(), test: jest.fn() };

const timeOf = (milliseconds: number) => ({ getRemainingTimeInMillis: () => milliseconds });

beforeEach(() => jest.resetAllMocks());

test('an event with a request type is a request of CloudFormation', async () => {
  const put = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(''));
  system.apply.mockResolvedValue({});
  const createSystem = jest.fn((_: SystemContext) => system);
  await loginHandler(createSystem)(REQUEST, timeOf(300_000));
  expect(system.apply).toHaveBeenCalledTimes(1);
  expect(put).toHaveBeenCalledWith('https://answer', expect.objectContaining({ method: 'PUT' }));
  expect(createSystem.mock.calls[0][0].time.deadline.aborted).toBe(false);
});

test('a request that hangs is answered while there is time for six attempts', async () => {
  const put = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(''));
  system.apply.mockImplementation(() => new Promise<never>(() => undefined));
  await loginHandler(() => system)(REQUEST, timeOf(ANSWER_MS));
  expect(JSON.parse(String(put.mock.calls[0][1]?.body))).toMatchObject({ Status: 'FAILED' });
});

test('an event with a step is a rotation', async () => {
  jest.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof DescribeSecretCommand) {
      return { VersionIdsToStages: { new: ['AWSPENDING'] } };
    }
    if (command instanceof GetSecretValueCommand) {
      return { SecretString: '{"username":"orders_b","password":"pending"}' };
    }
    throw new Error(`unexpected call: ${command}`);
  });
  const event = { SecretId: 'arn:secret', ClientRequestToken: 'new', Step: 'testSecret' };
  const createSystem = jest.fn((_: SystemContext) => system);
  await loginHandler(createSystem)(event, timeOf(60_000));
  expect(createSystem.mock.calls[0][0].rotatedSecret).toBe('arn:secret');
  expect(system.test).toHaveBeenCalledWith({ username: 'orders_b', password: 'pending' });
});
