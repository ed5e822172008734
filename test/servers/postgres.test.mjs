// Tests the bundle for PostgreSQL with a real server.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { RDSClient, StartDBInstanceCommand, StopDBInstanceCommand } from '@aws-sdk/client-rds';
import pg from 'pg';
import { Attempts } from './support/attempts.mjs';
import { foreignAttempts, migration, OWN_WORK, ownDatabaseAttempts } from './support/postgres-statements.mjs';
import { Tenants } from './support/postgres-tenants.mjs';
import { AnswerAddress, context } from './support/requests.mjs';
import { SecretsManager } from './support/secrets-manager.mjs';
import { servers } from './support/stack.mjs';

const { LOGIN_FUNCTIONS, ATTEMPTS } = process.env;
const BUNDLE = './postgres/postgres.js';

/** The codes of PostgreSQL for a login or a statement that it refuses. */
const REFUSALS = /^(28000|28P01|42501)$/;
const attempts = new Attempts(({ code }) => REFUSALS.test(code));

const secretsManager = new SecretsManager();
const cloudFormation = new AnswerAddress();

let tenants;
let handler;

before(async () => {
  process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = await secretsManager.listen();
  await cloudFormation.listen();
  tenants = await Tenants.start(secretsManager);
  Object.assign(process.env, {
    HOST: tenants.host,
    PORT: String(tenants.port),
    MASTER_SECRET_ARN: tenants.masterSecret,
  });
  ({ handler } = createRequire(`${LOGIN_FUNCTIONS}/`)(BUNDLE));
});

after(async () => {
  await tenants?.stop();
  secretsManager.close();
  cloudFormation.close();
  attempts.write(ATTEMPTS);
});

const propertiesOf = ({ service, secret, migrationSecret }, more = {}) => ({
  System: 'database',
  Service: service,
  SecretArn: secret,
  Migration: 'PASSWORD',
  MigrationSecretArn: migrationSecret,
  ConnectionLimit: '20',
  ...more,
});

const send = (type, tenant, more) =>
  cloudFormation.send(
    handler,
    type,
    `Login${tenant.service}`,
    propertiesOf(tenant, more),
    `database/${tenant.service}`,
  );

const succeeded = (answer) => assert.equal(answer.Status, 'SUCCESS', answer.Reason);

const identifier = pg.escapeIdentifier;

test('logins are created at the same time, and each request twice at once', async () => {
  const requests = tenants.services.flatMap((tenant) => [tenant, tenant]);
  for (const [index, answer] of (await Promise.all(requests.map((tenant) => send('Create', tenant)))).entries()) {
    succeeded(answer);
    assert.equal(answer.PhysicalResourceId, `database/${requests[index].service}`);
    assert.equal(answer.Data.SecretArn, requests[index].secret);
  }
});

test('the master still owns what it made, and the service reads and writes it', async () => {
  for (const { service, secret } of tenants.services) {
    const login = secretsManager.read(secret);
    await attempts.own(() => tenants.as(login, service, (run) => run(`UPDATE legacy SET note = 'changed'`)));
    await attempts.own(() =>
      tenants.as(login, service, (run) => run(`INSERT INTO "old Schema"."Items" (note) VALUES ('x')`)),
    );
    const owners = await tenants.asMaster(service, (run) =>
      run(`SELECT relowner::regrole::text AS owner FROM pg_class WHERE relname = 'legacy'`),
    );
    assert.deepEqual(owners, [{ owner: identifier(tenants.master.username) }]);
  }
});

test('an object in use keeps its owner, the others change hands, and the log names it', async (context) => {
  const [tenant] = tenants.services;
  const warn = context.mock.method(console, 'warn', () => {});
  await tenants.asMaster(tenant.service, async (run) => {
    await run('BEGIN');
    await run('SELECT * FROM legacy');
    succeeded(await send('Update', tenant, { Objects: 'OF_OWNER' }));
  });
  assert.deepEqual(
    warn.mock.calls.map(({ arguments: [text] }) => text),
    [
      'The master still owns TABLE public.legacy. Close the transactions that use it, and change the login, for example its ' +
        'connection limit: the function then tries again.',
    ],
  );
});

