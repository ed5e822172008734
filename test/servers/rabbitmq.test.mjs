// Tests the bundle for RabbitMQ with a real broker.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { Attempts } from './support/attempts.mjs';
import {
  foreignOperations,
  isAttack,
  managementCalls,
  ownRefusals,
  ownWork,
  passing,
} from './support/rabbitmq-operations.mjs';
import { onChannel, publish, Tenants, take } from './support/rabbitmq-tenants.mjs';
import { withRelay } from './support/relay.mjs';
import { AnswerAddress, context } from './support/requests.mjs';
import { SecretsManager } from './support/secrets-manager.mjs';
import { servers } from './support/stack.mjs';

const { LOGIN_FUNCTIONS, ATTEMPTS } = process.env;

/** After how many deliveries a message of a quorum queue becomes a dead letter. */
const DELIVERY_LIMIT = 20;

const BUNDLE = './rabbitmq/rabbitmq.js';

/** RabbitMQ's refusal of a login, of an operation, of a sender who is not the user, and of a call of the management API. */
const isRefusal = ({ code, status, message }) =>
  /ACCESS.REFUSED/.test(message) || (code === 406 && /user_id property/.test(message)) || status === 401;
const attempts = new Attempts(isRefusal);

const secretsManager = new SecretsManager();
const cloudFormation = new AnswerAddress();

let tenants;
let handler;

before(async () => {
  process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = await secretsManager.listen();
  await cloudFormation.listen();
  tenants = await Tenants.start(secretsManager);
  Object.assign(process.env, { CONSOLE_URL: tenants.consoleUrl, MASTER_SECRET_ARN: tenants.administratorSecret });
  ({ handler } = createRequire(`${LOGIN_FUNCTIONS}/`)(BUNDLE));
});

after(async () => {
  await tenants?.stop();
  secretsManager.close();
  cloudFormation.close();
  attempts.write(ATTEMPTS);
});

const propertiesOf = ({ service, secret }, more = {}) => ({
  System: 'broker',
  Service: service,
  SecretArn: secret,
  ConnectionLimit: '20',
  ...more,
});

const expectAnswer = (type, tenant, more) =>
  cloudFormation.expect(type, `Login${tenant.service}`, propertiesOf(tenant, more), `broker/${tenant.service}`);

const send = (type, tenant, more) =>
  cloudFormation.send(handler, type, `Login${tenant.service}`, propertiesOf(tenant, more), `broker/${tenant.service}`);

const succeeded = (answer) => assert.equal(answer.Status, 'SUCCESS', answer.Reason);

const failed = (answer, reason) => {
  assert.equal(answer.Status, 'FAILED');
  assert.match(answer.Reason, reason);
};

const tenantOf = (service) => tenants.services.find((tenant) => tenant.service === service);

const loginOf = ({ secret }) => secretsManager.read(secret);

const as = (tenant, work) => tenants.as(loginOf(tenant), work);

/** Works on a new channel of a new connection of a service. */
const inBroker = (tenant, work) => as(tenant, (connection) => onChannel(connection, work));

test('logins are created at the same time, and each request twice at once', async () => {
  const requests = tenants.services.flatMap((tenant) => [tenant, tenant]);
  for (const [index, answer] of (await Promise.all(requests.map((tenant) => send('Create', tenant)))).entries()) {
    succeeded(answer);
    assert.equal(answer.PhysicalResourceId, `broker/${requests[index].service}`);
    assert.equal(answer.Data.SecretArn, requests[index].secret);
  }
});

test('a client of a deployed platform declares its queue again until quorum queues become the default', async () => {
  const declare = () => tenants.asAdministrator((connection) => onChannel(connection, (it) => it.assertQueue('old')));
  await declare();
  succeeded(await send('Update', tenants.services[0]));
  await declare();
  assert.equal((await tenants.queue('old')).type, 'classic');
  succeeded(await send('Update', tenants.services[0], { DefaultQueueType: 'QUORUM' }));
  await assert.rejects(declare(), { code: 406 });
});

test('a service works with its own queues and exchanges, whose queues are quorum queues', async () => {
  for (const tenant of tenants.services) {
    await as(tenant, async (connection) => {
      for (const [, work] of ownWork(tenant.service, loginOf(tenant).username)) {
        await attempts.own(() => onChannel(connection, work));
      }
    });
    assert.equal((await tenants.queue(`${tenant.service}.work`)).type, 'quorum');
  }
});

