import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { connectCommands } from '../../lib/platform/connect-commands.mjs';
import { LogPaths } from '../../lib/platform/log-paths.mjs';
import { partOnPage, serviceOnPage } from '../../lib/platform/page-rows.mjs';
import { partsOf } from '../../lib/platform/parts.mjs';
import {
  cacheAccess,
  DOMAIN,
  DOMAIN_ARN,
  databaseAccess,
  databaseResource,
  indexAccess,
  recordOf,
  searchAccess,
  tableAccess,
  tableResource,
} from './support/records.mjs';

const engine = (resource, name, host) => ({
  resource,
  engine: name,
  version: '18.4',
  requestedVersion: '18',
  host,
  port: 5432,
  running: true,
  log: `/engines/${name}/log`,
});

const custom = {
  settings: { ARCHIVE_BUCKET: 'archive' },
  secrets: {},
  rules: [],
  permissions: [
    { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::archive/*'] },
    { actions: ['kms:Decrypt'], resources: ['*'] },
  ],
};

test('the store of a service has the kind, the state and the engine of the resource that its settings name', () => {
  const records = [recordOf('order', [databaseAccess('order')]), recordOf('stock', [tableAccess('stock')])];
  const database = databaseResource('order');
  const [order, stock] = partsOf(
    records,
    [tableResource('stock'), database],
    [engine(database.arn, 'postgres', '::1')],
  );
  assert.deepEqual(partOnPage(order, { endpoint: 'http://127.0.0.1:4566', region: 'eu-west-1', log: 'order' }), {
    id: 'order/store',
    name: 'Database of order',
    kind: 'PostgreSQL',
    shared: false,
    services: ['order'],
    endpoint: 'order.local:5432',
    status: 'available',
    engine: { name: 'postgres', version: '18.4', requestedVersion: '18', running: true },
    connect: [{ title: 'psql', command: 'npx @org/ecommerce-local psql order' }],
    log: 'order',
  });
  assert.deepEqual(
    [stock.name, stock.kind, stock.endpoint, stock.engine],
    ['Table of stock', 'DynamoDB table', 'stock', undefined],
  );
});

test('the engine of a database behind a proxy is that of the database', () => {
  const proxied = { ...databaseResource('order'), proxyArn: 'proxy' };
  const engines = [engine('proxy', 'rds-proxy', 'order.local'), engine(proxied.arn, 'postgres', '127.0.1.1')];
  const [part] = partsOf([recordOf('order', [databaseAccess('order')])], [proxied], engines);
  assert.equal(part.engine.engine, 'postgres');
});

test('services share a part with the same endpoint, and two endpoints are two parts', () => {
  const other = cacheAccess('stock');
  other.settings.CACHE_ENDPOINT = 'other.local';
  const records = [
    recordOf('order', [databaseAccess('order'), cacheAccess('order')]),
    recordOf('user', [cacheAccess('user')]),
    recordOf('stock', [tableAccess('stock'), other]),
  ];
  const parts = partsOf(records, [], []);
  assert.deepEqual(
    parts.filter(({ shared }) => shared).map(({ id, services }) => [id, services]),
    [
      ['cache', ['order', 'user']],
      ['cache-2', ['stock']],
    ],
  );
  const user = serviceOnPage(records[1], parts);
  assert.deepEqual([user.store, user.parts], [null, ['cache']]);
});

test('an index is a store in a shared domain', () => {
  const [index, domain] = partsOf(
    [recordOf('search', [indexAccess('search'), searchAccess('search')])],
    [DOMAIN],
    [engine(DOMAIN_ARN, 'opensearch', '127.0.1.1')],
  );
  assert.deepEqual(
    [index.kind, index.endpoint, index.resource.arn],
    ['Search index', 'search.local/search', DOMAIN_ARN],
  );
  assert.deepEqual([domain.id, domain.kind], ['search', 'OpenSearch']);
  assert.equal(index.engine, domain.engine);
});

test('a store of a kind of the user has its first setting as endpoint, and what its permissions lead to', () => {
  const [part] = partsOf([recordOf('archive', [custom])], [], []);
  assert.deepEqual([part.name, part.kind, part.endpoint], ['Store of archive', 'Custom store', 'archive']);
  assert.deepEqual(part.iam, [custom.permissions[0]]);
  assert.equal(partOnPage(part, { log: null }).status, 'unknown');
});

test('a service has its settings, and only the names of its secrets', () => {
  const record = recordOf('order', [databaseAccess('order')]);
  const { settings, secrets, run } = serviceOnPage(record, partsOf([record], [], []));
  assert.deepEqual(settings[0], { name: 'DATABASE_HOST', value: 'order.local' });
  assert.deepEqual(secrets, [
    { name: 'DATABASE_USERNAME', secret: 'order-database', field: 'username' },
    { name: 'DATABASE_PASSWORD', secret: 'order-database', field: 'password' },
  ]);
  assert.equal(run, 'npx @org/ecommerce-local run order -- node server.js');
});

test('the user’s shell expands no variable of a command, and that of the program does', () => {
  const part = { kind: 'Valkey', services: ['order'], resource: { tls: true } };
  const [{ command }] = connectCommands(part, { endpoint: 'http://127.0.0.1:4566', region: 'us-east-1' });
  const [, program] = command.split(' -- ');
  const print = program.replace('valkey-cli', 'echo');
  const environment = {
    PATH: process.env.PATH,
    CACHE_ENDPOINT: 'cache.local',
    CACHE_PORT: '6379',
    CACHE_USERNAME: 'order',
  };
  const expanded = execFileSync('sh', ['-c', print], { env: environment, encoding: 'utf8' });
  assert.match(expanded, /--tls --cacert {2}-h cache\.local -p 6379 --user order/);
  const shell = `set -- ${program}; printf %s "$3"`;
  const passed = execFileSync('sh', ['-c', shell], { env: environment, encoding: 'utf8' });
  assert.match(passed, /-h "\$CACHE_ENDPOINT"/);
});

test('a cache without TLS is connected to without it', () => {
  const [{ command }] = connectCommands({ kind: 'Valkey', services: ['order'], resource: { tls: false } }, {});
  assert.doesNotMatch(command, /tls/);
});

test('the log of an engine has the name of its service or of its shared part', () => {
  const records = [
    recordOf('cache', [databaseAccess('cache')]),
    recordOf('order', [databaseAccess('order'), cacheAccess('order')]),
  ];
  const proxied = { ...databaseResource('order'), proxyArn: 'proxy' };
  const valkey = { ...DOMAIN, kind: 'Valkey', arn: 'valkey', keys: ['cache.local:6379'] };
  const engines = [
    engine(databaseResource('cache').arn, 'first'),
    engine(proxied.arn, 'second'),
    engine('proxy', 'third'),
    engine('valkey', 'fourth'),
  ];
  const parts = partsOf(records, [databaseResource('cache'), proxied, valkey], engines);
  const logs = new LogPaths({ emulator: '/emulator.log', cdk: undefined });
  logs.addParts(parts, engines);
  assert.deepEqual(
    logs.names().map((name) => [name, logs.pathOf(name)]),
    [
      ['emulator', '/emulator.log'],
      ['cache-store', '/engines/first/log'],
      ['order', '/engines/second/log'],
      ['order-proxy', '/engines/third/log'],
      ['cache', '/engines/fourth/log'],
    ],
  );
  assert.equal(logs.nameOf(parts[0]), 'cache-store');
  assert.ok(!logs.has('cdk'));
});
