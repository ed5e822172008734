import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { SecretVersions } from '../../../src/rotation/function/secret-versions';

const CREDENTIALS = { username: 'ecommerce', password: 'pending' };

/** The versions of a secret with the responses of Secrets Manager, and the commands that were sent to it. */
function versions(respond: (command: unknown) => unknown) {
  const client = new SecretsManagerClient();
  const send = jest.spyOn(client, 'send').mockImplementation(async (command: unknown) => respond(command));
  const sent = () => send.mock.calls.map(([command]) => [command.constructor, command.input]);
  return { versions: new SecretVersions(client, { secretId: 'arn:secret', versionId: 'new' }), sent };
}

function staged(VersionIdsToStages?: Record<string, string[]>) {
  return versions((command) => (command instanceof DescribeSecretCommand ? { VersionIdsToStages } : {}));
}

const DESCRIBED = [DescribeSecretCommand, { SecretId: 'arn:secret' }];

describe('isRotated', () => {
  test.each([
    [['AWSPENDING'], false],
    [['AWSCURRENT'], true],
    [['AWSCURRENT', 'AWSPENDING'], true],
  ])('returns for a version with the stages %p: %p', async (stages, rotated) => {
    const { versions: secret, sent } = staged({ new: stages, old: ['AWSCURRENT'] });
    await expect(secret.isRotated()).resolves.toBe(rotated);
    expect(sent()).toEqual([DESCRIBED]);
  });

  test.each([
    ['has no stage', { new: [] }],
    ['has another stage', { new: ['AWSPREVIOUS'] }],
    ['does not exist', { old: ['AWSCURRENT'] }],
    ['is in an empty response', undefined],
  ])('fails when the version %s', async (_, stages) => {
    await expect(staged(stages).versions.isRotated()).rejects.toThrow(
      new Error('Version new of arn:secret is neither AWSCURRENT nor AWSPENDING.'),
    );
  });
});

test.each([
  ['current', { SecretId: 'arn:secret', VersionStage: 'AWSCURRENT' }],
  ['pending', { SecretId: 'arn:secret', VersionId: 'new', VersionStage: 'AWSPENDING' }],
] as const)('%s reads the version with that stage only', async (method, input) => {
  const { versions: secret, sent } = versions(() => ({ SecretString: JSON.stringify(CREDENTIALS) }));
  await expect(secret[method]()).resolves.toEqual(CREDENTIALS);
  expect(sent()).toEqual([[GetSecretValueCommand, input]]);
});

test.each([
  ['missing', undefined],
  ['without a password', '{"username":"ecommerce"}'],
  ['without a user name', '{"password":"hunter2"}'],
  ['with a password that is not a string', '{"username":"ecommerce","password":1}'],
  ['a string', '"hunter2"'],
])('pending fails when the secret is %s', async (_, SecretString) => {
  const { versions: secret } = versions(() => ({ SecretString }));
  await expect(secret.pending()).rejects.toThrow(
    new Error('AWSPENDING of arn:secret must be JSON with a username and a password.'),
  );
});

test('hasPending is true when the version can be read, and false when Secrets Manager does not find it', async () => {
  const missing = new ResourceNotFoundException({ message: 'none', $metadata: {} });
  const absent = versions(() => {
    throw missing;
  });
  const present = versions(() => ({ SecretString: JSON.stringify(CREDENTIALS) }));
  await expect(absent.versions.hasPending()).resolves.toBe(false);
  await expect(present.versions.hasPending()).resolves.toBe(true);
});

test('putPending writes the new version with the stage AWSPENDING only', async () => {
  const { versions: secret, sent } = versions(() => ({}));
  await secret.putPending(CREDENTIALS);
  expect(sent()).toEqual([
    [
      PutSecretValueCommand,
      {
        SecretId: 'arn:secret',
        ClientRequestToken: 'new',
        SecretString: '{"username":"ecommerce","password":"pending"}',
        VersionStages: ['AWSPENDING'],
      },
    ],
  ]);
});

test.each([
  ['from the version that has it', { older: ['AWSPREVIOUS'], old: ['AWSCURRENT'], new: ['AWSPENDING'] }, 'old'],
  ['although no version has it', { new: ['AWSPENDING'] }, undefined],
])('makePendingCurrent moves the stage AWSCURRENT, %s', async (_, stages, RemoveFromVersionId) => {
  const { versions: secret, sent } = staged(stages);
  await secret.makePendingCurrent();
  expect(sent()).toEqual([
    DESCRIBED,
    [
      UpdateSecretVersionStageCommand,
      { SecretId: 'arn:secret', VersionStage: 'AWSCURRENT', MoveToVersionId: 'new', RemoveFromVersionId },
    ],
  ]);
});