test('a request that is repeated changes nothing', async () => {
  const before = await tenants.state();
  for (const type of ['Create', 'Update', 'Update']) succeeded(await send(type, tenants.services[0]));
  assert.deepEqual(await tenants.state(), before);
});

test('a service is refused everything in the broker that is not its own', async () => {
  for (const tenant of tenants.services) {
    await as(tenant, async (connection) => {
      for (const [title, work] of ownRefusals(tenant.service)) {
        await attempts.foreign(`${tenant.service}: ${title}`, () => onChannel(connection, work));
      }
    });
  }
  assert.deepEqual(attempts.letThrough, []);
});

test('a service is refused everything of every other service', async () => {
  for (const attacker of tenants.services) {
    for (const victim of tenants.services.filter((it) => it !== attacker)) {
      await attack(attempts, attacker, victim);
    }
  }
  assert.deepEqual(attempts.letThrough, []);
});

async function attack(attempts, attacker, victim) {
  const login = loginOf(attacker);
  const description = (what) => `${attacker.service} > ${victim.service}: ${what}`;
  await tenants.as(login, async (connection) => {
    for (const [title, work] of foreignOperations(attacker.service, victim.service)) {
      await attempts.foreign(description(title), () => onChannel(connection, work));
    }
  });
  for (const username of [`${victim.service}_a`, `${victim.service}_b`]) {
    const guess = { username, password: login.password };
    await attempts.foreign(description(`log in as ${username}`), () => tenants.as(guess, () => {}));
  }
  await attempts.foreign(description('log in without a password'), () =>
    tenants.as({ username: `${victim.service}_b`, password: '' }, () => {}),
  );
  for (const [method, path, body] of managementCalls(attacker.service, victim.service)) {
    await attempts.foreign(description(`${method} ${path}`), () => tenants.manage(method, path, body, login));
  }
}

test('every service still has its message, and none of an attacker', async () => {
  for (const tenant of tenants.services) {
    await inBroker(tenant, async (channel) => {
      assert.equal(await take(channel, `${tenant.service}.work`), 'kept');
      for (const name of ['work', 'dlq']) {
        const message = await take(channel, `${tenant.service}.${name}`);
        assert.ok(!isAttack(message), `${tenant.service}.${name}: ${message}`);
      }
    });
  }
});

test('a planted right to write to the default exchange is seen, and the next deployment takes it', async () => {
  const [attacker, victim] = [tenantOf('order'), tenantOf('paymentservice')];
  const planted = new Attempts(isRefusal);
  const own = '^order\\.';
  await tenants.permit('order_a', { configure: own, write: '^(order\\.|amq\\.default$)', read: own });
  await attack(planted, attacker, victim);
  const queues = ['paymentservice.work', 'paymentservice.dlq'];
  assert.deepEqual(
    planted.letThrough,
    queues.flatMap((queue) => [
      `order > paymentservice: publish to ${queue} with the default exchange`,
      `order > paymentservice: pass dead letters to ${queue}`,
      `order > paymentservice: pass what has no queue to ${queue}`,
    ]),
  );
  const messages = await inBroker(victim, async (channel) => [
    await take(channel, queues[0]),
    await take(channel, queues[1]),
  ]);
  assert.ok(messages.every(isAttack));
  const connection = await tenants.connect(loginOf(attacker));
  const channel = await connection.createConfirmChannel();
  await publish(channel, '', 'order.work', 'allowed still');
  succeeded(await send('Update', attacker));
  await assert.rejects(() => publish(channel, '', 'order.work', 'refused'));
  const removed = new Attempts(isRefusal);
  for (const queue of queues) {
    await inBroker(attacker, (channel) => channel.deleteQueue(passing('order', queue)));
    await inBroker(attacker, (channel) => channel.deleteExchange(passing('order', queue)));
  }
  await attack(removed, attacker, victim);
  assert.deepEqual(removed.letThrough, []);
});

