import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isolationOf } from '../../../lib/platform/isolation/isolation.mjs';
import { partsOf } from '../../../lib/platform/parts.mjs';
import {
  cacheAccess,
  DOMAIN,
  DOMAIN_ARN,
  databaseAccess,
  databaseResource,
  indexAccess,
  networkOf,
  recordOf,
  roleArn,
  searchAccess,
  secretArn,
  tableAccess,
  tableArn,
  tableResource,
} from '../support/records.mjs';

const RULES = {
  'sg-order-database': [[5432, 'sg-order']],
  'sg-cache': [[6379, 'sg-cache-clients']],
  'sg-search': [[443, 'sg-search-clients']],
};
const RESOURCES = [databaseResource('order'), tableResource('stock'), DOMAIN];

/** Returns the records of three services, with `permission` added to those of stock. */
function records(permission) {
  const table = tableAccess('stock');
  if (permission) table.permissions.push(permission);
  return [
    recordOf('order', [databaseAccess('order'), cacheAccess('order')], ['sg-cache-clients']),
    recordOf('stock', [table, searchAccess('stock')], ['sg-search-clients']),
    recordOf('search', [indexAccess('search'), searchAccess('search')], ['sg-search-clients']),
  ];
}

function cellOf(service, part, { permission, rules = RULES } = {}) {
  const all = records(permission);
  const { rows } = isolationOf(all, partsOf(all, RESOURCES, []), networkOf(rules));
  return rows.find((row) => row.service === service).cells.find((cell) => cell.part === part);
}

const withoutReasons = ({ reaches, network, login }) => ({ reaches, network, login });

test('a service reaches its database through the network, with the password of its login', () => {
  assert.deepEqual(cellOf('order', 'order/store'), {
    part: 'order/store',
    reaches: true,
    network: true,
    login: 'password',
    why: [
      'Port 5432 of sg-order-database is open to sg-order (order).',
      'It may read the secret order-database, which contains the login of order.',
      'It may read the secret order-migration, which contains the login for migrations of order.',
    ],
  });
});

test('another service does not reach the database, and the reasons name the groups and the secrets', () => {
  assert.deepEqual(cellOf('stock', 'order/store'), {
    part: 'order/store',
    reaches: false,
    network: false,
    login: 'none',
    why: [
      'No rule admits sg-stock or sg-search-clients (stock) to port 5432 of the database of order.',
      'It may not read the secrets order-database, order-migration or rds!db-order.',
      'Its permissions allow no action on the database of order.',
    ],
  });
});

test('a rule that admits another service is a hole in the network', () => {
  const rules = { ...RULES, 'sg-order-database': [[5432, 'sg-stock']] };
  assert.deepEqual(withoutReasons(cellOf('stock', 'order/store', { rules })), {
    reaches: true,
    network: true,
    login: 'none',
  });
  assert.equal(cellOf('order', 'order/store', { rules }).network, false);
});

test('a rule for a group of clients admits each service that carries it', () => {
  const rules = { ...RULES, 'sg-order-database': [[5432, 'sg-search-clients']] };
  const { network, why } = cellOf('search', 'order/store', { rules });
  assert.equal(network, true);
  assert.equal(why[0], 'Port 5432 of sg-order-database is open to sg-search-clients (shared by 2 services).');
});

test('a rule for addresses of the VPC admits every service', () => {
  const { network, why } = cellOf('stock', 'order/store', { rules: { 'sg-order-database': [[5432, '10.0.0.0/8']] } });
  assert.equal(network, true);
  assert.equal(why[0], 'Port 5432 of sg-order-database is open to 10.0.0.0/8, which contains addresses of the VPC.');
});

for (const [title, resource] of [
  ['the login', secretArn('order-database')],
  ["the master user's login", secretArn('rds!db-order')],
  ['secrets by prefix', secretArn('order-').replace(/-bcdb6b$/, '*')],
]) {
  test(`a permission to read ${title} of another service is a hole`, () => {
    const permission = { actions: ['secretsmanager:*'], resources: [resource] };
    assert.deepEqual(withoutReasons(cellOf('stock', 'order/store', { permission })), {
      reaches: true,
      network: false,
      login: 'password',
    });
  });
}

