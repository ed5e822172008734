import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loginSection } from '../../lib/inventory/logins.mjs';

const SECRETS = {
  describeSecret: async ({ SecretId }) => {
    if (SecretId.endsWith('gone')) throw Object.assign(new Error(), { name: 'ResourceNotFoundException' });
    return { ARN: SecretId };
  },
};
const secret = (name, id) => ({ [name]: { secretArn: `arn:x:secret:${id}`, field: 'password' } });

async function row(record) {
  const { rows } = await loginSection(SECRETS, [{ service: 'orders', settings: {}, secrets: {}, ...record }]);
  return rows[0];
}

test('a service has the secret of each login, and the role for searches', async () => {
  const settings = {
    DATABASE_HOST: 'h',
    CACHE_ENDPOINT: 'h',
    BROKER_ENDPOINT: 'h',
    SEARCH_ENDPOINT: 'h',
    SEARCH_ROLE_ARN: 'arn:aws:iam::1:role/search/orders/role',
  };
  const secrets = {
    ...secret('DATABASE_PASSWORD', 'd'),
    ...secret('CACHE_PASSWORD', 'c'),
    ...secret('BROKER_PASSWORD', 'b'),
  };
  const migration = { settings: {}, secrets: secret('DATABASE_PASSWORD', 'm') };
  assert.deepEqual(await row({ settings, secrets, migration }), [
    'orders',
    'd',
    'm',
    'c',
    'b',
    'role/search/orders/role',
  ]);
});

test('a login with IAM has a user in place of a secret', async () => {
  const settings = { DATABASE_HOST: 'h', DATABASE_USERNAME: 'orders', CACHE_ENDPOINT: 'h', CACHE_USERNAME: 'orders-1' };
  const migration = { settings: { DATABASE_USERNAME: 'orders_migrator' }, secrets: {} };
  const cells = ['orders', 'IAM user orders', 'IAM user orders_migrator', 'IAM user orders-1', '-', '-'];
  assert.deepEqual(await row({ settings, migration }), cells);
});

test('a part without a login, and a secret that does not exist, are missing', async () => {
  const settings = { DATABASE_HOST: 'h', CACHE_ENDPOINT: 'h', SEARCH_ENDPOINT: 'h' };
  const secrets = secret('CACHE_PASSWORD', 'gone');
  assert.deepEqual(await row({ settings, secrets }), ['orders', 'missing', '-', 'missing', '-', 'missing']);
});
