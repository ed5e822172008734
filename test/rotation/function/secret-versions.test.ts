import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { SecretVersions } from '../../../src/rotation/function/secret-versions';

const LOGIN = { username: 'ecommerce', password: 'pending' };

/** The versions of a secret as Secrets Manager answers for them, and the commands that it was sent. */
function versions(answer: (command: unknown) => unknown) {
  const client = new SecretsManagerClient();
  const send = jest.spyOn(client, 'send').mockImplementation(async (command: unknown) => answer(command));
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
  ])('of a version with the stages %p is %p', async (stages, rotated) => {
    const { versions: secret, sent } = staged({ new: stages, old: ['AWSCURRENT'] });
    await expect(secret.isRotated()).resolves.toBe(rotated);
    expect(sent()).toEqual([DESCRIBED]);
  });

  test.each([
    ['has no stage', { new: [] }],
    ['has another stage', { new: ['AWSPREVIOUS'] }],
    ['is not there', { old: ['AWSCURRENT'] }],
    ['is one of none', undefined],
  ])('fails when the version %s', async (_, stages) => {
    await expect(staged(stages).versions.isRotated()).rejects.toThrow(
      new Error('Version new of arn:secret is not being rotated to.'),
    );
  });
});

test.each([
  ['current', { SecretId: 'arn:secret', VersionStage: 'AWSCURRENT' }],
  ['pending', { SecretId: 'arn:secret', VersionId: 'new', VersionStage: 'AWSPENDING' }],
] as const)('%s reads that version and no other', async (method, input) => {
  const { versions: secret, sent } = versions(() => ({ SecretString: JSON.stringify(LOGIN) }));
  await expect(secret[method]()).resolves.toEqual(LOGIN);
  expect(sent()).toEqual([[GetSecretValueCommand, input]]);
});

test.each([
  ['nothing', undefined],
  ['no password', '{"username":"ecommerce"}'],
  ['no user name', '{"password":"hunter2"}'],
  ['a password that is no text', '{"username":"ecommerce","password":1}'],
  ['text', '"hunter2"'],
])('fails when the secret is %s', async (_, SecretString) => {
  const { versions: secret } = versions(() => ({ SecretString }));
  await expect(secret.pending()).rejects.toThrow(
    new Error('AWSPENDING of arn:secret must be JSON with a username and a password.'),
  );
});

test('the pending version is there when it can be read, and not there when Secrets Manager finds none', async () => {
  const missing = new ResourceNotFoundException({ message: 'none', $metadata: {} });
  const absent = versions(() => {
    throw missing;
  });
  const present = versions(() => ({ SecretString: JSON.stringify(LOGIN) }));
  await expect(absent.versions.hasPending()).resolves.toBe(false);
  await expect(present.versions.hasPending()).resolves.toBe(true);
});

test('putPending writes the new version, as pending alone', async () => {
  const { versions: secret, sent } = versions(() => ({}));
  await secret.putPending(LOGIN);
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
  ['though no version has it', { new: ['AWSPENDING'] }, undefined],
])('makePendingCurrent moves the stage of clients, %s', async (_, stages, RemoveFromVersionId) => {
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