test('every object of the master changes hands when the shared login is gone', async () => {
  for (const tenant of tenants.services) succeeded(await send('Update', tenant, { Objects: 'OF_OWNER' }));
  for (const { service } of tenants.services) {
    const [{ count }] = await tenants.asMaster(service, (run) =>
      run(`SELECT count(*)::int FROM pg_shdepend WHERE deptype = 'o' AND refobjid = quote_ident(current_user)::regrole
           AND classid <> 'pg_default_acl'::regclass
           AND dbid = (SELECT oid FROM pg_database WHERE datname = current_database())`),
    );
    assert.equal(count, 0, service);
  }
});

test('a migrator changes the schema, and the service works with what it makes', async () => {
  for (const { service, secret, migrationSecret } of tenants.services) {
    for (const statement of migration()) {
      await attempts.own(() => tenants.as(secretsManager.read(migrationSecret), service, (run) => run(statement)));
    }
    await tenants.as(secretsManager.read(secret), service, async (run) => {
      for (const statement of OWN_WORK) await attempts.own(() => run(statement));
    });
  }
});

test('a request that is repeated changes nothing', async () => {
  const [tenant] = tenants.services;
  const before = await tenants.rights(tenant.service);
  for (const type of ['Create', 'Update', 'Update']) succeeded(await send(type, tenant, { Objects: 'OF_OWNER' }));
  assert.equal(await tenants.rights(tenant.service), before);
});

test('a service is refused everything in its own database that its work does not need', async () => {
  for (const { service, secret } of tenants.services) {
    await tenants.as(secretsManager.read(secret), service, async (run) => {
      for (const statement of ownDatabaseAttempts(service))
        await attempts.foreign(`${service}: ${statement}`, () => run(statement));
    });
  }
  assert.deepEqual(attempts.letThrough, []);
});

test('a service is refused everything of every other service', async () => {
  for (const attacker of tenants.services) {
    for (const victim of tenants.services.filter((it) => it !== attacker)) {
      await attack(attacker, victim);
    }
  }
  assert.deepEqual(attempts.letThrough, []);
});

async function attack(attacker, victim) {
  const login = secretsManager.read(attacker.secret);
  const description = (what) => `${attacker.service} > ${victim.service}: ${what}`;
  for (const database of [victim.service, 'postgres', 'template1']) {
    await attempts.foreign(description(`connect to ${database}`), () =>
      tenants.as(login, database, (run) => run('SELECT 1')),
    );
  }
  for (const user of [`${victim.service}_a`, `${victim.service}_b`, victim.service, `${victim.service}_migrator`]) {
    const guess = { username: user, password: login.password };
    await attempts.foreign(description(`log in as ${user}`), () =>
      tenants.as(guess, victim.service, (run) => run('SELECT 1')),
    );
  }
  await tenants.as(secretsManager.read(victim.secret), victim.service, async (_, client) => {
    await tenants.as(login, attacker.service, async (run) => {
      for (const { statement, noEffect } of foreignAttempts(attacker.service, victim.service, client.processID)) {
        await attempts.foreign(description(statement), async () => {
          const rows = await run(statement);
          return noEffect?.(rows);
        });
      }
    });
  });
}

test('a planted role that reads everything is seen, and the next deployment takes it or names it', async () => {
  const [tenant] = tenants.services;
  const user = identifier(`${tenant.service}_a`);
  const planted = new Attempts(({ code }) => REFUSALS.test(code));
  await tenants.asSuperuser('postgres', (run) => run(`GRANT pg_read_all_data TO ${user}`));
  await tenants.as(secretsManager.read(tenant.secret), tenant.service, async (run) => {
    for (const statement of ownDatabaseAttempts(tenant.service)) await planted.foreign(statement, () => run(statement));
  });
  assert.deepEqual(planted.letThrough, ['SELECT * FROM audit.trail', 'SELECT * FROM pg_authid']);
  const answer = await send('Update', tenant);
  assert.equal(answer.Status, 'FAILED');
  assert.match(answer.Reason, /order_a is a member of pg_read_all_data.*REVOKE "pg_read_all_data" FROM "order_a"/);
  await tenants.asSuperuser('postgres', (run) => run(`REVOKE pg_read_all_data FROM ${user}`));
  succeeded(await send('Update', tenant));
});

