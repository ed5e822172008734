import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AlarmDefinition } from '../monitoring/alarm-definition';
import { type DashboardGraph, DashboardSection } from '../monitoring/dashboard-graph';
import type { IMonitored } from '../monitoring/monitored';
import { MINUTE, type PartMetrics } from '../monitoring/part-metrics';
import type { BrokerDeploymentMode } from '../providers/environment-settings';
import { AlarmSeverity } from '../providers/monitoring-settings';
import { rotatingFunctionsOf, rotationAlarms, rotationGraphs } from '../rotation/rotation-alarms';
import { metricsOfBroker, NAMESPACE } from './broker-metrics';
import { type BrokerSize, sizeOfBroker } from './broker-sizes';

/** What the alarms of a broker depend on. */
export interface MonitoredBroker {
  readonly brokerName: string;
  readonly instanceType: string;
  readonly deploymentMode: BrokerDeploymentMode;
  /** The number of waiting messages from which on there is an alarm. */
  readonly backlogThreshold: number;
}

/** Returns the alarms and graphs of a broker. */
export function monitoredBroker(broker: IConstruct, props: MonitoredBroker): IMonitored {
  const metrics = metricsOfBroker(broker, props.brokerName);
  const functions = rotatingFunctionsOf(broker);
  const size = sizeOfBroker(props.instanceType, props.deploymentMode);
  return {
    alarms: [
      memoryHigh(metrics, props, size),
      diskLow(props, size),
      noConsumers(metrics),
      {
        alarmId: 'CpuHigh',
        metric: ofNodes('MAX', 'SystemCpuUtilization', props),
        threshold: 80,
        maxThreshold: 100,
        evaluationPeriods: 15,
        summary: 'The processors of a node of the broker have been busy for 15 minutes.',
        firstStep: 'Look for a workload that opens a connection or a channel for each message.',
      },
      {
        alarmId: 'Backlog',
        metric: metrics.metric('MessageReadyCount'),
        threshold: props.backlogThreshold,
        evaluationPeriods: 15,
        summary: 'Messages have been waiting for consumers for 15 minutes, more than usual.',
        firstStep: 'Find the longest queue in the console of RabbitMQ, and add tasks to the service that reads it.',
      },
      {
        alarmId: 'Unacked',
        metric: metrics.metric('MessageUnacknowledgedCount'),
        threshold: 10_000,
        evaluationPeriods: 15,
        summary: 'Consumers have had many messages for 15 minutes without acknowledging them.',
        firstStep: 'Look for a stuck consumer, and limit the prefetch count of the service.',
      },
      ...rotationAlarms(functions),
    ],
    graphs: [...graphsOfBroker(metrics, props, size), ...rotationGraphs(functions)],
  };
}

/**
 * The broker's own values are sums of its nodes, which hide that one is full. One full node blocks all publishers. A type
 * with an unknown limit has only those sums.
 */
function memoryHigh(metrics: PartMetrics, broker: MonitoredBroker, size?: BrokerSize): AlarmDefinition {
  return {
    alarmId: 'MemoryHigh',
    ...(size
      ? { metric: ofNodes('MAX', 'RabbitMQMemUsed', broker), threshold: highMemory(size) }
      : { metric: metrics.percentage('RabbitMQMemUsed', 'RabbitMQMemLimit'), threshold: 80, maxThreshold: 100 }),
    evaluationPeriods: 5,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING, // the alarm that tells of a silent broker
    severity: AlarmSeverity.PAGE,
    summary:
      'A node of the broker is near the memory at which the broker stops all publishers, or it sends no metrics.',
    firstStep:
      'Drain the longest queues: add consumers, or purge what nobody needs. Amazon MQ refuses a restart meanwhile.',
  };
}

