import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serviceCredentials } from '../../lib/programs/service-role.mjs';

/** Returns the name of the role of a service. */
async function roleOf(service, options) {
  const record = { environment: 'local', service, account: '000000000000', region: 'us-east-1', accesses: [] };
  const names = [];
  const iam = { createRole: async () => {}, putRolePolicy: async ({ RoleName }) => names.push(RoleName) };
  const sts = { assumeRole: async () => ({ Credentials: {} }) };
  await serviceCredentials({ iam, sts }, record, options);
  return names[0];
}

test('a service has a role with its name', async () => {
  assert.equal(await roleOf('orderservice'), 'ecommerce-local-local-orderservice');
});

test('a program does not get the permissions of the migrations that run beside it', async () => {
  assert.notEqual(await roleOf('orderservice', { migration: true }), await roleOf('orderservice'));
});

test('services with long names that begin alike have roles of their own', async () => {
  const names = await Promise.all(['a', 'b'].map((end) => roleOf(`${'s'.repeat(53)}${end}`)));
  assert.equal(new Set(names).size, 2);
  assert.ok(names.every(({ length }) => length <= 64));
});
