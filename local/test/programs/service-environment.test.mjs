import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceEnvironment, serviceRecord } from '../../lib/programs/service-environment.mjs';

const arn = (name) => `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}`;
const KEY = 'arn:aws:kms:us-east-1:000000000000:key/1';

const login = (name) => ({
  settings: { DATABASE_SECRET_ARN: arn(name) },
  secrets: { DATABASE_PASSWORD: { secretArn: arn(name), field: 'password', keyArn: KEY } },
  permissions: [{ secretArn: arn(name), keyArn: KEY }],
});

const RECORD = {
  version: 1,
  account: '000000000000',
  region: 'us-east-1',
  accesses: [
    {
      ...login('application'),
      settings: { DATABASE_HOST: '127.0.1.7', DATABASE_SECRET_ARN: arn('application') },
      rules: [],
      migration: login('migration'),
    },
    {
      settings: { BUCKET_NAME: 'media' },
      secrets: {},
      rules: [],
      permissions: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::media/*'] }],
      capability: 'storage',
    },
  ],
};

/** The APIs of an emulator with one service, which records the policy of the service's role. */
function emulator() {
  const calls = {};
  const name = '/local/orderservice/connection';
  return {
    calls,
    ssm: {
      describeParameters: async () => ({ Parameters: [{ Name: name }] }),
      getParameters: async () => ({ Parameters: [{ Name: name, Value: JSON.stringify(RECORD) }] }),
    },
    secrets: {
      getSecretValue: async ({ SecretId }) => ({
        SecretString: JSON.stringify({ password: `of ${SecretId.split(':').at(-1)}` }),
      }),
    },
    iam: {
      createRole: async () => {
        throw Object.assign(new Error('exists'), { name: 'EntityAlreadyExistsException' });
      },
      putRolePolicy: async ({ PolicyDocument }) => {
        calls.policy = JSON.parse(PolicyDocument).Statement;
      },
    },
    sts: {
      assumeRole: async ({ RoleArn }) => {
        calls.role = RoleArn;
        return { Credentials: { AccessKeyId: 'key', SecretAccessKey: 'secret', SessionToken: 'token' } };
      },
    },
  };
}

const USER = {
  PATH: '/bin',
  MY_SETTING: 'mine',
  AWS_PROFILE: 'company',
  https_proxy: 'http://proxy.example',
  npm_config_yes: 'true',
};

const environmentOf = (aws, options) =>
  serviceEnvironment({ aws, port: 4599, service: 'orderservice', env: USER, ...options });

test('a program gets the settings, the secrets and their places, and the credentials of its service', async () => {
  const env = await environmentOf(emulator(), { certificates: '/engines.pem' });
  const expected = {
    DATABASE_HOST: '127.0.1.7',
    BUCKET_NAME: 'media',
    DATABASE_PASSWORD: 'of application',
    DATABASE_PASSWORD_SECRET_ARN: arn('application'),
    DATABASE_PASSWORD_SECRET_FIELD: 'password',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4599',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SESSION_TOKEN: 'token',
    NODE_EXTRA_CA_CERTS: '/engines.pem',
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(env[name], value, name);
});

test("a program has what the user's shell has, without accounts, proxies and npm's own settings", async () => {
  const env = await environmentOf(emulator());
  assert.equal(env.MY_SETTING, 'mine');
  for (const name of ['AWS_PROFILE', 'https_proxy', 'npm_config_yes', 'NODE_EXTRA_CA_CERTS'])
    assert.equal(env[name], undefined, name);
});

test('a migration gets the login that changes the tables', async () => {
  const env = await environmentOf(emulator(), { migration: true });
  assert.equal(env.DATABASE_PASSWORD, 'of migration');
  assert.equal(env.DATABASE_SECRET_ARN, arn('migration'));
});

test('the role of a service may do what its record permits: read its secrets by their key, and its own record', async () => {
  const aws = emulator();
  await environmentOf(aws);
  assert.equal(aws.calls.role, 'arn:aws:iam::000000000000:role/ecommerce-local-local-orderservice');
  assert.deepEqual(aws.calls.policy, [
    {
      Effect: 'Allow',
      Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
      Resource: arn('application'),
    },
    {
      Effect: 'Allow',
      Action: 'kms:Decrypt',
      Resource: KEY,
      Condition: {
        StringEquals: {
          'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com',
          'kms:EncryptionContext:SecretARN': arn('application'),
        },
      },
    },
    { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::media/*'] },
    {
      Effect: 'Allow',
      Action: ['ssm:GetParameter', 'ssm:GetParameters'],
      Resource: 'arn:aws:ssm:us-east-1:000000000000:parameter/local/orderservice/connection',
    },
  ]);
});

const records = [
  { environment: 'local', service: 'orderservice' },
  { environment: 'staging', service: 'orderservice' },
  { environment: 'staging', service: 'userservice' },
];

test('a service in several environments needs a choice', () => {
  assert.throws(() => serviceRecord(records, { service: 'orderservice' }), {
    message: 'orderservice is in several environments (local, staging): choose one with --environment.',
  });
  assert.equal(serviceRecord(records, { service: 'orderservice', environment: 'staging' }), records[1]);
  assert.equal(serviceRecord(records, { service: 'userservice' }), records[2]);
});

test('an unknown service or environment is a sentence with those there are', () => {
  assert.throws(() => serviceRecord(records, { service: 'userservice', environment: 'local' }), {
    message: 'No service is called userservice. The platform has orderservice.',
  });
  assert.throws(() => serviceRecord(records, { service: 'userservice', environment: 'production' }), {
    message: 'No platform has the environment production: --environment takes local, staging.',
  });
});