test('planted tags, rights and topic permissions are taken by the next deployment', async () => {
  const [tenant] = tenants.services;
  const before = await tenants.state();
  const user = 'order_b';
  await secretsManager.rotate(handler, tenant.secret);
  const { password_hash } = await tenants.manage('GET', `users/${user}`);
  await tenants.manage('PUT', 'vhosts/other', {});
  await tenants.manage('PUT', `users/${user}`, { password_hash, tags: 'administrator' });
  for (const vhost of ['other', '%2F']) {
    await tenants.manage('PUT', `permissions/${vhost}/${user}`, { configure: '.*', write: '.*', read: '.*' });
    for (const exchange of ['order.events', 'paymentservice.events']) {
      await tenants.manage('PUT', `topic-permissions/${vhost}/${user}`, { exchange, write: '.*', read: '.*' });
    }
  }
  succeeded(await send('Update', tenant));
  await tenants.manage('DELETE', 'vhosts/other');
  assert.deepEqual(await tenants.state(), before);
  await as(tenant, () => {});
});

test('a subscriber gets the events of its publisher, by the routing keys of its subscription', async () => {
  const [publisher, subscriber] = [tenantOf('paymentservice'), tenantOf('order')];
  const subscription = { Publisher: 'paymentservice', RoutingKeys: ['order.paid', 'order.*'] };
  succeeded(await send('Update', subscriber, { Subscriptions: [subscription] }));
  await as(subscriber, async (connection) => {
    for (const key of ['paymentservice.order.paid', 'paymentservice.order.*']) {
      await attempts.own(() =>
        onChannel(connection, (channel) => channel.bindQueue('order.work', 'paymentservice.events', key)),
      );
    }
    for (const key of [
      '#',
      '*.order.*',
      'paymentservice.#',
      'paymentservice.refund',
      'paymentservice.orderxpaid',
      '',
    ]) {
      await attempts.foreign(`order > paymentservice: bind ${key}`, () =>
        onChannel(connection, (channel) => channel.bindQueue('order.work', 'paymentservice.events', key)),
      );
    }
    for (const key of ['paymentservice.order.paid', 'order.paid', '']) {
      await attempts.foreign(`order > paymentservice: publish ${key}`, () =>
        onChannel(connection, (channel) => publish(channel, 'paymentservice.events', key, 'forged')),
      );
    }
  });
  assert.deepEqual(attempts.letThrough, []);
  await inBroker(subscriber, (channel) => channel.purgeQueue('order.work'));
  await inBroker(publisher, (channel) =>
    publish(channel, 'paymentservice.events', 'paymentservice.order.paid', 'paid'),
  );
  assert.equal(await inBroker(subscriber, (channel) => take(channel, 'order.work')), 'paid');
});

test('a subscriber may be deployed before its publisher, and may listen to all its events', async () => {
  const [publisher, subscriber] = [tenantOf('order_archive'), tenantOf('order')];
  succeeded(await send('Delete', publisher));
  await tenants.manage('DELETE', 'exchanges/%2F/order_archive.events');
  succeeded(await send('Update', subscriber, { Subscriptions: [{ Publisher: 'order_archive' }] }));
  await inBroker(subscriber, (channel) => channel.bindQueue('order.work', 'order_archive.events', '#'));
  succeeded(await send('Create', publisher));
  await inBroker(publisher, (channel) => publish(channel, 'order_archive.events', 'order_archive.x', 'archived'));
  assert.equal(await inBroker(subscriber, (channel) => take(channel, 'order.work')), 'archived');
});

test('the bindings of a withdrawn subscription are deleted, and an open channel cannot make them again', async () => {
  const subscriber = tenantOf('order');
  const subscriptions = [{ Publisher: 'order_archive' }, { Publisher: 'paymentservice', RoutingKeys: ['order.paid'] }];
  succeeded(await send('Update', subscriber, { Subscriptions: subscriptions }));
  const connection = await tenants.connect(loginOf(subscriber));
  const channel = await connection.createChannel();
  await channel.assertExchange('order.inner', 'topic');
  await channel.bindExchange('order.inner', 'order_archive.events', '#');
  for (const key of ['', '.', '..', 'a/b %2F ü', '#']) {
    await channel.bindQueue('order.work', 'order_archive.events', key);
    await channel.bindQueue('order.work', 'order_archive.events', key, { argument: 'x' });
  }
  await channel.bindQueue('order.work', 'paymentservice.events', 'paymentservice.order.paid');
  succeeded(await send('Update', subscriber, { Subscriptions: subscriptions.slice(1) }));
  await assert.rejects(async () => channel.bindQueue('order.work', 'order_archive.events', '#'));
  assert.deepEqual((await tenants.bindingsOf('order.work')).sort(), [
    'order.events order.order.*',
    'paymentservice.events paymentservice.order.paid',
  ]);
  assert.deepEqual(await tenants.manage('GET', 'exchanges/%2F/order.inner/bindings/destination'), []);
  succeeded(await send('Update', subscriber));
  assert.deepEqual(await tenants.bindingsOf('order.work'), ['order.events order.order.*']);
});

