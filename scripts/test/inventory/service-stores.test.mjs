import assert from 'node:assert/strict';
import { test } from 'node:test';
import { storeOf, storeSection } from '../../lib/inventory/service-stores.mjs';

const GROUPS = new Map([
  ['sg-db', { GroupId: 'sg-db', IpPermissions: [{ UserIdGroupPairs: [{ GroupId: 'sg-proxy' }] }] }],
  [
    'sg-proxy',
    { GroupId: 'sg-proxy', Description: 'Proxy', IpPermissions: [{ IpRanges: [{ CidrIp: '10.0.0.0/8' }] }] },
  ],
]);

/** A stack with these resource ids by type. */
const stack = (made) => ({ ids: (type) => made[type] ?? [] });
const cluster = (engine) => ({
  DBClusterIdentifier: 'it',
  Endpoint: `${engine}.example`,
  Port: 5432,
  Engine: engine,
  EngineVersion: '17',
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-db' }],
});
const AWS = {
  rds: {
    describeDBInstances: async () => ({
      DBInstances: [{ DBClusterIdentifier: 'it', Endpoint: { Address: 'member' } }],
    }),
    describeDBClusters: async () => ({ DBClusters: [cluster('aurora-postgresql')] }),
    describeDBProxies: async () => ({ DBProxies: [{ Endpoint: 'proxy.example', VpcSecurityGroupIds: ['sg-proxy'] }] }),
    describeDBProxyTargets: async () => ({ Targets: [{ RdsResourceId: 'it' }] }),
  },
  docdb: { describeDBClusters: async () => ({ DBClusters: [cluster('docdb')] }) },
  dynamodb: {
    describeTable: async ({ TableName }) => ({
      Table: { TableName, BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } },
    }),
  },
  opensearch: {
    describeDomain: async () => ({
      DomainStatus: {
        Endpoints: { vpc: 'search.example' },
        EngineVersion: 'OpenSearch_3.7',
        VPCOptions: { SecurityGroupIds: ['sg-proxy'] },
      },
    }),
  },
};
const database = (DATABASE_HOST, DATABASE_PORT = '5432') => ({ DATABASE_HOST, DATABASE_PORT });

const rows = async (made, settings) =>
  (await storeSection(AWS, stack(made), [{ service: 'a', settings }], GROUPS)).rows;

test('lists an Aurora cluster as a store, but not its instances', async () => {
  const made = { 'AWS::RDS::DBCluster': ['it'], 'AWS::RDS::DBInstance': ['member'] };
  assert.deepEqual(await rows(made, database('aurora-postgresql.example')), [
    ['a', 'Aurora PostgreSQL', 'aurora-postgresql.example:5432', 'aurora-postgresql 17', 'sg-db', 'sg-proxy (Proxy)'],
  ]);
});

test('shows a store behind a proxy with both addresses and the security groups of both', async () => {
  const made = { 'AWS::RDS::DBCluster': ['it'], 'AWS::RDS::DBProxy': ['proxy'] };
  const [[, kind, store, , groups, ingress]] = await rows(made, database('proxy.example'));
  assert.equal(kind, 'Aurora PostgreSQL, RDS Proxy');
  assert.equal(store, 'proxy.example -> aurora-postgresql.example:5432');
  assert.equal(groups, 'sg-proxy, sg-db');
  assert.equal(ingress, '10.0.0.0/8, sg-proxy (Proxy)');
});

test('shows the store of a service as missing when its settings bypass the proxy', async () => {
  const made = { 'AWS::RDS::DBCluster': ['it'], 'AWS::RDS::DBProxy': ['proxy'] };
  const [service, unused] = await rows(made, database('aurora-postgresql.example'));
  assert.equal(service[2], 'missing');
  assert.equal(unused[0], 'missing');
});

test('reads a DocumentDB cluster from the DocumentDB API', async () => {
  const [[, kind, , engine]] = await rows({ 'AWS::DocDB::DBCluster': ['it'] }, database('docdb.example'));
  assert.equal(kind, 'DocumentDB');
  assert.equal(engine, 'docdb 17');
});

test('shows no missing group for a table, and the group of the domain for an index', async () => {
  assert.deepEqual(await rows({ 'AWS::DynamoDB::Table': ['stock'] }, { TABLE_NAME: 'stock' }), [
    ['a', 'DynamoDB table', 'stock', 'dynamodb PAY_PER_REQUEST', '-', '-'],
  ]);
  const settings = { SEARCH_ENDPOINT: 'search.example', SEARCH_INDEX: 'products' };
  assert.deepEqual(await rows({ 'AWS::OpenSearchService::Domain': ['it'] }, settings), [
    ['a', 'OpenSearch index', 'search.example/products', 'OpenSearch 3.7', 'sg-proxy', '10.0.0.0/8'],
  ]);
});

test('does not list a shared domain without an index as an unused store', async () => {
  const made = { 'AWS::OpenSearchService::Domain': ['it'], 'AWS::DynamoDB::Table': ['stock'] };
  assert.equal((await rows(made, { TABLE_NAME: 'stock' })).length, 1);
});

test('the store of a service with a database and a search index is the database', () => {
  const stores = [{ name: 'db.example:5432' }, { name: 'search.example', shared: true }];
  const settings = { ...database('db.example'), SEARCH_ENDPOINT: 'search.example', SEARCH_INDEX: 'products' };
  assert.equal(storeOf(settings, stores), stores[0]);
});

test('distinguishes stores on one host by their ports', () => {
  const stores = [{ name: '127.0.0.1:40001' }, { name: '127.0.0.1:40002' }];
  assert.equal(storeOf(database('127.0.0.1', '40002'), stores), stores[1]);
  assert.equal(storeOf({ DATABASE_HOST: '127.0.0.1' }, stores), undefined);
});

test('finds no store if the settings name no store', () => {
  assert.equal(storeOf({}, [{ name: undefined }]), undefined);
  assert.equal(storeOf({ SEARCH_INDEX: 'products' }, [{ name: undefined }]), undefined);
});