test('a secret of another service among the secrets of a record is a hole, because a task gets its value', () => {
  const all = records();
  const stock = all.find(({ service }) => service === 'stock');
  stock.accesses[0].secrets = { OTHER: { secretArn: secretArn('order-database') } };
  const { rows } = isolationOf(all, partsOf(all, RESOURCES, []), networkOf(RULES));
  const { reaches, login } = rows[1].cells.find(({ part }) => part === 'order/store');
  assert.deepEqual([reaches, login], [true, 'password']);
});

test('a permission that only describes a secret is no login', () => {
  const permission = { actions: ['secretsmanager:DescribeSecret'], resources: [secretArn('order-database')] };
  assert.equal(cellOf('stock', 'order/store', { permission }).reaches, false);
});

test('a permission to log in with IAM is a hole', () => {
  const permission = { actions: ['rds-db:connect'], resources: ['arn:aws:rds-db:*:*:dbuser:*/order'] };
  const { reaches, login, why } = cellOf('stock', 'order/store', { permission });
  assert.deepEqual([reaches, login], [true, 'IAM']);
  assert.equal(why.at(-1), 'Its permissions allow rds-db:connect on the database of order.');
});

test('a table has no network, and its permissions alone decide', () => {
  assert.deepEqual(cellOf('stock', 'stock/store'), {
    part: 'stock/store',
    reaches: true,
    network: null,
    login: 'IAM',
    why: [
      'No security group belongs to the table of stock.',
      'Its permissions allow dynamodb:GetItem and dynamodb:PutItem on the table of stock.',
    ],
  });
  assert.deepEqual(withoutReasons(cellOf('order', 'stock/store')), { reaches: false, network: null, login: 'none' });
});

test('a permission on the table of another service is a hole, and one on a table of a similar name is none', () => {
  const all = records();
  const order = all.find(({ service }) => service === 'order');
  const read = (resource) => {
    order.accesses[0].permissions = [{ actions: ['dynamodb:Get*'], resources: [resource] }];
    const { rows } = isolationOf(all, partsOf(all, RESOURCES, []), networkOf(RULES));
    return rows[0].cells.find(({ part }) => part === 'stock/store').reaches;
  };
  assert.equal(read(tableArn('stock')), true);
  assert.equal(read(tableArn('sto*')), true);
  assert.equal(read(tableArn('stock-archive')), false);
});

test('an index needs a permission, because its domain admits the clients of all indexes', () => {
  const { reaches, network, login } = cellOf('stock', 'search/store');
  assert.deepEqual({ reaches, network, login }, { reaches: false, network: true, login: 'none' });
  assert.equal(cellOf('search', 'search/store').login, 'IAM');
});

for (const [title, permission] of [
  ['on the whole domain', { actions: ['es:ESHttp*'], resources: [`${DOMAIN_ARN}/*`] }],
  ['to assume the role of the service', { actions: ['sts:AssumeRole'], resources: [roleArn('search')] }],
]) {
  test(`a permission ${title} reaches the index of another service`, () => {
    assert.equal(cellOf('stock', 'search/store', { permission }).reaches, true);
  });
}

test('a service without the capability does not reach a shared part', () => {
  assert.equal(cellOf('order', 'search').reaches, false);
  assert.equal(cellOf('stock', 'cache').reaches, false);
  assert.equal(cellOf('order', 'cache').reaches, true);
});

test("a permission to read another service's login of the cache is a login", () => {
  const permission = { actions: ['secretsmanager:GetSecretValue'], resources: [secretArn('order-cache')] };
  const { login, why } = cellOf('stock', 'cache', { permission });
  assert.equal(login, 'password');
  assert.equal(why.at(-1), 'It may read the secret order-cache, which contains the login of order.');
});
