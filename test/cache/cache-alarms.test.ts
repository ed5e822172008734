import { CfnParameter } from 'aws-cdk-lib';
import { AWSProvider, CacheConstruct, type CacheOptions } from '../../src';
import { alarmOf, alarmsOfSilence, dimensionsOf, rowsOf } from '../support/alarm-rows';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

function cache(options: CacheOptions = {}, stack = threeZoneStack()) {
  const construct = new CacheConstruct(stack, 'Cache', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    ...options,
  });
  return { stack, construct, monitored: construct.monitored };
}

const idsOf = ({ monitored }: ReturnType<typeof cache>) => monitored?.alarms.map(({ alarmId }) => alarmId);

const ofNode = (node: string) => [
  `MemoryHigh-${node} | DatabaseMemoryUsagePercentage Average 60 > 90 5/5 breaching P`,
  `CpuHigh-${node} | CPUUtilization Average 60 > 90 5/5 missing T`,
  `ConnectionsHigh-${node} | CurrConnections Average 60 > 52000 10/10 missing T`,
  `Overloaded-${node} | TrafficManagementActive Maximum 60 >= 1 5/5 notBreaching T`,
  `CpuCreditsLow-${node} | CPUCreditBalance Minimum 300 < 20 3/3 missing T`,
  `ReplicationLag-${node} | ReplicationLag Maximum 60 > 5 15/15 notBreaching T`,
];

test('each node of the cache of production has alarms, and all nodes together have two', () => {
  expect(rowsOf(cache().monitored)).toEqual([
    ...ofNode('001'),
    ...ofNode('002'),
    'Evictions | FILL(m1,0)+FILL(m2,0) of Evictions Sum 300, Evictions Sum 300 > 0 3/3 missing T',
    'AuthenticationFailures | FILL(m1,0)+FILL(m2,0) of AuthenticationFailures Sum 300, AuthenticationFailures Sum 300 > 10 1/1 missing T',
  ]);
});

test('the name of a node follows from the name of the cache, and the host has one more dimension', () => {
  const { construct, monitored } = cache();
  const name = `${construct.replicationGroup.ref}-001`;
  expect(dimensionsOf(alarmOf(monitored, 'MemoryHigh').metric)).toEqual({
    DatabaseMemoryUsagePercentage: { CacheClusterId: name },
  });
  expect(dimensionsOf(alarmOf(monitored, 'ConnectionsHigh').metric)).toEqual({
    CurrConnections: { CacheClusterId: name, CacheNodeId: '0001' },
  });
});

test.each([
  ['cache.m7g.large', 'CPUUtilization'],
  ['cache.m7g.xlarge', 'EngineCPUUtilization'],
])('a node of type %s is busy by its metric %s', (nodeType, metricName) => {
  expect(Object.keys(dimensionsOf(alarmOf(cache({ nodeType }).monitored, 'CpuHigh').metric))).toEqual([metricName]);
});

test('a node that is not burstable has no credits', () => {
  expect(idsOf(cache({ nodeType: 'cache.m7g.large' }))).not.toContain('CpuCreditsLow');
});

test('a cache of one node has the metrics of the node, without an expression', () => {
  expect(rowsOf(cache({ nodes: 1 }).monitored)).toContain('Evictions | Evictions Sum 300 > 0 3/3 missing T');
});

test('a number of nodes that only the deployment knows makes one node certain', () => {
  const stack = threeZoneStack();
  const nodes = new CfnParameter(stack, 'Nodes', { type: 'Number' }).valueAsNumber;
  expect(alarmsOfSilence(cache({ nodes }, stack).monitored)).toEqual(['MemoryHigh-001']);
});

test('each silent node shows with one alarm', () => {
  expect(alarmsOfSilence(cache().monitored)).toEqual(['MemoryHigh-001', 'MemoryHigh-002']);
});

test('the dashboard has a line for each node, and shows the threshold of memory', () => {
  const memory = cache().monitored?.graphs.find(({ title }) => title === 'Memory, %');
  expect(memory).toMatchObject({ limit: 90, metrics: [{ label: '001' }, { label: '002' }] });
});

test('a metric is that of the first node, and another node can be chosen', () => {
  const { construct } = cache();
  const { ref } = construct.replicationGroup;
  expect(construct.metricEngineCpuUtilization().dimensions).toEqual({ CacheClusterId: `${ref}-001` });
  const other = construct.metricCpuUtilization({ dimensionsMap: { CacheClusterId: `${ref}-002` } });
  expect(other.dimensions).toEqual({ CacheClusterId: `${ref}-002`, CacheNodeId: '0001' });
});

test.each([
  ['metricDatabaseMemoryUsagePercentage', 'DatabaseMemoryUsagePercentage', 'Average'],
  ['metricCurrConnections', 'CurrConnections', 'Average'],
  ['metricEvictions', 'Evictions', 'Sum'],
  ['metricCacheHitRate', 'CacheHitRate', 'Average'],
] as const)('%s returns %s', (method, metricName, statistic) => {
  expect(cache().construct[method]()).toMatchObject({ namespace: 'AWS/ElastiCache', metricName, statistic });
});

test('to read the alarms and metrics adds no resource', () => {
  const { stack, construct } = cache();
  expect(construct.monitored?.alarms.length).toBeGreaterThan(0);
  expect(construct.metricCpuUtilization().metricName).toBe('CPUUtilization');
  expect(templateOf(stack).toJSON()).toEqual(templateOf(cacheOnly()).toJSON());
});

/** A cache whose alarms nobody reads. */
function cacheOnly() {
  const stack = threeZoneStack();
  new CacheConstruct(stack, 'Cache', { provider: new AWSProvider(), vpc: existingVpc(stack) });
  return stack;
}
