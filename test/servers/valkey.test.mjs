// Tests the access string of a service's user with a real server. The users are native resources of ElastiCache.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { ElastiCacheClient, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import Valkey from 'iovalkey';
import { Attempts } from './support/attempts.mjs';
import { deploy, destroy } from './support/stack.mjs';
import { belongings, CACHE_ATTEMPTS, foreignAttempts, ownWork } from './support/valkey-commands.mjs';

const { LOGIN_FUNCTIONS, ATTEMPTS } = process.env;
const { serviceAccessString } = createRequire(`${LOGIN_FUNCTIONS}/`)('../../cache/service-access-string.js');
const STACK = 'cache-logins';

/** Names that begin with another one, and that differ in a character that patterns know. */
const SERVICES = ['order', 'orderservice', 'order_archive', 'order-archive', 'paymentservice', 'a'];

/** A script reports the refusal of a command in it in another way. */
const REFUSALS = /^(NOPERM|WRONGPASS)|ACL failure in script/;

const isRefusal = ({ message }) => REFUSALS.test(message);
const attempts = new Attempts(isRefusal);

const passwordOf = (service) => `long-password-of-${service}`;

const userIdOf = (service) => `user-${SERVICES.indexOf(service)}`;

const clients = new Map();
let address;

before(async () => {
  const { Host, Port } = await deploy(STACK, template());
  address = { host: Host, port: Number(Port) };
  for (const service of SERVICES) clients.set(service, await connect(service, passwordOf(service)));
});

after(async () => {
  for (const client of clients.values()) client.disconnect();
  await destroy(STACK);
  attempts.write(ATTEMPTS);
});

async function connect(username, password) {
  const client = new Valkey({
    ...address,
    tls: {},
    lazyConnect: true,
    enableReadyCheck: false,
    retryStrategy: null,
    disableClientInfo: true,
  });
  client.on('error', () => {}); // each command rejects too
  await client.connect();
  try {
    await client.auth(username, password);
  } catch (error) {
    client.disconnect();
    throw error;
  }
  return client;
}

/** Logs in for one command: some commands change the connection. */
async function once(username, password, command) {
  const client = await connect(username, password);
  try {
    return await client.call(...command);
  } finally {
    client.disconnect();
  }
}

const run = (service, command) => clients.get(service).call(...command);

const setAccess = (service, AccessString) =>
  new ElastiCacheClient().send(new ModifyUserCommand({ UserId: userIdOf(service), AccessString }));

test('a service works with its prefix', async () => {
  for (const service of SERVICES) {
    for (const command of ownWork(service)) await attempts.own(() => run(service, command));
    for (const command of [
      ['SUBSCRIBE', `${service}:news`],
      ['PSUBSCRIBE', `${service}:*`],
      ['SSUBSCRIBE', `${service}:news`],
    ]) {
      await attempts.own(() => once(service, passwordOf(service), command));
    }
  }
});

test('a service is refused what concerns the whole cache', async () => {
  for (const service of SERVICES) {
    for (const command of CACHE_ATTEMPTS) await refuse(attempts, service, command);
  }
  assert.deepEqual(attempts.letThrough, []);
});

test('a service is refused every key and channel of every other service', async () => {
  for (const victim of SERVICES) {
    for (const command of belongings(victim)) await run(victim, command);
    const before = await contents(victim);
    for (const attacker of SERVICES.filter((service) => service !== victim)) {
      await run(attacker, ['RPUSH', `${attacker}:list`, '1']);
      for (const command of foreignAttempts(attacker, victim)) await refuse(attempts, attacker, command);
      await attempts.foreign(`${attacker} logs in as ${victim}`, () => once(victim, passwordOf(attacker), ['PING']));
    }
    assert.deepEqual(await contents(victim), before);
  }
  assert.deepEqual(attempts.letThrough, []);
});

const refuse = (counted, attacker, command) =>
  counted.foreign(`${attacker}: ${command.join(' ')}`, () => run(attacker, command));

const contents = (service) =>
  Promise.all([
    run(service, ['GET', `${service}:text`]),
    run(service, ['HGETALL', `${service}:hash`]),
    run(service, ['LRANGE', `${service}:list`, '0', '-1']),
    run(service, ['SMEMBERS', `${service}:set`]),
    run(service, ['ZRANGE', `${service}:sorted`, '0', '-1']),
    run(service, ['XRANGE', `${service}:stream`, '-', '+']),
  ]);

