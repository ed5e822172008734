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
  stackRow,
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

test('shows a stack with the parameters that it reads, and one that reads none', () => {
  const stack = { name: 'Orders', status: 'CREATE_COMPLETE', resourceCount: 12 };
  assert.deepEqual(stackRow({ ...stack, readParameters: ['/b', '/a'] }), ['Orders', 'CREATE_COMPLETE', '12', '/a, /b']);
  assert.deepEqual(stackRow({ ...stack, status: undefined, readParameters: [] }), ['Orders', MISSING, '12', '-']);
});

test("shows a store with the sources of its security group's ingress rules", () => {
  assert.deepEqual(storeRow('orderservice', STORE, GROUPS), [
    'orderservice',
    'PostgreSQL instance',
    'db.example:5432',
    'postgres 18.1',
    'sg-store',
    'sg-orders (Workloads of orderservice)',
  ]);
});

test('shows every value that a store lacks as missing', () => {
  assert.deepEqual(storeRow('orderservice', undefined, GROUPS).slice(1), Array(5).fill(MISSING));
  assert.equal(addressOf('db.example', undefined), MISSING);
  assert.equal(proxiedAddress('proxy.example', addressOf('db.example')), MISSING);
});

test('does not show a value as missing that a kind of store never has', () => {
  const table = { kind: 'DynamoDB table', store: 'stock', engine: 'dynamodb PAY_PER_REQUEST', withoutGroup: true };
  assert.deepEqual(storeRow('inventoryservice', table, GROUPS).slice(4), ['-', '-']);
});

test('shows the address range of a security group that is open to the internet', () => {
  assert.equal(storeRow('orderservice', { ...STORE, groupIds: ['sg-open'] }, GROUPS)[5], '0.0.0.0/0');
});

test('shows a workload with the sorted names of its settings and secrets, and its security groups', () => {
  const workload = {
    kind: 'ECS service',
    name: 'orders',
    service: 'orderservice',
    settings: { B: '1', A: '2' },
    secrets: { C: { secretArn: 'arn' } },
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

test('shows every value of a broker, a cache and a domain as missing for an empty response', () => {
  for (const pairs of [brokerPairs({}), cachePairs({}, []), searchPairs({})]) {
    for (const [name, value] of pairs) assert.equal(value, MISSING, name);
  }
});

test('shows the endpoints of every node of a broker', () => {
  const [, endpoint] = brokerPairs({
    BrokerInstances: [{ Endpoints: ['amqps://a'] }, { Endpoints: ['amqps://b'] }],
  })[0];
  assert.equal(endpoint, 'amqps://a, amqps://b');
});

test("shows a broker's logs as off only if the API returns that, and otherwise as missing", () => {
  const logs = (broker) => new Map(brokerPairs(broker)).get('logs');
  assert.equal(logs({ Logs: { General: true } }), 'general on');
  assert.equal(logs({ Logs: { General: false } }), 'general off');
  assert.equal(logs({ Logs: {} }), MISSING);
});

test('shows the authentication of a cache as missing if it has neither a token nor users', () => {
  const authentication = (group) => new Map(cachePairs(group, [])).get('authentication');
  assert.equal(authentication({ AuthTokenEnabled: false, UserGroupIds: [] }), MISSING);
  assert.equal(authentication({ AuthTokenEnabled: true }), 'token');
  assert.equal(authentication({ UserGroupIds: ['users'] }), 'user group users');
});

test('counts the dedicated master nodes of a domain separately', () => {
  const ClusterConfig = { InstanceCount: 3, InstanceType: 'm7g.large.search' };
  const nodes = (config) => new Map(searchPairs({ ClusterConfig: config })).get('nodes');
  assert.equal(nodes(ClusterConfig), '3 x m7g.large.search');
  const masters = { DedicatedMasterEnabled: true, DedicatedMasterCount: 3 };
  assert.equal(nodes({ ...ClusterConfig, ...masters }), '3 x m7g.large.search and 3 dedicated master nodes');
});

test('shows public access of a bucket as blocked only if all four settings block it', () => {
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: true,
    IgnorePublicAcls: true,
    BlockPublicPolicy: true,
    RestrictPublicBuckets: true,
  };
  assert.equal(bucketRow('media', { publicAccess: { PublicAccessBlockConfiguration } })[3], 'blocked');
  const partial = { PublicAccessBlockConfiguration: { ...PublicAccessBlockConfiguration, BlockPublicPolicy: false } };
  assert.equal(bucketRow('media', { publicAccess: partial })[3], 'not blocked: BlockPublicPolicy');
  assert.deepEqual(bucketRow('media', {}), ['media', MISSING, MISSING, MISSING]);
});
