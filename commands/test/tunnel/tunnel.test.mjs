import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { environment, fakeAws, startCommand, temporaryFolder, writeProgram } from '../support/command.mjs';

const SETTINGS = {
  cluster: 'production-access-orders',
  service: 'orders',
  document: 'production-access-orders',
  host: 'orders.db',
  port: '5432',
};
const CLUSTER = '--cluster production-access-orders';

/** An account with the access: the task is running at the second look, and `session` is the source of the session. */
const account = ({ session = 'return 0;', desired = 0, agentAfter = 1, more = '' } = {}) =>
  `async (operation, args, calls) => {
  ${more}
  const looks = calls.filter((call) => call.startsWith('ecs describe-tasks')).length;
  const agent = { name: 'ExecuteCommandAgent', lastStatus: looks >= ${agentAfter} ? 'RUNNING' : 'PENDING' };
  switch (operation) {
    case 'ssm get-parameter':
      if (args[1] !== '/production/_platform/access/orders') {
        throw new Error('An error occurred (ParameterNotFound) when calling the GetParameter operation: ');
      }
      return { Parameter: { Value: '${JSON.stringify(SETTINGS)}' } };
    case 'ssm get-parameters-by-path':
      return { Parameters: args[1].startsWith('/production/') ? [{ Name: '/production/_platform/access/orders' }] : [] };
    case 'ecs describe-services': return { services: [{ status: 'ACTIVE', desiredCount: ${desired} }] };
    case 'ecs update-service': return 1;
    case 'ecs list-tasks': return { taskArns: ['arn:aws:ecs:eu-west-1:1:task/production-access-orders/t1'] };
    case 'ecs describe-tasks':
      return { tasks: [{ taskArn: 'arn:aws:ecs:eu-west-1:1:task/production-access-orders/t1', lastStatus: 'RUNNING',
        containers: [{ runtimeId: 't1-123', managedAgents: [agent] }] }] };
    case 'ssm start-session': ${session}
  }
}`.replace("case 'ecs update-service': return 1;", "case 'ecs update-service': return {};");

function tunnelIn(context, answer, { plugin = true } = {}) {
  const folder = temporaryFolder(context);
  const { bin, calls } = fakeAws(folder, answer);
  if (plugin) writeProgram(bin, 'session-manager-plugin', '');
  const start = (...args) => startCommand(['tunnel', ...args], { env: environment(bin, folder), cwd: folder });
  const counts = () => calls().flatMap((call) => /^ecs update-service .*--desired-count (\d)/.exec(call)?.[1] ?? []);
  return { start, run: (...args) => start(...args).ended, calls, counts };
}

const ORDERS = ['orders', '--environment', 'production'];

test('a tunnel starts the task, waits for its agent, forwards the port and ends the task', {
  timeout: 60_000,
}, async (context) => {
  const { run, calls, counts } = tunnelIn(context, account());
  const { code, stdout } = await run(...ORDERS, '--local-port', '15432', '--profile', 'shop', '--region', 'eu-west-1');
  assert.equal(code, 0);
  assert.deepEqual(counts(), ['1', '0']);
  const session = calls().find((call) => call.startsWith('ssm start-session'));
  assert.equal(
    session,
    'ssm start-session --target ecs:production-access-orders_t1_t1-123 --document-name production-access-orders ' +
      '--parameters localPortNumber=15432 --profile shop --region eu-west-1',
  );
  assert.equal(calls().filter((call) => call.startsWith(`ecs describe-tasks ${CLUSTER}`)).length, 2);
  assert.match(stdout, /127\.0\.0\.1:15432 is orders\.db:5432\. Use the name orders\.db for TLS\./);
  assert.match(stdout, /psql "host=orders\.db hostaddr=127\.0\.0\.1 port=15432 sslmode=verify-full/);
});

test('a task that runs already is used and is left running', { timeout: 60_000 }, async (context) => {
  const { run, counts } = tunnelIn(context, account({ desired: 1, agentAfter: 0 }));
  const { code, stdout } = await run(...ORDERS);
  assert.equal(code, 0);
  assert.deepEqual(counts(), []);
  assert.match(stdout, /it runs already: the session of the person who started it may end it/);
  assert.match(
    stdout,
    /The task is left running\. .* --cluster production-access-orders --service orders --desired-count 0/,
  );
});

test('the exit code is that of the session, and the task ends', { timeout: 60_000 }, async (context) => {
  const { run, counts } = tunnelIn(context, account({ agentAfter: 0, session: 'return 7;' }));
  assert.equal((await run(...ORDERS)).code, 7);
  assert.deepEqual(counts(), ['1', '0']);
});

for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
]) {
  test(`${signal} during the session ends the task`, { timeout: 60_000 }, async (context) => {
    const session = 'await new Promise((done) => setTimeout(done, 3000)); return 0;';
    const { start, calls, counts } = tunnelIn(context, account({ agentAfter: 0, session }));
    const { child, ended } = start(...ORDERS);
    while (!calls().some((call) => call.startsWith('ssm start-session'))) await delay(50);
    child.kill(signal);
    assert.equal((await ended).code, code);
    assert.deepEqual(counts(), ['1', '0']);
  });
}

