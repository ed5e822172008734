import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emulatorEnvironment, withoutAws } from '../../lib/aws/environment.mjs';

const USERS = {
  PATH: '/bin',
  AWS_PROFILE: 'company',
  AWS_SESSION_TOKEN: 'secret',
  AWS_ENDPOINT_URL_RDS: 'https://rds.example',
  CDK_DEFAULT_ACCOUNT: '123456789012',
  npm_package_name: 'x',
};

test("removes the user's AWS and CDK settings", () => {
  assert.deepEqual(withoutAws(USERS), { PATH: '/bin' });
});

test("the emulator's environment has only the emulator's endpoint and no user settings", () => {
  const env = emulatorEnvironment(USERS, 4999);
  assert.equal(env.AWS_ENDPOINT_URL, 'http://127.0.0.1:4999');
  assert.equal(env.AWS_CONFIG_FILE, '/dev/null');
  assert.equal(env.AWS_SHARED_CREDENTIALS_FILE, '/dev/null');
  for (const name of ['AWS_PROFILE', 'AWS_SESSION_TOKEN', 'AWS_ENDPOINT_URL_RDS']) assert.ok(!(name in env), name);
});

test('requests to the emulator bypass a proxy', () => {
  assert.equal(emulatorEnvironment({ NO_PROXY: 'intranet' }, 1).NO_PROXY, 'intranet,127.0.0.1,localhost');
});