test('nobody logs in without a password, or as the user that every cache has', async () => {
  for (const command of [['PING'], ['GET', 'order:text']]) {
    await assert.rejects(once('default', 'anything', command), /WRONGPASS/);
  }
});

test('a planted access to all keys is seen', async () => {
  const [attacker, victim] = SERVICES;
  const planted = new Attempts(isRefusal);
  const commands = [
    ['GET', `${victim}:text`],
    ['EVAL', `return redis.call('GET', '${victim}:text')`, '0'],
    ['PUBLISH', `${victim}:news`, 'attack'],
    ['SCAN', '0'],
  ];
  const attack = async () => {
    for (const command of commands) await refuse(planted, attacker, command);
  };
  await setAccess(attacker, serviceAccessString(attacker).replace(`~${attacker}:*`, '~*'));
  await attack();
  await setAccess(attacker, serviceAccessString(attacker));
  await attack();
  assert.deepEqual(planted.letThrough, [
    `order: GET ${victim}:text`,
    `order: EVAL return redis.call('GET', '${victim}:text') 0`,
  ]);
});

test('the access of the login that all services shared lets through what the own one refuses', async () => {
  const [attacker, victim] = SERVICES;
  const planted = new Attempts(isRefusal);
  await setAccess(attacker, 'on ~* &* +@all -@admin -@dangerous +info');
  for (const command of [['GET', `${victim}:text`], ['SCAN', '0'], ['RANDOMKEY'], ['FUNCTION', 'LIST']]) {
    await refuse(planted, attacker, command);
  }
  await setAccess(attacker, serviceAccessString(attacker));
  assert.equal(planted.counts.letThrough, 4);
});

test('no login is refused while a user has the password before beside the new one', async () => {
  const [, service] = SERVICES;
  let current = passwordOf(service);
  let read = current;
  let isOver = false;
  const load = [() => current, () => read].map(async (password) => {
    while (!isOver) await attempts.login(() => once(service, password(), ['GET', `${service}:text`]));
  });
  try {
    for (let rotation = 1; rotation <= 4; rotation += 1) {
      read = current;
      const next = `long-password-${rotation}-of-${service}`;
      const Passwords = [current, next];
      await new ElastiCacheClient().send(new ModifyUserCommand({ UserId: userIdOf(service), Passwords }));
      await once(service, next, ['PING']);
      current = next;
    }
  } finally {
    isOver = true;
    await Promise.all(load);
  }
  assert.equal(attempts.counts.refusedLogins, 0);
  assert.ok(attempts.counts.logins >= 8, `${attempts.counts.logins} logins`);
});

function template() {
  const users = SERVICES.map((service, index) => [
    `User${index}`,
    {
      Type: 'AWS::ElastiCache::User',
      Properties: {
        Engine: 'valkey',
        UserId: userIdOf(service),
        UserName: service,
        Passwords: [passwordOf(service)],
        AccessString: serviceAccessString(service),
      },
    },
  ]);
  return {
    Resources: {
      ...Object.fromEntries(users),
      Users: {
        Type: 'AWS::ElastiCache::UserGroup',
        Properties: { Engine: 'valkey', UserGroupId: 'users', UserIds: users.map(([id]) => ({ Ref: id })) },
      },
      Cache: {
        Type: 'AWS::ElastiCache::ReplicationGroup',
        Properties: {
          ReplicationGroupDescription: 'Cache',
          Engine: 'valkey',
          EngineVersion: '8.1',
          CacheNodeType: 'cache.t4g.micro',
          NumCacheClusters: 1,
          AutomaticFailoverEnabled: false,
          TransitEncryptionEnabled: true,
          UserGroupIds: [{ Ref: 'Users' }],
        },
      },
    },
    Outputs: {
      Host: { Value: { 'Fn::GetAtt': ['Cache', 'PrimaryEndPoint.Address'] } },
      Port: { Value: { 'Fn::GetAtt': ['Cache', 'PrimaryEndPoint.Port'] } },
    },
  };
}
