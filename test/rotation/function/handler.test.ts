import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as documentDb from '../../../src/rotation/function/document-db';
import * as elasticache from '../../../src/rotation/function/elasticache';
import { rotationHandler } from '../../../src/rotation/function/handler';
import * as rabbitmq from '../../../src/rotation/function/rabbitmq';
import type { LoginKeeper } from '../../../src/rotation/function/rotation';

const EVENT = { SecretId: 'arn:secret', ClientRequestToken: 'new', Step: 'testSecret' };
const CONTEXT = { getRemainingTimeInMillis: () => 5_000 };

const keeper: jest.Mocked<LoginKeeper> = { set: jest.fn(), test: jest.fn() };

afterEach(() => {
  delete process.env.ROTATED;
  jest.restoreAllMocks();
});

test('rotates what the environment names, by what the event says, in the time that Lambda gives', async () => {
  process.env.ROTATED = 'ecommerce-user';
  const send = jest.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof DescribeSecretCommand) {
      return { VersionIdsToStages: { new: ['AWSPENDING'] } };
    }
    if (command instanceof GetSecretValueCommand) {
      return { SecretString: '{"username":"ecommerce","password":"pending"}' };
    }
    throw new Error(`an unexpected call: ${command}`);
  });
  const keeperOf = jest.fn(() => keeper);
  await rotationHandler(keeperOf)(EVENT, CONTEXT);
  expect(keeper.test).toHaveBeenCalledWith({ username: 'ecommerce', password: 'pending' });
  expect(keeperOf).toHaveBeenCalledWith('ecommerce-user', expect.objectContaining({ timeLeft: expect.any(Function) }));
  expect(send.mock.calls.map(([{ input }]) => input)).toEqual([
    { SecretId: 'arn:secret' },
    { SecretId: 'arn:secret', VersionId: 'new', VersionStage: 'AWSPENDING' },
  ]);
});

test('fails when the environment names nothing', async () => {
  await expect(rotationHandler(() => keeper)(EVENT, CONTEXT)).rejects.toThrow(
    'The environment variable ROTATED must name what is rotated.',
  );
});

test.each([
  ['document-db', documentDb],
  ['elasticache', elasticache],
  ['rabbitmq', rabbitmq],
])('%s has a handler', async (_, { handler }) => {
  await expect(handler(EVENT, CONTEXT)).rejects.toThrow('ROTATED');
});
