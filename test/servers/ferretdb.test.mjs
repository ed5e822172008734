// Tests the bundle for DocumentDB with FerretDB, which verifies passwords but knows no roles: the rights of a user are not
// proved here.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { DocDBClient, StartDBClusterCommand, StopDBClusterCommand } from '@aws-sdk/client-docdb';
import { MongoClient } from 'mongodb';
import { Attempts } from './support/attempts.mjs';
import { AnswerAddress, context } from './support/requests.mjs';
import { SecretsManager } from './support/secrets-manager.mjs';
import { deploy, destroy, servers } from './support/stack.mjs';

const { LOGIN_FUNCTIONS, ATTEMPTS } = process.env;
const STACK = 'document-db-logins';
const MASTER = { username: 'master', password: 'master-password' };

/** Names that begin with another one. */
const SERVICES = ['order', 'orderservice', 'order_archive', 'order-archive', 'paymentservice', 'a'];

const AUTHENTICATION_FAILED = 18;

const attempts = new Attempts(({ code }) => code === AUTHENTICATION_FAILED);
const secretsManager = new SecretsManager();
const cloudFormation = new AnswerAddress();

let address;
let cluster;
let bundle;
let masterSecret;
let tenants;

before(async () => {
  process.env.AWS_ENDPOINT_URL_SECRETS_MANAGER = await secretsManager.listen();
  await cloudFormation.listen();
  masterSecret = secretsManager.create(MASTER);
  tenants = SERVICES.map((service) => ({
    service,
    // A password that needs quotes in JSON, in a URL and in a shell.
    secret: secretsManager.create({ username: `${service}_a`, password: `p'a"s \\s${service}$%&?ü`, port: '27017' }),
  }));
  const { Host, Port, Id } = await deploy(STACK, TEMPLATE);
  cluster = { DBClusterIdentifier: Id };
  address = `${Host}:${Port}`;
  Object.assign(process.env, { HOST: Host, PORT: Port, MASTER_SECRET_ARN: masterSecret, ROTATED: address });
  bundle = createRequire(`${LOGIN_FUNCTIONS}/`)('./document-db/document-db.js');
});

after(async () => {
  await destroy(STACK);
  secretsManager.close();
  cloudFormation.close();
  attempts.write(ATTEMPTS);
});

const send = (type, { service, secret }, logicalId = `Login${service}`) =>
  cloudFormation.send(
    bundle.handler,
    type,
    logicalId,
    { System: 'database', Service: service, SecretArn: secret },
    `database/${service}`,
  );

const succeeded = (answer) => assert.equal(answer.Status, 'SUCCESS', answer.Reason);

function failed(answer, reason) {
  assert.equal(answer.Status, 'FAILED');
  assert.match(answer.Reason, reason);
}

