import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { section } from '../../lib/cli/tables.mjs';
import { Platform, services, statusSections } from '../../lib/platform/platform.mjs';
import { databaseAccess, secretArn, recordOf as serviceRecord } from './support/records.mjs';

const folder = mkdtempSync(join(tmpdir(), 'platform-'));
after(() => rmSync(folder, { recursive: true }));

const ENGINE = {
  resource: 'arn:db',
  engine: 'postgres',
  version: '18.4',
  requestedVersion: '18.3',
  host: '127.0.1.1',
  port: 5432,
  running: true,
  log: join(folder, 'engine.log'),
};

/** An emulator that describes its engines, and clients of its APIs, which fail once it is closed. */
async function emulatorWith(t, records) {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify([ENGINE]));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  let closed = false;
  const answer = (value) => async () => {
    if (closed) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    return typeof value === 'function' ? value() : value;
  };
  const api = (operations) =>
    Object.fromEntries(Object.entries(operations).map(([name, value]) => [name, answer(value)]));
  const instance = {
    DBInstanceArn: 'arn:db',
    Engine: 'postgres',
    DBInstanceStatus: 'available',
    Endpoint: { Address: 'order.local', Port: 5432 },
  };
  const secrets = ['order-database', 'order-migration'].map((name) => ({ ARN: secretArn(name) }));
  const aws = {
    ssm: api({
      describeParameters: {
        Parameters: records.map(({ environment, service }) => ({ Name: `/${environment}/${service}/connection` })),
      },
      getParameters: {
        Parameters: records.map(({ environment, service, ...record }) => ({
          Name: `/${environment}/${service}/connection`,
          Value: JSON.stringify(record),
        })),
      },
    }),
    rds: api({ describeDBInstances: { DBInstances: [instance] }, describeDBClusters: {}, describeDBProxies: {} }),
    docdb: api({ describeDBClusters: {} }),
    elasticache: api({ describeReplicationGroups: {}, describeCacheClusters: {} }),
    mq: api({ listBrokers: {} }),
    opensearch: api({ listDomainNames: {} }),
    ec2: api({ describeSecurityGroups: {}, describeVpcs: {} }),
    cloudformation: api({ describeStacks: {} }),
    lambda: api({ listFunctions: {} }),
    ecs: api({ listClusters: {} }),
    secrets: api({
      listSecrets: { SecretList: secrets },
      getSecretValue: { SecretString: JSON.stringify({ username: 'order', password: 'a-password' }) },
    }),
  };
  const close = () => {
    closed = true;
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  t.after(() => closed || close());
  return { aws, close, endpoint: `http://127.0.0.1:${server.address().port}` };
}

const order = serviceRecord('order', [databaseAccess('order')]);

test('the state has the platform, and keeps it when the emulator is gone', async (t) => {
  const { aws, endpoint, close } = await emulatorWith(t, [order]);
  const platform = new Platform({ aws, endpoint, app: '/app' });
  const state = await platform.state();
  assert.deepEqual(state.emulator, { endpoint, account: '000000000000', region: 'us-east-1', running: true });
  assert.deepEqual([state.app, state.environment, state.problems], ['/app', 'local', []]);
  assert.deepEqual(state.parts[0].engine, {
    name: 'postgres',
    version: '18.4',
    requestedVersion: '18.3',
    running: true,
  });
  assert.deepEqual(state.logs, ['order']);

  await close();
  const last = await platform.state();
  assert.equal(last.emulator.running, false);
  assert.equal(last.parts[0].engine.running, false);
  assert.deepEqual(last.services, state.services);
  assert.deepEqual(last.problems, ['No emulator answers: start it with `npx @org/ecommerce-local up`.']);
});

test('an error of an emulator that answers is thrown', async (t) => {
  const { aws, endpoint } = await emulatorWith(t, [order]);
  aws.ec2.describeVpcs = async () => {
    throw new Error('a defect');
  };
  await assert.rejects(new Platform({ aws, endpoint }).state(), { message: 'a defect' });
});

test('an emulator without a platform has no services', async (t) => {
  const { aws, endpoint } = await emulatorWith(t, []);
  const { services: found, parts, problems, environment } = await new Platform({ aws, endpoint }).state();
  assert.deepEqual([found, parts, environment], [[], [], null]);
  assert.deepEqual(problems, ['The emulator has no platform: deploy one with `npx @org/ecommerce-local up`.']);
});

test('of several environments, the first by name is shown, or the one that is asked for', async (t) => {
  const { aws, endpoint } = await emulatorWith(t, [order, { ...order, environment: 'development' }]);
  assert.equal((await new Platform({ aws, endpoint }).state()).environment, 'development');
  assert.equal((await new Platform({ aws, endpoint, environment: 'local' }).state()).environment, 'local');
  assert.deepEqual(
    (await services({ aws, environment: 'local' })).map(({ environment }) => environment),
    ['local'],
  );
});

test('a log is masked also when the emulator is gone, and a log of another name is undefined', async (t) => {
  const { aws, endpoint, close } = await emulatorWith(t, [order]);
  const emulatorLog = join(folder, 'emulator.log');
  writeFileSync(emulatorLog, 'ready a-password');
  writeFileSync(ENGINE.log, "ALTER ROLE order PASSWORD 'a-password'");
  const platform = new Platform({ aws, endpoint, emulatorLog });
  assert.equal(await platform.log('order'), "ALTER ROLE order PASSWORD '(hidden)'");
  assert.equal(await platform.log('../emulator.log'), undefined);
  await close();
  assert.equal(await platform.log('emulator'), 'ready (hidden)');
});

test('the secrets of a service have values, and those of a service that is not deployed are undefined', async (t) => {
  const { aws, endpoint } = await emulatorWith(t, [order]);
  const platform = new Platform({ aws, endpoint });
  assert.deepEqual(await platform.secrets('order'), { DATABASE_USERNAME: 'order', DATABASE_PASSWORD: 'a-password' });
  assert.equal(await platform.secrets('user'), undefined);
});

test('the sections of the status fit the tables', async (t) => {
  const { aws, endpoint, close } = await emulatorWith(t, [order]);
  const state = await new Platform({ aws, endpoint }).state();
  await close();
  const sections = statusSections(state);
  assert.deepEqual(
    sections.map(({ title, rows }) => [title, rows]),
    [
      ['services', [['order', 'PostgreSQL', 'order.local:5432', 'postgres 18.4', 'available', '-']]],
      ['engines', [['order/store', 'postgres', '18.4', '18.3', 'running']]],
    ],
  );
  assert.match(section(sections[0], 120), /^SERVICES\n/);
  const [{ rows }] = statusSections({
    ...state,
    parts: [{ ...state.parts[0], engine: { ...ENGINE, running: false } }],
  });
  assert.equal(rows[0][4], 'ended');
});
