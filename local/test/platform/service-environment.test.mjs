import assert from 'node:assert/strict';
import { test } from 'node:test';
import { environmentOf, loginNotes, secretValues } from '../../lib/platform/service-environment.mjs';
import { cacheAccess, databaseAccess, recordOf, secretArn } from './support/records.mjs';

/** A Secrets Manager in which each secret has the user name and the password of its name. */
const secretsManager = {
  getSecretValue: async ({ SecretId }) => {
    const [name] = SecretId.split(':secret:').at(-1).split('-bcdb6b');
    return { SecretString: JSON.stringify({ username: name, password: `password of ${name}`, port: 5432 }) };
  },
};

const PLACE = {
  region: 'eu-west-1',
  endpoint: 'http://127.0.0.1:4566',
  credentials: { accessKeyId: 'key', secretAccessKey: 'secret', sessionToken: 'token' },
};

/** Returns the variables without those with which a program finds the emulator. */
async function loginVariables(secrets, record, { migration } = {}) {
  const variables = await environmentOf({ ...PLACE, aws: { secrets }, record, migration });
  return Object.fromEntries(Object.entries(variables).filter(([name]) => !name.startsWith('AWS_')));
}

const order = recordOf('order', [databaseAccess('order'), cacheAccess('order')]);

test('a program gets the settings, the values of the secrets, and the references to them', async () => {
  const variables = await loginVariables(secretsManager, order);
  assert.deepEqual(variables, {
    DATABASE_HOST: 'order.local',
    DATABASE_PORT: '5432',
    DATABASE_NAME: 'order',
    DATABASE_SECRET_ARN: secretArn('order-database'),
    DATABASE_USERNAME: 'order-database',
    DATABASE_USERNAME_SECRET_ARN: secretArn('order-database'),
    DATABASE_USERNAME_SECRET_FIELD: 'username',
    DATABASE_PASSWORD: 'password of order-database',
    DATABASE_PASSWORD_SECRET_ARN: secretArn('order-database'),
    DATABASE_PASSWORD_SECRET_FIELD: 'password',
    CACHE_ENDPOINT: 'cache.local',
    CACHE_PORT: '6379',
    CACHE_SECRET_ARN: secretArn('order-cache'),
    CACHE_USERNAME: 'order-cache',
    CACHE_USERNAME_SECRET_ARN: secretArn('order-cache'),
    CACHE_USERNAME_SECRET_FIELD: 'username',
    CACHE_PASSWORD: 'password of order-cache',
    CACHE_PASSWORD_SECRET_ARN: secretArn('order-cache'),
    CACHE_PASSWORD_SECRET_FIELD: 'password',
  });
});

test('a program finds the emulator, and trusts the engines', async () => {
  const record = { service: 'order', settings: {}, secrets: {} };
  const variables = await environmentOf({ ...PLACE, aws: {}, record, rootCertificate: '/root.pem' });
  assert.deepEqual(variables, {
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    NODE_EXTRA_CA_CERTS: '/root.pem',
    RDS_CA_FILE: '/root.pem',
    SSL_CERT_FILE: '/root.pem',
  });
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  assert.ok(!('AWS_SESSION_TOKEN' in (await environmentOf({ ...PLACE, credentials, aws: {}, record }))));
});

test('a program of migrations gets their login in place of the other', async () => {
  const variables = await loginVariables(secretsManager, order, { migration: true });
  assert.equal(variables.DATABASE_PASSWORD, 'password of order-migration');
  assert.equal(variables.DATABASE_SECRET_ARN, secretArn('order-migration'));
  assert.equal(variables.DATABASE_HOST, 'order.local');
  assert.equal(variables.CACHE_PASSWORD, 'password of order-cache');
});

test('a store without a login for migrations is refused', async () => {
  const record = recordOf('user', [cacheAccess('user')]);
  await assert.rejects(loginVariables(secretsManager, record, { migration: true }), {
    message: 'The store of user has no login for migrations.',
  });
});

test('a secret without a field is the whole text, and has no variable with a field', async () => {
  const record = { service: 'archive', settings: {}, secrets: { ARCHIVE_KEY: { secretArn: 'arn' } } };
  const client = { getSecretValue: async () => ({ SecretString: 'not JSON' }) };
  assert.deepEqual(await loginVariables(client, record), { ARCHIVE_KEY: 'not JSON', ARCHIVE_KEY_SECRET_ARN: 'arn' });
});

test('a value that is no text in the secret becomes text', async () => {
  const secrets = { DATABASE_PORT: { secretArn: secretArn('order-database'), field: 'port' } };
  assert.deepEqual(await secretValues(secretsManager, { service: 'order', secrets }), { DATABASE_PORT: '5432' });
});

test('a secret that does not exist, and a field that a secret lacks, are named', async () => {
  const secrets = { KEY: { secretArn: 'arn', field: 'key' } };
  const absent = async () => {
    throw Object.assign(new Error('absent'), { name: 'ResourceNotFoundException' });
  };
  await assert.rejects(secretValues({ getSecretValue: absent }, { service: 'order', secrets }), {
    message: 'The secret arn of order has no value: deploy the platform again.',
  });
  for (const SecretString of ['{}', 'not JSON']) {
    await assert.rejects(
      secretValues({ getSecretValue: async () => ({ SecretString }) }, { service: 'order', secrets }),
      {
        message: 'The secret arn of order has no field key.',
      },
    );
  }
});

test('a login with IAM is reported, because no engine of the emulator knows it', () => {
  const [note, ...others] = loginNotes({ service: 'order', settings: { DATABASE_USERNAME: 'order_user' } });
  assert.match(note, /^order logs in to its database with IAM as order_user, which the emulator does not emulate/);
  assert.deepEqual(others, []);
  assert.deepEqual(loginNotes(order), []);
});