test('a planted membership in another service is taken by the next deployment', async () => {
  const [tenant, victim] = tenants.services;
  await tenants.asMaster('postgres', (run) =>
    run(`GRANT ${identifier(`${victim.service}_app`)} TO ${identifier(`${tenant.service}_a`)}`),
  );
  const login = secretsManager.read(tenant.secret);
  assert.deepEqual(await tenants.as(login, victim.service, (run) => run('SELECT 1 AS seen')), [{ seen: 1 }]);
  succeeded(await send('Update', tenant));
  await assert.rejects(
    tenants.as(login, victim.service, (run) => run('SELECT 1')),
    { code: '42501' },
  );
});

test('nothing that a migrator makes in the database runs with the rights of the master', async () => {
  const [tenant] = tenants.services;
  const { service } = tenant;
  const migrator = secretsManager.read(tenant.migrationSecret);
  await tenants.as(migrator, service, async (run) => {
    await run('CREATE TABLE public.watched (who text)');
    // PostgreSQL prefers it to its own function, which takes a text.
    await run(`CREATE FUNCTION public.quote_ident(value name) RETURNS text LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO public.watched VALUES (current_user); RETURN pg_catalog.quote_ident(value::text); END $$`);
    await run(`ALTER DATABASE ${identifier(service)} SET search_path = public, pg_catalog`);
  });
  succeeded(await send('Update', tenant, { Objects: 'OF_OWNER' }));
  await tenants.as(migrator, service, async (run) => {
    assert.deepEqual(await run('SELECT DISTINCT who FROM public.watched'), []);
    await run(`ALTER DATABASE ${identifier(service)} RESET search_path`);
    await run('DROP FUNCTION public.quote_ident(name)');
    await run('DROP TABLE public.watched');
  });
});