/** Logs in, and returns what the work returns. */
async function as({ username, password }, work) {
  const client = new MongoClient(`mongodb://${address}`, {
    auth: { username, password },
    tls: true,
    directConnection: true,
    retryWrites: false,
    serverSelectionTimeoutMS: 5_000,
  });
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

const ping = (credentials, service) => as(credentials, (client) => client.db(service).collection('things').findOne());

const usersOf = () =>
  as(MASTER, async (client) => {
    const { users } = await client.db('admin').command({ usersInfo: 1 });
    return users.map(({ user }) => user).sort();
  });

const isRefused = (credentials, service) => assert.rejects(ping(credentials, service), { code: AUTHENTICATION_FAILED });

test('logins are created at the same time, and each request twice at once', async () => {
  const requests = tenants.flatMap((tenant) => [tenant, tenant]);
  for (const [index, answer] of (await Promise.all(requests.map((tenant) => send('Create', tenant)))).entries()) {
    succeeded(answer);
    assert.equal(answer.PhysicalResourceId, `database/${requests[index].service}`);
    assert.equal(answer.Data.SecretArn, requests[index].secret);
  }
});

test('a service works with its database', async () => {
  for (const { service, secret } of tenants) {
    await as(secretsManager.read(secret), async (client) => {
      const things = client.db(service).collection('things');
      const work = [
        () => things.insertOne({ _id: 1, note: service }),
        () => things.insertMany([{ _id: 2 }, { _id: 3 }]),
        () => things.createIndex({ note: 1 }),
        () => things.updateOne({ _id: 2 }, { $set: { note: 'changed' } }),
        () => things.find({ note: 'changed' }).toArray(),
        () => things.countDocuments(),
        () => things.deleteOne({ _id: 3 }),
        () => client.db(service).listCollections().toArray(),
      ];
      for (const each of work) await attempts.own(each);
    });
  }
});

test('a service cannot log in as another one, or as the master', async () => {
  for (const attacker of tenants) {
    const { password } = secretsManager.read(attacker.secret);
    for (const victim of tenants.filter((tenant) => tenant !== attacker)) {
      for (const username of [`${victim.service}_a`, `${victim.service}_b`, victim.service]) {
        await attempts.foreign(`${attacker.service} > ${username}`, () => ping({ username, password }, victim.service));
      }
    }
    await attempts.foreign(`${attacker.service} > master`, () => ping({ ...MASTER, password }, attacker.service));
  }
  assert.deepEqual(attempts.letThrough, []);
});

test('a request that is repeated changes nothing', async () => {
  const [tenant] = tenants;
  const before = await usersOf();
  for (const type of ['Create', 'Update', 'Update']) succeeded(await send(type, tenant));
  assert.deepEqual(await usersOf(), before);
  await ping(secretsManager.read(tenant.secret), tenant.service);
});

test('no login is refused while passwords rotate', async () => {
  const rotating = tenants.slice(0, 2);
  let isOver = false;
  const clients = rotating.flatMap(({ service, secret }) => {
    let read = secretsManager.read(secret);
    return [
      // A client that reads the secret each time, and one that reads it when an interval begins.
      { run: () => ping(secretsManager.read(secret), service), interval: () => {} },
      {
        run: () => ping(read, service),
        interval: () => {
          read = secretsManager.read(secret);
        },
      },
    ];
  });
  const load = clients.map(async ({ run }) => {
    while (!isOver) await attempts.login(run);
  });
  try {
    for (let rotation = 0; rotation < 4; rotation += 1) {
      for (const { interval } of clients) interval();
      for (const { secret } of rotating) {
        const { username } = secretsManager.read(secret);
        await secretsManager.rotate(bundle.handler, secret);
        const rotated = secretsManager.read(secret);
        assert.notEqual(rotated.username, username);
        assert.equal(rotated.port, '27017');
      }
    }
  } finally {
    isOver = true;
    await Promise.all(load);
  }
  assert.equal(attempts.counts.refusedLogins, 0);
  assert.ok(attempts.counts.logins >= 8, `${attempts.counts.logins} logins`);
});

test('a password is refused two rotations later', async () => {
  const [, { service, secret }] = tenants;
  const old = secretsManager.read(secret);
  await secretsManager.rotate(bundle.handler, secret);
  await ping(old, service);
  await secretsManager.rotate(bundle.handler, secret);
  await isRefused(old, service);
});

test('an update after a rotation leaves both users their passwords', async () => {
  const [tenant] = tenants;
  const previous = secretsManager.read(tenant.secret);
  await secretsManager.rotate(bundle.handler, tenant.secret);
  succeeded(await send('Update', tenant));
  for (const login of [previous, secretsManager.read(tenant.secret)]) await ping(login, tenant.service);
});

test('the same bundle rotates the master, and the logins go on with its new password', async () => {
  await secretsManager.rotate(bundle.masterHandler, masterSecret);
  await isRefused(MASTER, 'admin');
  Object.assign(MASTER, secretsManager.read(masterSecret));
  for (const tenant of tenants) succeeded(await send('Update', tenant));
});

async function withPort(port, work) {
  const { PORT } = process.env;
  process.env.PORT = String(port);
  try {
    return await work();
  } finally {
    process.env.PORT = PORT;
  }
}

/** Listens like a server that accepts connections and never answers. */
async function withHangingServer(work) {
  const sockets = [];
  const server = createServer((socket) => sockets.push(socket.on('error', () => {})));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  process.env.HOST = '127.0.0.1';
  try {
    return await withPort(server.address().port, work);
  } finally {
    process.env.HOST = address.split(':')[0];
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

test('a server that hangs fails a deployment before Lambda stops the function, and no deletion', async () => {
  const [tenant] = tenants;
  const hanging = (type) =>
    withHangingServer(async () => {
      const properties = { System: 'database', Service: tenant.service, SecretArn: tenant.secret };
      const { event, answer } = cloudFormation.expect(type, 'Login', properties, `database/${tenant.service}`);
      await bundle.handler(event, context(40_000));
      return answer;
    });
  failed(await hanging('Update'), /The login of order was not created or updated\. The system did not answer in time/);
  succeeded(await hanging('Delete'));
});

test('a server that is gone does not keep a stack from being deleted', async () => {
  const [tenant] = tenants;
  succeeded(await withPort(1, () => send('Delete', tenant)));
  await ping(secretsManager.read(tenant.secret), tenant.service);
});

test('a deployment and a rotation wait for a cluster that starts again', async () => {
  const [tenant, other] = tenants;
  const client = new DocDBClient();
  await client.send(new StopDBClusterCommand(cluster));
  const works = [send('Update', tenant), secretsManager.rotate(bundle.handler, other.secret)];
  await client.send(new StartDBClusterCommand(cluster));
  const [answer] = await Promise.all(works);
  succeeded(answer);
  for (const { service, secret } of [tenant, other]) await ping(secretsManager.read(secret), service);
});

test('a removed service cannot log in, and gets its data back when it returns', async () => {
  const [, , , , tenant] = tenants;
  const login = secretsManager.read(tenant.secret);
  succeeded(await send('Delete', tenant));
  await isRefused(login, tenant.service);
  assert.ok(!(await usersOf()).some((user) => user.startsWith(tenant.service)));
  succeeded(await send('Delete', tenant));
  succeeded(await send('Create', tenant));
  assert.deepEqual(await ping(login, tenant.service), { _id: 1, note: tenant.service });
});

test('a login that another resource has declared since is not taken', async () => {
  const [, tenant] = tenants;
  succeeded(await send('Create', tenant, 'MovedLogin'));
  succeeded(await send('Delete', tenant));
  await ping(secretsManager.read(tenant.secret), tenant.service);
});

test('a user that somebody else made is not taken over, and not deleted', async () => {
  const login = { username: 'audit_a', password: 'of-somebody' };
  await as(MASTER, (client) =>
    client.db('admin').command({ createUser: login.username, pwd: login.password, roles: [] }),
  );
  const tenant = { service: 'audit', secret: secretsManager.create({ username: 'audit_a', password: 'secret' }) };
  failed(await send('Create', tenant), /The user audit_a exists already, and is not one of the service audit/);
  succeeded(await send('Delete', tenant));
  await ping(login, 'audit');
});

test('a name that no database can have is refused', async () => {
  for (const service of [`o'r"d e\\r?&%20ü;--`, 'a.b', '$x', '_logins', 'Admin']) {
    const secret = secretsManager.create({ username: `${service}_a`, password: 'secret' });
    failed(await send('Create', { service, secret }), /The name of the service must be/);
  }
});

test('no password is in an answer to a wrong secret, or in the log of the server', async () => {
  const [tenant] = tenants;
  const secret = secretsManager.create({ username: MASTER.username, password: 'hidden-password' });
  const answer = await send('Update', { ...tenant, secret });
  failed(answer, /must name the user order_a or order_b/);
  assert.doesNotMatch(JSON.stringify(answer), /hidden-password/);
  const marked = secretsManager.create({ username: 'order_a', password: 'marked-password' });
  succeeded(await send('Update', { ...tenant, secret: marked }));
  const [{ log }] = await servers();
  assert.doesNotMatch(readFileSync(log, 'utf8'), /marked-password/);
});

const TEMPLATE = {
  Resources: {
    Cluster: {
      Type: 'AWS::DocDB::DBCluster',
      Properties: {
        EngineVersion: '5.0.0',
        MasterUsername: MASTER.username,
        MasterUserPassword: MASTER.password,
        StorageEncrypted: true,
      },
    },
    Instance: {
      Type: 'AWS::DocDB::DBInstance',
      Properties: { DBClusterIdentifier: { Ref: 'Cluster' }, DBInstanceClass: 'db.t4g.medium' },
    },
  },
  Outputs: {
    Id: { Value: { Ref: 'Cluster' } },
    Host: { Value: { 'Fn::GetAtt': ['Cluster', 'Endpoint'] } },
    Port: { Value: { 'Fn::GetAtt': ['Cluster', 'Port'] } },
  },
};