test('a service of a deployed platform uses the names that its team lists, and none like them', async () => {
  const tenant = tenantOf('orderservice');
  const legacy = 'legacy+[queue]';
  const properties = { AdditionalNames: [legacy, 'old.exchange'] };
  succeeded(await send('Update', tenant, properties));
  await as(tenant, async (connection) => {
    for (const work of [
      (channel) => channel.assertQueue(legacy),
      (channel) => channel.assertExchange('old.exchange', 'topic'),
      (channel) => channel.bindQueue(legacy, 'old.exchange', '#'),
      (channel) => publish(channel, 'old.exchange', 'any.key', 'old'),
      (channel) => channel.get(legacy),
    ]) {
      await attempts.own(() => onChannel(connection, work));
    }
    for (const name of [`${legacy}x`, `x${legacy}`, 'legacyqueue', 'legacyy', 'oldxexchange', 'old']) {
      await attempts.foreign(`orderservice: declare ${name}`, () =>
        onChannel(connection, (channel) => channel.assertQueue(name)),
      );
    }
  });
  assert.deepEqual(attempts.letThrough, []);
  succeeded(await send('Update', tenant, properties));
  assert.deepEqual(await tenants.bindingsOf(legacy), ['old.exchange #']);
  succeeded(await send('Update', tenant));
  await assert.rejects(
    inBroker(tenant, (channel) => channel.get(legacy)),
    { code: 403 },
  );
});

test('a message that is delivered too often becomes a dead letter', async () => {
  await inBroker(tenantOf('order'), async (channel) => {
    await channel.purgeQueue('order.work');
    await channel.purgeQueue('order.dlq');
    await publish(channel, 'order.events', 'order.order.placed', 'poison');
    let deliveries = 0;
    const consumer = await channel.consume('order.work', (message) => {
      deliveries += 1;
      if (deliveries <= 2 * DELIVERY_LIMIT) channel.nack(message);
    });
    let message;
    while (message === undefined && deliveries <= 2 * DELIVERY_LIMIT) message = await take(channel, 'order.dlq');
    await channel.cancel(consumer.consumerTag);
    assert.equal(message, 'poison');
    assert.equal(deliveries, DELIVERY_LIMIT + 1);
  });
});

test('a user may open as many connections as its limit, and more after an update', async () => {
  const tenant = tenantOf('order-archive');
  succeeded(await send('Update', tenant, { ConnectionLimit: '2' }));
  await as(tenant, () =>
    as(tenant, async () => {
      await assert.rejects(
        as(tenant, () => {}),
        /ConnectionClose/,
      );
      succeeded(await send('Update', tenant));
      await as(tenant, () => {});
    }),
  );
});

/** Reads its secret each time it logs in. */
class EagerClient {
  refusals = [];
  interval = 0;

  constructor(tenant) {
    this.tenant = tenant;
    this.beginInterval();
  }

  beginInterval() {
    this.interval += 1;
  }

  credentials() {
    return loginOf(this.tenant);
  }

  async logIn() {
    const { interval } = this;
    const credentials = this.credentials();
    const login = () =>
      tenants
        .as(credentials, () => {})
        .catch((error) => {
          this.refusals.push(`${credentials.username}, interval ${interval} to ${this.interval}: ${error.message}`);
          throw error;
        });
    this.attempt = attempts.login(login);
    await this.attempt;
  }
}

/** Reads its secret when an interval of the rotation begins. */
class LazyClient extends EagerClient {
  beginInterval() {
    super.beginInterval();
    this.read = loginOf(this.tenant);
  }

  credentials() {
    return this.read;
  }
}

