import { DocDBClient } from '@aws-sdk/client-docdb';
import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as documentDb from '../../../src/rotation/function/document-db';
import * as elasticache from '../../../src/rotation/function/elasticache';
import { type RotationHandler, rotationHandler } from '../../../src/rotation/function/handler';
import * as rabbitmq from '../../../src/rotation/function/rabbitmq';
import type { LoginKeeper } from '../../../src/rotation/function/rotation';
import type { Clock } from '../../../src/rotation/function/wait';

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

test('gives the keeper a clock of the time that is left, which pauses', async () => {
  process.env.ROTATED = 'ecommerce-user';
  jest.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async () => ({
    VersionIdsToStages: { new: ['AWSCURRENT'] },
  }));
  const keeperOf = jest.fn((_name: string, _clock: Clock) => keeper);
  await rotationHandler(keeperOf)(EVENT, CONTEXT);
  const [[, clock]] = keeperOf.mock.calls;
  expect(clock.timeLeft()).toBe(5_000);
  await expect(clock.pause(0)).resolves.toBeUndefined();
});

/** Answers for a client of AWS, and keeps what it was asked. */
function answering(asked: unknown[], answer: unknown) {
  return async ({ input }: { readonly input: unknown }) => {
    asked.push(input);
    return answer;
  };
}

test('document-db tests the cluster that the environment names', async () => {
  const asked: unknown[] = [];
  const available = { DBClusters: [{ Status: 'available' }] };
  jest.spyOn(DocDBClient.prototype, 'send').mockImplementation(answering(asked, available));
  await testPending(documentDb.handler, 'reviews');
  expect(asked).toEqual([{ DBClusterIdentifier: 'reviews' }]);
});

test('elasticache tests the user that the environment names', async () => {
  const asked: unknown[] = [];
  const active = { Users: [{ Status: 'active' }] };
  jest.spyOn(ElastiCacheClient.prototype, 'send').mockImplementation(answering(asked, active));
  await testPending(elasticache.handler, 'ecommerce-user');
  expect(asked).toEqual([{ UserId: 'ecommerce-user' }]);
});

test('rabbitmq asks the broker that the environment names', async () => {
  const fetched = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response());
  await testPending(rabbitmq.handler, 'http://127.0.0.1:1');
  expect(fetched.mock.calls.map(([url]) => url)).toEqual(['http://127.0.0.1:1/api/whoami']);
});

/** Takes the step in which the pending login of what the environment names is tested. */
async function testPending(handler: RotationHandler, rotated: string): Promise<void> {
  process.env.ROTATED = rotated;
  jest.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async () => ({
    VersionIdsToStages: { new: ['AWSPENDING'] },
    SecretString: '{"username":"ecommerce","password":"pending"}',
  }));
  await handler(EVENT, CONTEXT);
}

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
