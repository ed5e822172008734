import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLogins } from '../../lib/engines/logins.mjs';

const SECRETS = {
  orders: { username: 'shop', password: 'p1' },
  cache: { username: 'c', password: 'p2' },
  master: { username: 'admin', password: 'p3' },
};

const secret = (name) => ({
  [`${name[0]}_USERNAME`]: { secretArn: name[1], field: 'username' },
  [`${name[0]}_PASSWORD`]: { secretArn: name[1], field: 'password' },
});

const accesses = [
  {
    settings: { DATABASE_HOST: '127.0.1.1', DATABASE_PORT: '5432', DATABASE_NAME: 'orders' },
    secrets: secret(['DATABASE', 'orders']),
  },
  { settings: { CACHE_ENDPOINT: '127.0.1.1', CACHE_PORT: '6379' }, secrets: secret(['CACHE', 'cache']) },
  { settings: { TABLE_NAME: 'stock' }, secrets: {} },
];

const NONE = { describeDBInstances: async () => ({}), describeDBClusters: async () => ({}) };

function aws({ documents = [], instances = [], environment = {} } = {}) {
  return {
    ssm: {
      getParameters: async ({ Names }) => ({
        Parameters: Names.map((Name) => ({ Name, Value: JSON.stringify({ accesses }) })),
      }),
    },
    lambda: {
      getFunctionConfiguration: async () => ({ FunctionName: 'notify', Environment: { Variables: environment } }),
    },
    secrets: { getSecretValue: async ({ SecretId }) => ({ SecretString: JSON.stringify(SECRETS[SecretId]) }) },
    rds: { ...NONE, describeDBInstances: async () => ({ DBInstances: instances }) },
    docdb: { describeDBClusters: async () => ({ DBClusters: documents }) },
  };
}

const stack = (made) => ({ ids: (type) => made[type] ?? [], outputs: {} });
const SERVICE = { 'AWS::SSM::Parameter': ['/local/orderservice/connection', '/local/orderservice/values'] };

test('a service logs in to its store and its parts with the values of its secrets', async () => {
  assert.deepEqual(await readLogins(aws(), [stack(SERVICE)]), [
    {
      user: 'orderservice',
      engine: 'postgres',
      address: '127.0.1.1:5432',
      variables: {
        DATABASE_HOST: '127.0.1.1',
        DATABASE_PORT: '5432',
        DATABASE_NAME: 'orders',
        CACHE_ENDPOINT: '127.0.1.1',
        CACHE_PORT: '6379',
        TABLE_NAME: 'stock',
        DATABASE_USERNAME: 'shop',
        DATABASE_PASSWORD: 'p1',
      },
    },
    {
      user: 'orderservice',
      engine: 'valkey',
      address: '127.0.1.1:6379',
      variables: {
        DATABASE_HOST: '127.0.1.1',
        DATABASE_PORT: '5432',
        DATABASE_NAME: 'orders',
        CACHE_ENDPOINT: '127.0.1.1',
        CACHE_PORT: '6379',
        TABLE_NAME: 'stock',
        CACHE_USERNAME: 'c',
        CACHE_PASSWORD: 'p2',
      },
    },
  ]);
});

test('a database at the address of a DocumentDB cluster is no PostgreSQL', async () => {
  const documents = [{ Endpoint: '127.0.1.1', Port: 5432 }];
  const stacks = [stack(SERVICE), stack({ 'AWS::DocDB::DBCluster': ['documents'] })];
  const [login] = await readLogins(aws({ documents }), stacks);
  assert.equal(login.engine, 'ferretdb');
});

test('a workload logs in with its own environment', async () => {
  const environment = {
    BROKER_ENDPOINT: 'amqps://127.0.1.2:5671',
    BROKER_USERNAME_SECRET_ARN: 'orders',
    BROKER_USERNAME_SECRET_FIELD: 'username',
    BROKER_PASSWORD_SECRET_ARN: 'orders',
    BROKER_PASSWORD_SECRET_FIELD: 'password',
  };
  assert.deepEqual(await readLogins(aws({ environment }), [stack({ 'AWS::Lambda::Function': ['notify'] })]), [
    {
      user: 'notify',
      engine: 'rabbitmq',
      address: '127.0.1.2:5671',
      variables: { BROKER_ENDPOINT: 'amqps://127.0.1.2:5671', BROKER_USERNAME: 'shop', BROKER_PASSWORD: 'p1' },
    },
  ]);
});

test('the master user of an instance logs in, and that of a member of a cluster does not', async () => {
  const instance = {
    Endpoint: { Address: '127.0.1.3', Port: 5433 },
    DBName: 'orders',
    MasterUserSecret: { SecretArn: 'master' },
  };
  const instances = [
    instance,
    { ...instance, DBClusterIdentifier: 'cluster' },
    { ...instance, MasterUserSecret: undefined },
  ];
  assert.deepEqual(await readLogins(aws({ instances }), [stack({ 'AWS::RDS::DBInstance': ['db'] })]), [
    {
      user: 'master user of db',
      engine: 'postgres',
      address: '127.0.1.3:5433',
      variables: {
        DATABASE_HOST: '127.0.1.3',
        DATABASE_PORT: '5433',
        DATABASE_NAME: 'orders',
        DATABASE_USERNAME: 'admin',
        DATABASE_PASSWORD: 'p3',
      },
    },
  ]);
});