test('no login is refused while passwords rotate, and open connections stay', async () => {
  const rotating = tenants.services.slice(0, 2);
  const open = await tenants.connect(loginOf(rotating[0]));
  const clients = rotating.flatMap((tenant) => [new EagerClient(tenant), new LazyClient(tenant)]);
  let isOver = false;
  const load = clients.map(async (client) => {
    while (!isOver) await client.logIn();
  });
  try {
    for (let rotation = 0; rotation < 6; rotation += 1) {
      for (const client of clients) client.beginInterval();
      // An interval is longer than a login.
      await Promise.all(clients.map((client) => client.attempt));
      for (const { secret } of rotating) {
        const { username } = secretsManager.read(secret);
        await secretsManager.rotate(handler, secret);
        assert.notEqual(secretsManager.read(secret).username, username);
      }
    }
  } finally {
    isOver = true;
    await Promise.all(load);
  }
  await onChannel(open, (channel) => channel.assertQueue('order.work'));
  await open.close();
  assert.deepEqual(
    clients.flatMap(({ refusals }) => refusals),
    [],
  );
  assert.ok(attempts.counts.logins >= 12, `${attempts.counts.logins} logins`);
});

test('an update after a rotation leaves both users their passwords', async () => {
  const [tenant] = tenants.services;
  const previous = loginOf(tenant);
  await secretsManager.rotate(handler, tenant.secret);
  succeeded(await send('Update', tenant));
  for (const login of [previous, loginOf(tenant)]) await tenants.as(login, () => {});
});

test('a rotation to a user that somebody deleted is refused, because it would have no rights', async () => {
  const tenant = tenantOf('order_a');
  await tenants.manage('DELETE', 'users/order_a_b');
  await assert.rejects(
    secretsManager.rotate(handler, tenant.secret),
    /The user order_a_b is not a login of the service/,
  );
  await as(tenant, () => {});
  succeeded(await send('Update', tenant));
  await secretsManager.rotate(handler, tenant.secret);
  await inBroker(tenant, (channel) => channel.assertQueue('order_a.work'));
});

async function withConsole(port, work) {
  process.env.CONSOLE_URL = `https://127.0.0.1:${port}`;
  try {
    return await work();
  } finally {
    process.env.CONSOLE_URL = tenants.consoleUrl;
  }
}

/** Passes the calls of the handler to the broker by a relay. */
const relayed = (onData, work) =>
  withRelay(new URL(tenants.consoleUrl), onData, (port) => withConsole(port, () => work(port)));

test('a broker whose connections end halfway is waited for', async () => {
  const tenant = tenants.services[3];
  succeeded(await send('Delete', tenant));
  let cuts = 0;
  const cut = (packet, client) => {
    if (packet % 9 === 0 && cuts < 4) {
      cuts += 1;
      client.destroy();
    }
  };
  succeeded(await relayed(cut, () => send('Create', tenant)));
  assert.equal(cuts, 4);
  const state = await tenants.state();
  succeeded(await send('Update', tenant));
  assert.deepEqual(await tenants.state(), state);
});

/** Takes a request to the handler in a process of its own. */
function spawnHandler(event, env) {
  const script = `require(process.argv[1]).handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 300000 })`;
  return spawn(process.execPath, ['-e', script, `${LOGIN_FUNCTIONS}/${BUNDLE}`], { stdio: 'ignore', env });
}

test('a broker whose certificate the function does not trust is refused at once', async () => {
  const { NODE_EXTRA_CA_CERTS, ...env } = process.env;
  const { event, answer } = expectAnswer('Update', tenants.services[0]);
  spawnHandler(event, env);
  failed(await answer, /cannot be reached: [A-Z_]+\. The function must trust the authority of its certificate\./);
});

