import { ElastiCacheClient } from '@aws-sdk/client-elasticache';
import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DriverCluster } from '../../../src/rotation/function/document-db/cluster';
import * as documentDb from '../../../src/rotation/function/document-db/document-db';
import * as elasticache from '../../../src/rotation/function/elasticache';
import { type RotationHandler, rotationHandler } from '../../../src/rotation/function/handler';
import * as rabbitmq from '../../../src/rotation/function/rabbitmq';
import type { RotatedUser } from '../../../src/rotation/function/rotation';
import type { Clock } from '../../../src/rotation/function/wait';

const EVENT = { SecretId: 'arn:secret', ClientRequestToken: 'new', Step: 'testSecret' };
const CONTEXT = { getRemainingTimeInMillis: () => 5_000 };

const user: jest.Mocked<RotatedUser> = { set: jest.fn(), test: jest.fn() };

afterEach(() => {
  delete process.env.ROTATED;
  jest.restoreAllMocks();
});

test('the handler executes the step in the event for the user in the environment', async () => {
  process.env.ROTATED = 'ecommerce-user';
  const send = jest.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof DescribeSecretCommand) {
      return { VersionIdsToStages: { new: ['AWSPENDING'] } };
    }
    if (command instanceof GetSecretValueCommand) {
      return { SecretString: '{"username":"ecommerce","password":"pending"}' };
    }
    throw new Error(`unexpected call: ${command}`);
  });
  const createUser = jest.fn(() => user);
  await rotationHandler(createUser)(EVENT, CONTEXT);
  expect(user.test).toHaveBeenCalledWith({ username: 'ecommerce', password: 'pending' });
  expect(createUser).toHaveBeenCalledWith(
    'ecommerce-user',
    expect.objectContaining({ timeLeft: expect.any(Function) }),
  );
  expect(send.mock.calls.map(([{ input }]) => input)).toEqual([
    { SecretId: 'arn:secret' },
    { SecretId: 'arn:secret', VersionId: 'new', VersionStage: 'AWSPENDING' },
  ]);
});

test('the handler passes a clock with the remaining time, which can pause', async () => {
  process.env.ROTATED = 'ecommerce-user';
  jest.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async () => ({
    VersionIdsToStages: { new: ['AWSCURRENT'] },
  }));
  const createUser = jest.fn((_name: string, _clock: Clock) => user);
  await rotationHandler(createUser)(EVENT, CONTEXT);
  const [[, clock]] = createUser.mock.calls;
  expect(clock.timeLeft()).toBe(5_000);
  await expect(clock.pause(0)).resolves.toBeUndefined();
});

/** Responds to an AWS client, and records the inputs of its requests. */
function respondingWith(response: unknown, inputs: unknown[]) {
  return async ({ input }: { readonly input: unknown }) => {
    inputs.push(input);
    return response;
  };
}

test('document-db logs in to the cluster in the environment', async () => {
  const run = jest.spyOn(DriverCluster.prototype, 'run').mockResolvedValue({ kind: 'done', result: { ok: 1 } });
  await testPending(documentDb.handler, 'reviews.docdb.amazonaws.com:27018');
  expect(run.mock.contexts.map((cluster) => cluster.address)).toEqual(['reviews.docdb.amazonaws.com:27018']);
  expect(run.mock.calls).toEqual([[{ username: 'ecommerce', password: 'pending' }, { ping: 1 }]]);
});

test('elasticache tests the user in the environment', async () => {
  const inputs: unknown[] = [];
  const active = { Users: [{ Status: 'active' }] };
  jest.spyOn(ElastiCacheClient.prototype, 'send').mockImplementation(respondingWith(active, inputs));
  await testPending(elasticache.handler, 'ecommerce-user');
  expect(inputs).toEqual([{ UserId: 'ecommerce-user' }]);
});

test('rabbitmq calls the broker in the environment', async () => {
  const fetched = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response());
  await testPending(rabbitmq.handler, 'http://127.0.0.1:1');
  expect(fetched.mock.calls.map(([url]) => url)).toEqual(['http://127.0.0.1:1/api/whoami']);
});

/** Executes the step testSecret with a value of the environment variable ROTATED. */
async function testPending(handler: RotationHandler, rotated: string): Promise<void> {
  process.env.ROTATED = rotated;
  jest.spyOn(SecretsManagerClient.prototype, 'send').mockImplementation(async () => ({
    VersionIdsToStages: { new: ['AWSPENDING'] },
    SecretString: '{"username":"ecommerce","password":"pending"}',
  }));
  await handler(EVENT, CONTEXT);
}

test('the handler fails without the environment variable', async () => {
  await expect(rotationHandler(() => user)(EVENT, CONTEXT)).rejects.toThrow(
    'The environment variable ROTATED must identify the user whose password is rotated.',
  );
});

test.each([
  ['document-db', documentDb],
  ['elasticache', elasticache],
  ['rabbitmq', rabbitmq],
])('%s exports a handler', async (_, { handler }) => {
  await expect(handler(EVENT, CONTEXT)).rejects.toThrow('ROTATED');
});