test('no login is refused while passwords rotate', async () => {
  const rotating = tenants.services.slice(0, 2);
  let isOver = false;
  const clients = rotating.flatMap(({ service, secret }) => {
    let read = secretsManager.read(secret);
    const login = (credentials) => attempts.login(() => tenants.as(credentials, service, (run) => run('SELECT 1')));
    return [
      // A client that reads the secret each time, and one that reads it when an interval begins.
      { run: () => login(secretsManager.read(secret)), interval: () => {} },
      {
        run: () => login(read),
        interval: () => {
          read = secretsManager.read(secret);
        },
      },
    ];
  });
  const load = clients.map(async ({ run }) => {
    while (!isOver) await run();
  });
  try {
    for (let rotation = 0; rotation < 4; rotation += 1) {
      for (const { interval } of clients) interval();
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
  assert.equal(attempts.counts.refusedLogins, 0);
  assert.ok(attempts.counts.logins >= 8, `${attempts.counts.logins} logins`);
});

test('a rotation of the migrator changes its one password', async () => {
  const [{ service, migrationSecret }] = tenants.services;
  const old = secretsManager.read(migrationSecret);
  await secretsManager.rotate(handler, migrationSecret);
  await assert.rejects(
    tenants.as(old, service, (run) => run('SELECT 1')),
    { code: '28P01' },
  );
  const current = secretsManager.read(migrationSecret);
  const [{ user }] = await tenants.as(current, service, (run) => run('SELECT current_user AS user'));
  assert.equal(user, `${service}_owner`);
});

test('an update after a rotation leaves both users their passwords', async () => {
  const [tenant] = tenants.services;
  const previous = secretsManager.read(tenant.secret);
  await secretsManager.rotate(handler, tenant.secret);
  succeeded(await send('Update', tenant));
  for (const login of [previous, secretsManager.read(tenant.secret)]) {
    assert.deepEqual(await tenants.as(login, tenant.service, (run) => run('SELECT 1 AS one')), [{ one: 1 }]);
  }
});

test('a handler that runs out of time halfway leaves everything as it was, and answers', async () => {
  const tenant = tenants.services[3];
  const before = await tenants.rights(tenant.service);
  const answer = await tenants.asMaster(tenant.service, async (run) => {
    await run('BEGIN');
    await run(`COMMENT ON ROLE ${identifier(`${tenant.service}_b`)} IS 'held'`);
    const { event, answer } = cloudFormation.expect(
      'Update',
      `Login${tenant.service}`,
      propertiesOf(tenant, { ConnectionLimit: '7' }),
    );
    await handler(event, context(40_000));
    return answer;
  });
  assert.equal(answer.Status, 'FAILED');
  assert.match(answer.Reason, /did not answer in time/);
  assert.equal(await tenants.rights(tenant.service), before);
  succeeded(await send('Update', tenant, { ConnectionLimit: '7' }));
  assert.notEqual(await tenants.rights(tenant.service), before);
});

test('a handler that is killed halfway leaves everything as it was', async () => {
  const tenant = tenants.services[3];
  const before = await tenants.rights(tenant.service);
  await tenants.asMaster(tenant.service, async (run) => {
    await run('BEGIN');
    await run(`COMMENT ON ROLE ${identifier(`${tenant.service}_b`)} IS 'held'`);
    const { event } = cloudFormation.expect(
      'Update',
      `Login${tenant.service}`,
      propertiesOf(tenant, { ConnectionLimit: '8' }),
    );
    const script = `require(process.argv[1]).handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 300000 })`;
    const child = spawn(process.execPath, ['-e', script, `${LOGIN_FUNCTIONS}/${BUNDLE}`], { stdio: 'ignore' });
    await waitUntil(() =>
      tenants.asSuperuser('postgres', async (query) => {
        const rows = await query(
          `SELECT 1 FROM pg_stat_activity WHERE application_name = 'logins' AND wait_event_type = 'Lock'`,
        );
        return rows.length > 0;
      }),
    );
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  assert.equal(await tenants.rights(tenant.service), before);
  succeeded(await send('Update', tenant, { ConnectionLimit: '8' }));
});

async function waitUntil(condition) {
  while (!(await condition()));
}

/** Listens like a server that accepts connections and never answers. */
async function withHangingServer(work) {
  const sockets = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    return await withPort(server.address().port, work);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

async function withPort(port, work) {
  process.env.PORT = String(port);
  try {
    return await work();
  } finally {
    process.env.PORT = String(tenants.port);
  }
}

test('a server that hangs fails a deployment before Lambda stops the function, and no deletion', async () => {
  const [tenant] = tenants.services;
  const hanging = (type) =>
    withHangingServer(async () => {
      const { event, answer } = cloudFormation.expect(
        type,
        'Login',
        propertiesOf(tenant),
        `database/${tenant.service}`,
      );
      await handler(event, context(40_000));
      return answer;
    });
  const update = await hanging('Update');
  assert.equal(update.Status, 'FAILED');
  assert.match(update.Reason, /The login of order was not created or updated\. The system did not answer in time/);
  assert.equal(update.PhysicalResourceId, 'database/order');
  succeeded(await hanging('Delete'));
});

test('a deployment and a rotation wait for an instance that restarts', async () => {
  const [tenant, other] = tenants.services;
  const { username } = secretsManager.read(other.secret);
  const rds = new RDSClient();
  await rds.send(new StopDBInstanceCommand({ DBInstanceIdentifier: tenants.instance }));
  const works = [send('Update', tenant), secretsManager.rotate(handler, other.secret)];
  await rds.send(new StartDBInstanceCommand({ DBInstanceIdentifier: tenants.instance }));
  const [answer] = await Promise.all(works);
  succeeded(answer);
  assert.notEqual(secretsManager.read(other.secret).username, username);
  for (const { service, secret } of [tenant, other]) {
    const one = await tenants.as(secretsManager.read(secret), service, (run) => run('SELECT 1 AS one'));
    assert.deepEqual(one, [{ one: 1 }]);
  }
});

test('a server that is gone does not keep a stack from being deleted', async () => {
  const [tenant] = tenants.services;
  succeeded(await withPort(1, () => send('Delete', tenant)));
  const login = secretsManager.read(tenant.secret);
  assert.deepEqual(await tenants.as(login, tenant.service, (run) => run('SELECT 1 AS one')), [{ one: 1 }]);
});

test('an answer that CloudFormation rejects five times is sent a sixth time', async () => {
  cloudFormation.failures = 5;
  succeeded(await send('Update', tenants.services[0]));
  assert.equal(cloudFormation.failures, 0);
});

test('a removed service cannot log in, and gets its data back when it returns', async () => {
  const tenant = tenants.services[4];
  const login = secretsManager.read(tenant.secret);
  await tenants.as(login, tenant.service, async (run, client) => {
    await run(`INSERT INTO orders (note) VALUES ('from before')`);
    const ended = new Promise((end) => client.once('error', end));
    succeeded(await send('Delete', tenant));
    assert.equal((await ended).code, '57P01');
  });
  for (const credentials of [login, secretsManager.read(tenant.migrationSecret)]) {
    await assert.rejects(
      tenants.as(credentials, tenant.service, (run) => run('SELECT 1')),
      { code: /^28/ },
    );
  }
  succeeded(await send('Create', tenant));
  const [{ count }] = await tenants.as(login, tenant.service, (run) =>
    run(`SELECT count(*)::int FROM orders WHERE note = 'from before'`),
  );
  assert.equal(count, 1);
});

test('a login that another resource has declared since is not taken', async () => {
  const [, tenant] = tenants.services;
  succeeded(await cloudFormation.send(handler, 'Create', 'MovedLogin', propertiesOf(tenant)));
  succeeded(await send('Delete', tenant));
  const login = secretsManager.read(tenant.secret);
  assert.deepEqual(await tenants.as(login, tenant.service, (run) => run('SELECT 1 AS one')), [{ one: 1 }]);
});

test('a login with IAM is a user of its own, beside those with passwords', async () => {
  const [, , tenant] = tenants.services;
  const properties = { Authentication: 'IAM', Migration: 'IAM', SecretArn: undefined, MigrationSecretArn: undefined };
  const answer = await cloudFormation.send(handler, 'Create', 'IamLogin', propertiesOf(tenant, properties));
  succeeded(answer);
  const [{ granted }] = await tenants.asMaster('postgres', (run) =>
    run(`SELECT array_agg(member::regrole::text ORDER BY 1)::text AS granted FROM pg_auth_members
         WHERE roleid = 'rds_iam'::regrole AND starts_with(member::regrole::text, 'order_archive')`),
  );
  assert.equal(granted, '{order_archive,order_archive_migrator}');
  const login = secretsManager.read(tenant.secret);
  assert.deepEqual(await tenants.as(login, tenant.service, (run) => run('SELECT 1 AS one')), [{ one: 1 }]);
});

test('a role that somebody else made is not taken over', async () => {
  const secret = secretsManager.create({ username: 'audit_a', password: 'secret' });
  await tenants.asMaster('postgres', async (run) => {
    await run('CREATE DATABASE audit');
    await run('CREATE ROLE audit_a LOGIN');
  });
  const answer = await send('Create', { service: 'audit', secret }, { Migration: 'NONE' });
  assert.equal(answer.Status, 'FAILED');
  assert.match(answer.Reason, /The role audit_a exists already, and is not one of the service audit/);
});

test('nothing secret is in an answer to a wrong secret', async () => {
  const [tenant] = tenants.services;
  const secret = secretsManager.create({ username: tenants.master.username, password: 'hidden-password' });
  const answer = await send('Update', { ...tenant, secret });
  assert.equal(answer.Status, 'FAILED');
  assert.match(answer.Reason, /must name the user order_a or order_b/);
  assert.doesNotMatch(JSON.stringify(answer), /hidden-password/);
});

test('the log of the server contains no password', async () => {
  await tenants.asSuperuser('postgres', async (run) => {
    await run(`ALTER SYSTEM SET log_statement = 'all'`);
    await run('SELECT pg_reload_conf()');
  });
  const [tenant] = tenants.services;
  const marked = secretsManager.create({ username: 'order_a', password: 'marked-password' });
  await waitUntil(() =>
    tenants.asMaster('postgres', async (run) => (await run('SHOW log_statement'))[0].log_statement === 'all'),
  );
  succeeded(await send('Update', { ...tenant, secret: marked }));
  await secretsManager.rotate(handler, marked);
  const [{ log }] = await servers();
  const text = readFileSync(log, 'utf8');
  assert.match(text, /ALTER ROLE "order_a" LOGIN PASSWORD/);
  assert.match(text, /ALTER ROLE "order_b" LOGIN PASSWORD/);
  for (const password of ['marked-password', secretsManager.read(marked).password, tenants.master.password]) {
    assert.ok(!text.includes(password));
  }
});
