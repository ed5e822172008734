import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addressOf,
  brokerPairs,
  bucketRow,
  cachePairs,
  MISSING,
  proxiedAddress,
  searchPairs,
  storeRow,
  workloadRow,
} from '../../lib/inventory/table-cells.mjs';

const GROUPS = new Map([
  [
    'sg-store',
    {
      GroupId: 'sg-store',
      IpPermissions: [{ FromPort: 5432, UserIdGroupPairs: [{ GroupId: 'sg-orders' }, { GroupId: 'sg-orders' }] }],
    },
  ],
  ['sg-orders', { GroupId: 'sg-orders', Description: 'Workloads of orderservice' }],
  ['sg-open', { GroupId: 'sg-open', IpPermissions: [{ IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] }],
]);

const STORE = {
  kind: 'PostgreSQL instance',
  store: 'db.example:5432',
  engine: 'postgres 18.1',
  groupIds: ['sg-store'],
};
const SECRET = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:rds!db-1-AbCdEf';

test('a store is shown with its secret, and whom its group admits', () => {
  assert.deepEqual(storeRow('orderservice', STORE, SECRET, GROUPS), [
    'orderservice',
    'PostgreSQL instance',
    'db.example:5432',
    'postgres 18.1',
    'rds!db-1-AbCdEf',
    'sg-store',
    'sg-orders (Workloads of orderservice)',
  ]);
});

test('whatever a store lacks is missing', () => {
  assert.deepEqual(storeRow('orderservice', undefined, undefined, GROUPS).slice(1), Array(6).fill(MISSING));
  assert.equal(addressOf('db.example', undefined), MISSING);
  assert.equal(proxiedAddress('proxy.example', addressOf('db.example')), MISSING);
});

test('what a kind of store never has is not missing', () => {
  const table = { kind: 'DynamoDB table', store: 'stock', engine: 'dynamodb PAY_PER_REQUEST', withoutGroup: true };
  assert.deepEqual(storeRow('inventoryservice', table, '-', GROUPS).slice(4), ['-', '-', '-']);
});

test('a group that is open to the world is shown so', () => {
  assert.equal(storeRow('orderservice', { ...STORE, groupIds: ['sg-open'] }, SECRET, GROUPS)[6], '0.0.0.0/0');
});

test('a workload is shown with the names of what it got, in order, and with its groups', () => {
  const workload = {
    kind: 'ECS service',
    name: 'orders',
    service: 'orderservice',
    settings: ['B', 'A'],
    secrets: ['C'],
  };
  assert.deepEqual(workloadRow({ ...workload, groupIds: ['sg-orders'] }, GROUPS), [
    'ECS service',
    'orders',
    'orderservice',
    'A, B',
    'C',
    'sg-orders (Workloads of orderservice)',
  ]);
  assert.deepEqual(workloadRow({ kind: 'ECS service' }, GROUPS).slice(1), Array(5).fill(MISSING));
});

test('an empty answer makes every value of a broker, a cache and a domain missing', () => {
  for (const pairs of [brokerPairs({}), cachePairs({}, []), searchPairs({})]) {
    for (const [name, value] of pairs) assert.equal(value, MISSING, name);
  }
});

test('every node of a broker has its endpoints shown', () => {
  const [, endpoint] = brokerPairs({
    BrokerInstances: [{ Endpoints: ['amqps://a'] }, { Endpoints: ['amqps://b'] }],
  })[0];
  assert.equal(endpoint, 'amqps://a, amqps://b');
});

test("a broker's logs are off only where the API says so", () => {
  const logs = (broker) => new Map(brokerPairs(broker)).get('logs');
  assert.equal(logs({ Logs: { General: true } }), 'general on');
  assert.equal(logs({ Logs: { General: false } }), 'general off');
  assert.equal(logs({ Logs: {} }), MISSING);
});

test('a cache without any authentication is missing it', () => {
  const authentication = (group) => new Map(cachePairs(group, [])).get('authentication');
  assert.equal(authentication({ AuthTokenEnabled: false, UserGroupIds: [] }), MISSING);
  assert.equal(authentication({ AuthTokenEnabled: true }), 'token');
  assert.equal(authentication({ UserGroupIds: ['users'] }), 'user group users');
});

test('dedicated masters of a domain are counted apart', () => {
  const ClusterConfig = { InstanceCount: 3, InstanceType: 'm7g.large.search' };
  const nodes = (config) => new Map(searchPairs({ ClusterConfig: config })).get('nodes');
  assert.equal(nodes(ClusterConfig), '3 x m7g.large.search');
  const masters = { DedicatedMasterEnabled: true, DedicatedMasterCount: 3 };
  assert.equal(nodes({ ...ClusterConfig, ...masters }), '3 x m7g.large.search and 3 dedicated masters');
});

test('a bucket is blocked only when all four ways are', () => {
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  assert.equal(bucketRow('media', { publicAccess: { PublicAccessBlockConfiguration } })[3], 'blocked');
  const half = { PublicAccessBlockConfiguration: { ...PublicAccessBlockConfiguration, BlockPublicPolicy: false } };
  assert.equal(bucketRow('media', { publicAccess: half })[3], 'not blocked: BlockPublicPolicy');
  assert.deepEqual(bucketRow('media', {}), ['media', MISSING, MISSING, MISSING]);
});