function diskLow(broker: MonitoredBroker, size?: BrokerSize): AlarmDefinition {
  return {
    alarmId: 'DiskLow',
    metric: ofNodes('MIN', 'RabbitMQDiskFree', broker),
    comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: size && lowDisk(size),
    evaluationPeriods: 5,
    severity: AlarmSeverity.PAGE,
    summary: 'A node of the broker has little free storage; the broker stops all publishers when it is full.',
    firstStep: 'Drain or purge the longest queues; a larger instance type has more storage.',
  };
}

function noConsumers(metrics: PartMetrics): AlarmDefinition {
  return {
    alarmId: 'NoConsumers',
    metric: new cloudwatch.MathExpression({
      expression: 'IF(ready>0 AND consumers==0,1,0)',
      usingMetrics: { ready: metrics.metric('MessageReadyCount'), consumers: metrics.metric('ConsumerCount') },
      period: MINUTE,
    }),
    comparison: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 1,
    maxThreshold: 1,
    evaluationPeriods: 15,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    severity: AlarmSeverity.PAGE,
    summary: 'Messages have been waiting for 15 minutes, and no service reads any queue.',
    firstStep: 'Find out which service is down, or cannot log in to the broker, and restart it.',
  };
}

function graphsOfBroker(metrics: PartMetrics, broker: MonitoredBroker, size?: BrokerSize): DashboardGraph[] {
  const section = DashboardSection.MESSAGING;
  const served = DashboardSection.SERVICE;
  return [
    {
      section: served,
      title: 'Messages that wait',
      metrics: [metrics.metric('MessageReadyCount')],
      limit: broker.backlogThreshold,
    },
    { section: served, title: 'Consumers', metrics: [metrics.metric('ConsumerCount')] },
    {
      section: served,
      title: 'Messages, per second',
      metrics: [
        metrics.metric('PublishRate', { label: 'published' }),
        metrics.metric('AckRate', { label: 'acknowledged' }),
      ],
    },
    {
      section,
      title: 'Memory of each node, bytes',
      metrics: [eachNode('Maximum', 'RabbitMQMemUsed', broker)],
      limit: size && highMemory(size),
    },
    {
      section,
      title: 'Free storage of each node, bytes',
      metrics: [eachNode('Minimum', 'RabbitMQDiskFree', broker)],
      limit: size && lowDisk(size),
    },
    {
      section,
      title: 'CPU of each node, %',
      metrics: [eachNode('Maximum', 'SystemCpuUtilization', broker)],
      limit: 80,
    },
    {
      section,
      title: 'Unacknowledged messages',
      metrics: [metrics.metric('MessageUnacknowledgedCount')],
      limit: 10_000,
    },
  ];
}

/** A query over the nodes, whose names CloudFormation does not know. An alarm takes no search expression. */
function ofNodes(aggregate: 'MAX' | 'MIN', metricName: string, { brokerName }: MonitoredBroker): cloudwatch.IMetric {
  return new cloudwatch.MathExpression({
    expression: `SELECT ${aggregate}(${metricName}) FROM SCHEMA("${NAMESPACE}", Broker, Node) WHERE Broker = '${brokerName}'`,
    usingMetrics: {},
    period: MINUTE,
  });
}

/** A line for each node on a dashboard. */
function eachNode(
  statistic: 'Maximum' | 'Minimum',
  metricName: string,
  { brokerName }: MonitoredBroker,
): cloudwatch.IMetric {
  const search = `{${NAMESPACE},Broker,Node} MetricName="${metricName}" Broker="${brokerName}"`;
  return new cloudwatch.SearchExpression({
    expression: `SEARCH('${search}', '${statistic}', ${MINUTE.toSeconds()})`,
    period: MINUTE,
  });
}

function highMemory({ watermark }: BrokerSize): number {
  return Math.round(0.8 * watermark * GIBIBYTE);
}

/** A quarter of the storage above the limit at which the broker stops all publishers. */
function lowDisk({ disk, leastFree }: BrokerSize): number {
  return Math.round((leastFree + 0.25 * (disk - leastFree)) * GIBIBYTE);
}

const GIBIBYTE = 2 ** 30;
