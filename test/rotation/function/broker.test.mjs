// Tests the packaged function with a real RabbitMQ broker, which scripts/test-rotation.mjs starts, and a fake of
// Secrets Manager on the loopback interface.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { after, before, beforeEach, test } from 'node:test';

const { ROTATION_FUNCTION, BROKER_URL, BROKER_USERNAME: username, BROKER_PASSWORD } = process.env;
const { handler } = createRequire(`${ROTATION_FUNCTION}/`)('./rabbitmq');

const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];

/** The versions of the secret, each { value, stages }. Every test continues with the password that the last one set. */
let versions;
let currentPassword = BROKER_PASSWORD;

const RESPONSES = {
  DescribeSecret: () => ({
    VersionIdsToStages: Object.fromEntries(Object.entries(versions).map(([id, { stages }]) => [id, stages])),
  }),
  GetSecretValue: ({ VersionStage, VersionId }) => {
    const found = Object.entries(versions).find(
      ([id, { stages }]) => stages.includes(VersionStage) && id === (VersionId ?? id),
    );
    return found?.[1].value && { SecretString: found[1].value };
  },
  PutSecretValue: ({ ClientRequestToken, SecretString, VersionStages }) => {
    versions[ClientRequestToken] = { value: SecretString, stages: VersionStages };
    return {};
  },
  UpdateSecretVersionStage: ({ VersionStage, MoveToVersionId, RemoveFromVersionId }) => {
    const from = versions[RemoveFromVersionId];
    from.stages = from.stages.filter((stage) => stage !== VersionStage);
    versions[MoveToVersionId].stages.push(VersionStage);
    return {};
  },
};

const secretsManager = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  const result = RESPONSES[request.headers['x-amz-target'].split('.')[1]](JSON.parse(body));
  response.writeHead(result ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(
    JSON.stringify(result ?? { __type: 'ResourceNotFoundException', message: 'The version does not exist.' }),
  );
});

before(async () => {
  await new Promise((listening) => secretsManager.listen(0, '127.0.0.1', listening));
  Object.assign(process.env, {
    ROTATED: BROKER_URL,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${secretsManager.address().port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
});

after(() => secretsManager.close());

beforeEach(() => {
  versions = {
    old: { value: JSON.stringify({ username, password: currentPassword }), stages: ['AWSCURRENT'] },
    new: { stages: ['AWSPENDING'] },
  };
});

async function rotate(steps) {
  for (const Step of steps) {
    await handler(
      { SecretId: 'arn:secret', ClientRequestToken: 'new', Step },
      { getRemainingTimeInMillis: () => 60_000 },
    );
  }
  const { password } = JSON.parse(Object.values(versions).find(({ stages }) => stages.includes('AWSCURRENT')).value);
  currentPassword = password;
}

async function callBroker(path, password) {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const response = await fetch(`${BROKER_URL}${path}`, { headers: { authorization } });
  return { status: response.status, body: await response.json() };
}

test('after a rotation, the broker rejects the old password and accepts the new one', async () => {
  const old = currentPassword;
  await rotate(STEPS);
  assert.notEqual(currentPassword, old);
  assert.equal((await callBroker('/api/whoami', old)).status, 401);
  assert.equal((await callBroker('/api/whoami', currentPassword)).status, 200);
});

test('after a rotation, the user is still an administrator with the same permissions', async () => {
  const permissions = await callBroker(`/api/users/${username}/permissions`, currentPassword);
  await rotate(STEPS);
  const { body } = await callBroker('/api/whoami', currentPassword);
  assert.deepEqual([body.tags].flat(), ['administrator']);
  assert.equal(permissions.body.length, 1);
  assert.deepEqual(await callBroker(`/api/users/${username}/permissions`, currentPassword), permissions);
});

test('each step can be repeated', async () => {
  await rotate(STEPS.flatMap((step) => [step, step]));
  assert.equal((await callBroker('/api/whoami', currentPassword)).status, 200);
});

test('a rotation that stopped after the change of the password continues with the same password', async () => {
  const old = currentPassword;
  await rotate(['createSecret', 'setSecret']);
  assert.equal(currentPassword, old);
  await rotate(STEPS);
  assert.equal((await callBroker('/api/whoami', currentPassword)).status, 200);
});

test('the test of a new schedule by Secrets Manager passes, and changes nothing', async () => {
  versions.new.value = versions.old.value;
  await rotate(['testSecret']);
  assert.equal((await callBroker('/api/whoami', currentPassword)).status, 200);
});

test('testSecret fails for a password that was not set', async () => {
  await assert.rejects(rotate(['createSecret', 'testSecret']), { message: 'The broker rejects the pending password.' });
});

test('a current password that the broker rejects stops the rotation, and the broker keeps its password', async () => {
  const working = currentPassword;
  versions.old.value = JSON.stringify({ username, password: 'not-the-password' });
  await assert.rejects(rotate(['createSecret', 'setSecret']), {
    message:
      'The broker rejects both the current and the pending password. Set the password of the user to that of AWSCURRENT again.',
  });
  assert.equal((await callBroker('/api/whoami', working)).status, 200);
});

test('a user without administrator rights stops the rotation', async () => {
  const current = { authorization: `Basic ${Buffer.from(`${username}:${currentPassword}`).toString('base64')}` };
  const plain = { username: 'plain', password: 'plain-password' };
  await fetch(`${BROKER_URL}/api/users/plain`, {
    method: 'PUT',
    headers: current,
    body: JSON.stringify({ password: plain.password, tags: 'management' }),
  });
  versions.old.value = JSON.stringify(plain);
  await assert.rejects(rotate(['createSecret', 'setSecret']), {
    message: 'The broker returned status 401 to the change of the password.',
  });
});
