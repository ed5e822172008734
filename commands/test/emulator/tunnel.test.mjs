import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { startCommand, temporaryFolder, writeProgram } from '../support/command.mjs';
import { aws, emulatorEnvironment } from '../support/emulator.mjs';

const NAME = 'test-access-orders';
const DOCUMENT = {
  schemaVersion: '1.0',
  sessionType: 'Port',
  parameters: { localPortNumber: { type: 'String', default: '0' } },
  properties: {
    type: 'LocalPortForwarding',
    host: 'orders.db',
    portNumber: '5432',
    localPortNumber: '{{ localPortNumber }}',
  },
};
const ORDERS = ['tunnel', 'orders', '--environment', 'test'];

/** The resources that the construct of the access makes. */
before(async () => {
  await aws('ecs', 'create-cluster', '--cluster-name', NAME);
  const container = [{ name: 'access', image: 'image', essential: true }];
  const task = [
    '--family',
    NAME,
    '--network-mode',
    'awsvpc',
    '--requires-compatibilities',
    'FARGATE',
    '--cpu',
    '256',
    '--memory',
    '512',
  ];
  await aws('ecs', 'register-task-definition', ...task, '--container-definitions', JSON.stringify(container));
  const service = ['--cluster', NAME, '--service-name', 'orders', '--task-definition', NAME, '--desired-count', '0'];
  await aws('ecs', 'create-service', ...service, '--launch-type', 'FARGATE', '--enable-execute-command');
  await aws(
    'ssm',
    'create-document',
    '--name',
    NAME,
    '--document-type',
    'Session',
    '--content',
    JSON.stringify(DOCUMENT),
  );
  const value = JSON.stringify({ cluster: NAME, service: 'orders', document: NAME, host: 'orders.db', port: '5432' });
  await aws('ssm', 'put-parameter', '--type', 'String', '--name', '/test/_platform/access/orders', '--value', value);
});

const tasks = async () =>
  (await aws('ecs', 'list-tasks', '--cluster', NAME, '--service-name', 'orders')).taskArns.length;

/** Starts a tunnel whose plugin is `source`; the AWS CLI runs it when the session has started. */
function tunnelWith(context, source) {
  const folder = temporaryFolder(context);
  const env = emulatorEnvironment(folder);
  writeProgram(join(folder, 'bin'), 'session-manager-plugin', source);
  return startCommand(ORDERS, { env, cwd: folder });
}

/** The AWS CLI asks the plugin for its version first. */
const UNLESS_VERSION = "if (process.argv[2] === '--version') process.exit(0);";

test('the task is made, carries the session, and is ended', { timeout: 120_000 }, async (context) => {
  assert.equal(await tasks(), 0);
  const { ended } = tunnelWith(context, `${UNLESS_VERSION} console.log('SESSION ' + process.argv.join(' '));`);
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 0, stderr);
  assert.match(stdout, /SESSION .*"DocumentName": "test-access-orders"/);
  assert.match(stdout, /"localPortNumber": \["\d+"\]/);
  assert.equal(await tasks(), 0);
  assert.equal(
    (await aws('ecs', 'describe-services', '--cluster', NAME, '--services', 'orders')).services[0].desiredCount,
    0,
  );
});

test('Ctrl-C during the session ends the task', { timeout: 120_000 }, async (context) => {
  const { child, output, ended } = tunnelWith(
    context,
    `${UNLESS_VERSION} console.log('SESSION'); setTimeout(() => {}, 20_000); process.stdin.resume();`,
  );
  while (!output.stdout.includes('SESSION')) await delay(100);
  assert.equal(await tasks(), 1);
  child.kill('SIGINT');
  await new Promise((resolve) => child.once('exit', resolve));
  assert.equal(child.exitCode, 130);
  assert.equal(await tasks(), 0);
  await ended;
});

test('a task that runs already stays', { timeout: 120_000 }, async (context) => {
  const count = (number) =>
    aws('ecs', 'update-service', '--cluster', NAME, '--service', 'orders', '--desired-count', String(number));
  await count(1);
  const { code, stdout } = await tunnelWith(context, UNLESS_VERSION).ended;
  assert.equal(code, 0);
  assert.match(stdout, /The task is left running\./);
  assert.equal(await tasks(), 1);
  await count(0);
});

test('an unknown target is reported with the targets', async (context) => {
  const folder = temporaryFolder(context);
  const env = emulatorEnvironment(folder);
  writeProgram(join(folder, 'bin'), 'session-manager-plugin', '');
  const { code, stderr } = await startCommand(['tunnel', 'payments', '--environment', 'test'], { env, cwd: folder })
    .ended;
  assert.equal(code, 1);
  assert.match(stderr, /There is no target payments in test: the targets are orders\./);
});