test('SIGINT while the task starts ends the task', { timeout: 60_000 }, async (context) => {
  const { start, calls, counts } = tunnelIn(context, account({ agentAfter: 1000 }));
  const { child, ended } = start(...ORDERS);
  while (!calls().some((call) => call.startsWith('ecs describe-tasks'))) await delay(50);
  child.kill('SIGINT');
  assert.equal((await ended).code, 130);
  assert.deepEqual(counts(), ['1', '0']);
});

test('a failure while the task starts ends the task', { timeout: 60_000 }, async (context) => {
  const more =
    "if (operation === 'ecs list-tasks') throw new Error('An error occurred (AccessDeniedException) when calling the ListTasks operation: no');";
  const { run, counts } = tunnelIn(context, account({ more }));
  const { code, stderr } = await run(...ORDERS);
  assert.equal(code, 1);
  assert.match(stderr, /The credentials may not call `aws ecs list-tasks`/);
  assert.deepEqual(counts(), ['1', '0']);
});

test('a task that could not be ended is reported with the command that ends it', {
  timeout: 60_000,
}, async (context) => {
  const more = `if (operation === 'ecs update-service' && args.includes('0')) {
    throw new Error('An error occurred (ExpiredTokenException) when calling the UpdateService operation: expired');
  }`;
  const { code, stderr } = await tunnelIn(context, account({ agentAfter: 0, more })).run(...ORDERS);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /The task was not ended .*Run: aws ecs update-service --cluster production-access-orders --service orders --desired-count 0/,
  );
});

test('an unknown target is reported with the targets', async (context) => {
  const { code, stderr } = await tunnelIn(context, account()).run('payments', '--environment', 'production');
  assert.equal(code, 1);
  assert.match(stderr, /There is no target payments in production: the targets are orders\./);
});

test('an environment without the access is reported', async (context) => {
  const { stderr } = await tunnelIn(context, account()).run('orders', '--environment', 'staging');
  assert.match(stderr, /The environment staging has no access for people: deploy it with the prop `access`/);
});

test('a missing right is reported with the operation', async (context) => {
  const answer =
    "() => { throw new Error('An error occurred (AccessDeniedException) when calling the GetParameter operation: no'); }";
  const { stderr } = await tunnelIn(context, answer).run(...ORDERS);
  assert.match(
    stderr,
    /The credentials may not call `aws ssm get-parameter` for \/production\/_platform\/access\/orders: correct the target/,
  );
});

test('an unknown target is reported to a person who may not list the targets', async (context) => {
  const more =
    "if (operation === 'ssm get-parameters-by-path') throw new Error('An error occurred (AccessDeniedException) when calling the GetParametersByPath operation: no');";
  const { stderr } = await tunnelIn(context, account({ more })).run('payments', '--environment', 'production');
  assert.match(stderr, /There is no target payments in production: correct the name\./);
});

test('a session that a signal ends has no exit code of success', { timeout: 60_000 }, async (context) => {
  const session = "process.kill(process.pid, 'SIGKILL'); await new Promise((done) => setTimeout(done, 3000));";
  const { run, counts } = tunnelIn(context, account({ agentAfter: 0, session }));
  assert.equal((await run(...ORDERS)).code, 137);
  assert.deepEqual(counts(), ['1', '0']);
});

test('a missing plugin is reported before anything starts', async (context) => {
  const { run, calls } = tunnelIn(context, account(), { plugin: false });
  const { code, stderr } = await run(...ORDERS);
  assert.equal(code, 1);
  assert.match(stderr, /session-manager-plugin was not found: install the plugin of the AWS CLI for Session Manager\./);
  assert.deepEqual(calls(), []);
});

test('a port in use is reported before anything starts', async (context) => {
  const server = createServer().listen(0, '127.0.0.1');
  context.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address();
  const { run, calls } = tunnelIn(context, account());
  const { stderr } = await run(...ORDERS, '--local-port', String(port));
  assert.match(stderr, new RegExp(`Port ${port} is in use: choose another one with --local-port\\.`));
  assert.deepEqual(calls(), []);
});
