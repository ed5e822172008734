import { CfnParameter } from 'aws-cdk-lib';
import { AmazonMQConstruct, type AmazonMQOptions, AWSProvider, BrokerDeploymentMode, StagingProvider } from '../../src';
import { alarmOf, alarmsOfSilence, dimensionsOf, rowsOf } from '../support/alarm-rows';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

const GIBIBYTE = 2 ** 30;
const SINGLE = { deploymentMode: BrokerDeploymentMode.SINGLE_INSTANCE };

function broker(options: AmazonMQOptions = {}, provider = new AWSProvider(), stack = threeZoneStack()) {
  const construct = new AmazonMQConstruct(stack, 'Messaging', { provider, vpc: existingVpc(stack), ...options });
  const [{ Properties }] = Object.values(templateOf(stack).findResources('AWS::AmazonMQ::Broker'));
  return { construct, monitored: construct.monitored, name: Properties.BrokerName };
}

const query = (name: string, aggregate: string, metric: string) =>
  `SELECT ${aggregate}(${metric}) FROM SCHEMA("AWS/AmazonMQ", Broker, Node) WHERE Broker = '${name}' 60`;

test('the broker of production has these alarms', () => {
  const { name, monitored } = broker();
  expect(rowsOf(monitored)).toEqual([
    `MemoryHigh | ${query(name, 'MAX', 'RabbitMQMemUsed')} > ${Math.round(3.44 * GIBIBYTE)} 5/5 breaching P`,
    `DiskLow | ${query(name, 'MIN', 'RabbitMQDiskFree')} < ${5.25 * GIBIBYTE} 5/5 missing P`,
    'NoConsumers | IF(ready>0 AND consumers==0,1,0) of MessageReadyCount Maximum 60, ConsumerCount Maximum 60 >= 1 15/15 notBreaching P',
    `CpuHigh | ${query(name, 'MAX', 'SystemCpuUtilization')} > 80 15/15 missing T`,
    'Backlog | MessageReadyCount Maximum 60 > 10000 15/15 missing T',
    'Unacked | MessageUnacknowledgedCount Maximum 60 > 10000 15/15 missing T',
    'RotationFailed-rotation | Errors Sum 300 > 0 1/1 notBreaching T',
    'DeadLetters-rotation | ApproximateNumberOfMessagesVisible Maximum 300 > 0 1/1 notBreaching T',
  ]);
});

test('the dimension of its metrics is its name, and not its id', () => {
  const { name, monitored } = broker();
  expect(dimensionsOf(alarmOf(monitored, 'Backlog').metric)).toEqual({ MessageReadyCount: { Broker: name } });
});

test.each([
  ['mq.m7g.medium', {}, 1.44, 2.75],
  ['mq.m7g.xlarge', {}, 7.44, 7.75],
  ['mq.m7g.2xlarge', SINGLE, 15.44, 57.5],
  ['mq.m7g.16xlarge', {}, 128.08, 87.75],
])(
  'a broker of type %s with %j has alarms above %d GiB of memory and below %d GiB of storage',
  (type, options, memory, disk) => {
    const { monitored } = broker({ instanceType: type, ...options });
    expect(alarmOf(monitored, 'MemoryHigh').threshold).toBe(Math.round(memory * GIBIBYTE));
    expect(alarmOf(monitored, 'DiskLow').threshold).toBe(Math.round(disk * GIBIBYTE));
  },
);

test('a broker of a type without a known limit has the part of the limit that Amazon MQ publishes', () => {
  const { monitored } = broker({ instanceType: 'mq.m5.large', engineVersion: '3.13' });
  expect(rowsOf(monitored)[0]).toBe(
    'MemoryHigh | 100*part/whole1 of RabbitMQMemUsed Maximum 60, RabbitMQMemLimit Average 60 > 80 5/5 breaching P',
  );
  expect(alarmOf(monitored, 'DiskLow').threshold).toBeUndefined();
});

test('a type that only the deployment knows has no limit', () => {
  const stack = threeZoneStack();
  const instanceType = new CfnParameter(stack, 'Type').valueAsString;
  const { monitored } = broker({ instanceType }, new AWSProvider(), stack);
  expect(alarmOf(monitored, 'DiskLow').threshold).toBeUndefined();
});

test('fewer messages that wait make an alarm in staging', () => {
  expect(alarmOf(broker({}, new StagingProvider()).monitored, 'Backlog').threshold).toBe(1_000);
});

test('a silent broker shows with one alarm', () => {
  expect(alarmsOfSilence(broker().monitored)).toEqual(['MemoryHigh']);
});

test('the dashboard searches for the nodes', () => {
  const { name, monitored } = broker();
  const memory = monitored?.graphs.find(({ title }) => title === 'Memory of each node, bytes');
  expect(memory?.metrics[0].toMetricConfig().searchExpression?.expression).toBe(
    `SEARCH('{AWS/AmazonMQ,Broker,Node} MetricName="RabbitMQMemUsed" Broker="${name}"', 'Maximum', 60)`,
  );
});

test.each([
  ['metricMessageReadyCount', 'MessageReadyCount', 'Maximum'],
  ['metricMessageUnacknowledgedCount', 'MessageUnacknowledgedCount', 'Maximum'],
  ['metricConsumerCount', 'ConsumerCount', 'Maximum'],
  ['metricPublishRate', 'PublishRate', 'Average'],
  ['metricAckRate', 'AckRate', 'Average'],
] as const)('%s returns %s', (method, metricName, statistic) => {
  const { construct, name } = broker();
  expect(construct[method]()).toMatchObject({ metricName, statistic, dimensions: { Broker: name } });
});