test('a handler that is killed halfway is finished by the next deployment', async () => {
  const tenant = tenants.services[3];
  const before = await tenants.state();
  succeeded(await send('Delete', tenant));
  const { event } = expectAnswer('Create', tenant);
  let hold;
  const held = new Promise((resolve) => {
    hold = (packet, client) => {
      if (packet === 20) {
        client.pause();
        resolve();
      }
    };
  });
  await relayed(hold, async () => {
    const child = spawnHandler(event, process.env);
    await held;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  assert.notDeepEqual(await tenants.state(), before);
  succeeded(await send('Create', tenant));
  assert.deepEqual(await tenants.state(), before);
});

/** Listens like a broker that accepts connections and never answers. */
async function withHangingBroker(work) {
  const sockets = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    return await withConsole(server.address().port, work);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

test('a broker that hangs fails a deployment before Lambda stops the function, and no deletion', async () => {
  const hanging = (type) =>
    withHangingBroker(async () => {
      const { event, answer } = expectAnswer(type, tenants.services[0]);
      await handler(event, context(40_000));
      return answer;
    });
  const update = await hanging('Update');
  failed(update, /The login of order was not created or updated\. The system did not answer in time/);
  assert.equal(update.PhysicalResourceId, 'broker/order');
  succeeded(await hanging('Delete'));
});

test('a broker that is gone does not keep a stack from being deleted', async () => {
  const [tenant] = tenants.services;
  succeeded(await withConsole(1, () => send('Delete', tenant)));
  await as(tenant, () => {});
});

test('an answer that CloudFormation rejects five times is sent a sixth time', async () => {
  cloudFormation.failures = 5;
  succeeded(await send('Update', tenants.services[0]));
  assert.equal(cloudFormation.failures, 0);
});

test('a removed service cannot log in, and gets its messages back when it returns', async () => {
  const tenant = tenants.services[4];
  const login = loginOf(tenant);
  const connection = await tenants.connect(login);
  await onChannel(connection, async (channel) => {
    await channel.bindQueue('order_a.work', 'order_a.events', 'order_a.#');
    await publish(channel, 'order_a.events', 'order_a.x', 'from before');
  });
  succeeded(await send('Delete', tenant));
  await assert.rejects(onChannel(connection, (channel) => channel.assertQueue('order_a.work')));
  await assert.rejects(
    tenants.as(login, () => {}),
    /ACCESS.REFUSED/,
  );
  succeeded(await send('Delete', tenant));
  succeeded(await send('Create', tenant));
  const messages = await inBroker(tenant, async (channel) => {
    const taken = [];
    for (let message = await take(channel, 'order_a.work'); message; message = await take(channel, 'order_a.work')) {
      taken.push(message);
    }
    return taken;
  });
  assert.ok(messages.includes('from before'));
});

test('a login that another resource has declared since is not taken', async () => {
  const [, tenant] = tenants.services;
  succeeded(await cloudFormation.send(handler, 'Create', 'MovedLogin', propertiesOf(tenant)));
  succeeded(await send('Delete', tenant));
  await as(tenant, () => {});
});

test('a user that somebody else made is not taken over', async () => {
  await tenants.manage('PUT', 'users/audit_b', { password: 'secret', tags: '' });
  const secret = secretsManager.create({ username: 'audit_a', password: 'secret' });
  const answer = await send('Create', { service: 'audit', secret });
  failed(answer, /The user audit_b exists already, and is not one of the service audit/);
  succeeded(await send('Delete', { service: 'audit', secret }));
  const login = { username: 'audit_b', password: 'secret' };
  await assert.rejects(tenants.manage('GET', 'whoami', undefined, login), /Not management user/);
});

test('an exchange of another type is named', async () => {
  await tenants.manage('PUT', 'exchanges/%2F/legacy.events', { type: 'fanout', durable: true });
  const answer = await send('Update', tenants.services[0], { Subscriptions: [{ Publisher: 'legacy' }] });
  failed(answer, /inequivalent arg 'type' for exchange 'legacy\.events'/);
  await tenants.manage('DELETE', 'exchanges/%2F/legacy.events');
  succeeded(await send('Update', tenants.services[0]));
});

test('a service whose prefix is that of RabbitMQ or of another service is refused', async () => {
  for (const service of ['amq', 'order.inner']) {
    const secret = secretsManager.create({ username: `${service}_a`, password: 'secret' });
    failed(await send('Create', { service, secret }), /cannot be the name of a service in RabbitMQ/);
  }
  failed(await send('Update', tenants.services[0], { AdditionalNames: ['amq.default'] }), /one of RabbitMQ's own/);
});

test('nothing secret is in an answer to a wrong secret', async () => {
  const secret = secretsManager.create({ username: 'administrator', password: 'hidden-password' });
  const answer = await send('Update', { ...tenants.services[0], secret });
  failed(answer, /must name the user order_a or order_b/);
  assert.doesNotMatch(JSON.stringify(answer), /hidden-password/);
});

test('the log of the broker contains the users and no password', async () => {
  const [tenant] = tenants.services;
  const [{ log }] = await servers();
  const text = readFileSync(log, 'utf8');
  const { username, password } = loginOf(tenant);
  assert.ok(text.includes(username));
  for (const secret of [password, secretsManager.read(tenants.administratorSecret).password]) {
    assert.ok(!text.includes(secret));
  }
});
