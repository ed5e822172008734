import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cdkEnvironment, emulatorEnvironment } from '../../lib/aws/environment.mjs';

const USERS = {
  PATH: '/bin',
  HOME: '/home/user',
  AWS_PROFILE: 'company',
  AWS_SESSION_TOKEN: 'secret',
  AWS_ENDPOINT_URL_RDS: 'https://rds.example',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  CDK_DEFAULT_ACCOUNT: '123456789012',
  HTTPS_PROXY: 'http://proxy.example',
  http_proxy: 'http://proxy.example',
  no_proxy: 'intranet',
};

test("the emulator's environment has only the emulator's endpoint and no user settings", () => {
  const env = emulatorEnvironment(USERS, 4999);
  assert.equal(env.AWS_ENDPOINT_URL, 'http://127.0.0.1:4999');
  assert.equal(env.AWS_CONFIG_FILE, '/dev/null');
  assert.equal(env.AWS_SHARED_CREDENTIALS_FILE, '/dev/null');
  for (const name of Object.keys(USERS).filter((it) => !['PATH', 'HOME'].includes(it))) assert.ok(!(name in env), name);
});

test('requests to the emulator bypass a proxy', () => {
  const names = Object.keys(emulatorEnvironment(USERS, 1)).filter((name) => /proxy/i.test(name));
  assert.deepEqual(names, []);
});

test("the CDK CLI does not find the user's ~/.cdk.json", () => {
  const env = cdkEnvironment(emulatorEnvironment(USERS, 4999), '/clone/cdk-home');
  assert.equal(env.HOME, '/clone/cdk-home');
  assert.equal(env.CDK_HOME, '/clone/cdk-home');
});
