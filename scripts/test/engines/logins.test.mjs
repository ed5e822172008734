import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLogins, sharedLogins } from '../../lib/engines/logins.mjs';

const SECRETS = {
  orders: { username: 'shop', password: 'p1' },
  cache: { username: 'c', password: 'p2' },
  master: { username: 'admin', password: 'p3' },
  migrator: { username: 'migrator', password: 'p4' },
};

const secret = (name) => ({
  [`${name[0]}_USERNAME`]: { secretArn: name[1], field: 'username' },
  [`${name[0]}_PASSWORD`]: { secretArn: name[1], field: 'password' },
});

const accesses = [
  {
    settings: { DATABASE_HOST: '127.0.1.1', DATABASE_PORT: '5432', DATABASE_NAME: 'orders' },
    secrets: secret(['DATABASE', 'orders']),
    migration: { settings: {}, secrets: secret(['DATABASE', 'migrator']) },
  },
  { settings: { CACHE_ENDPOINT: '127.0.1.1', CACHE_PORT: '6379' }, secrets: secret(['CACHE', 'cache']) },
  { settings: { TABLE_NAME: 'stock' }, secrets: {} },
];

const NONE = { describeDBInstances: async () => ({}), describeDBClusters: async () => ({}) };

function aws({ documents = [], instances = [], environment = {}, connection = { accesses } } = {}) {
  return {
    ssm: {
      getParameters: async ({ Names }) => ({
        Parameters: Names.map((Name) => ({ Name, Value: JSON.stringify(connection) })),
      }),
    },
    lambda: {
      getFunctionConfiguration: async () => ({ FunctionName: 'notify', Environment: { Variables: environment } }),
    },
    secrets: { getSecretValue: async ({ SecretId }) => ({ SecretString: JSON.stringify(SECRETS[SecretId]) }) },
    rds: { ...NONE, describeDBInstances: async () => ({ DBInstances: instances }) },
    docdb: { describeDBClusters: async () => ({ DBClusters: documents }) },
    sts: {
      config: { region: async () => 'eu-west-1' },
      assumeRole: async ({ RoleArn }) => ({
        Credentials: { AccessKeyId: 'key', SecretAccessKey: `of ${RoleArn}`, SessionToken: 'token' },
      }),
    },
  };
}

const stack = (made) => ({ ids: (type) => made[type] ?? [], outputs: {} });
const SERVICE = { 'AWS::SSM::Parameter': ['/local/orderservice/connection', '/local/orderservice/values'] };

test('a service logs in to its store and its parts with the values of its secrets', async () => {
  assert.deepEqual(await readLogins(aws(), [stack(SERVICE)]), [
    {
      user: 'orderservice',
      service: 'orderservice',
      engine: 'postgres',
      address: '127.0.1.1:5432',
      name: 'shop',
      variables: {
        DATABASE_HOST: '127.0.1.1',
        DATABASE_PORT: '5432',
        DATABASE_NAME: 'orders',
        CACHE_ENDPOINT: '127.0.1.1',
        CACHE_PORT: '6379',
        TABLE_NAME: 'stock',
        DATABASE_USERNAME: 'shop',
        DATABASE_PASSWORD: 'p1',
        MIGRATION_USERNAME: 'migrator',
        MIGRATION_PASSWORD: 'p4',
      },
    },
    {
      user: 'orderservice',
      service: 'orderservice',
      engine: 'valkey',
      address: '127.0.1.1:6379',
      name: 'c',
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
      service: undefined,
      engine: 'rabbitmq',
      address: '127.0.1.2:5671',
      name: 'shop',
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
      service: 'the master of db',
      engine: 'postgres',
      address: '127.0.1.3:5433',
      name: 'admin',
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

test('a service calls a domain with a session of its role, and writes to the index with its name', async () => {
  const settings = { SEARCH_ENDPOINT: '127.0.1.4:9200', SEARCH_ROLE_ARN: 'role' };
  const connection = { accesses: [{ settings, secrets: {} }] };
  const [login] = await readLogins(aws({ connection }), [stack(SERVICE)]);
  assert.deepEqual(login, {
    user: 'orderservice',
    service: 'orderservice',
    engine: 'opensearch',
    address: '127.0.1.4:9200',
    name: 'role',
    variables: {
      SEARCH_ENDPOINT: '127.0.1.4:9200',
      SEARCH_INDEX: 'orderservice',
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'of role',
      AWS_SESSION_TOKEN: 'token',
    },
  });
});

test('a login with IAM has a name and no variables, because the emulator cannot try it', async () => {
  const settings = { DATABASE_HOST: '127.0.1.1', DATABASE_PORT: '5432', DATABASE_USERNAME: 'orderservice' };
  const [login] = await readLogins(aws({ connection: { accesses: [{ settings, secrets: {} }] } }), [stack(SERVICE)]);
  assert.equal(login.name, 'orderservice');
  assert.equal(login.variables, undefined);
});

const login = (changes) => ({
  user: 'orders',
  service: 'orders',
  engine: 'valkey',
  address: 'h:1',
  name: 'c',
  ...changes,
});

test('a service shares a login with its workloads, and with nobody else', () => {
  const workload = login({ user: 'Task' });
  assert.deepEqual(sharedLogins([login(), workload]), []);
  assert.deepEqual(sharedLogins([login(), login({ user: 'carts', service: 'carts', name: 'd' })]), []);
  assert.deepEqual(sharedLogins([login(), workload, login({ user: 'carts', service: 'carts' })]), [
    'orders and carts log in to valkey on h:1 as c',
  ]);
});

test('a workload of an unknown service, such as a task with some of the settings, shares a login with nobody', () => {
  assert.deepEqual(sharedLogins([login(), login({ user: 'Task', service: undefined })]), []);
});
