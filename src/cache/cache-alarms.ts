import { aws_cloudwatch as cloudwatch, type aws_elasticache as elasticache, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { hasTwoProcessors, isBurstable } from '../engines/instance-size';
import type { AlarmDefinition } from '../monitoring/alarm-definition';
import { creditsLow } from '../monitoring/common-alarms';
import { type DashboardGraph, DashboardSection } from '../monitoring/dashboard-graph';
import type { IMonitored } from '../monitoring/monitored';
import { type PartMetrics, sumOf } from '../monitoring/part-metrics';
import { AlarmSeverity } from '../providers/monitoring-settings';
import { rotatingFunctionsOf, rotationAlarms, rotationGraphs } from '../rotation/rotation-alarms';
import { metricsOfNode, ofNodeId } from './cache-metrics';

/** What the alarms of a cache depend on. */
export interface MonitoredCache {
  readonly replicationGroup: elasticache.CfnReplicationGroup;
  readonly nodeType: string;
  readonly nodes: number;
  /** The scopes of the users of services, by the names of the services. */
  readonly users: ReadonlyMap<string, IConstruct>;
}

/** Returns the alarms and graphs of a cache. Roles move between nodes, so that each node has its alarms. */
export function monitoredCache(cache: IConstruct, props: MonitoredCache): IMonitored {
  const { replicationGroup, nodeType, users } = props;
  const nodes = nodesOf(props).map((node) => ({ node, metrics: metricsOfNode(replicationGroup, node) }));
  const functions = [
    ...rotatingFunctionsOf(cache),
    ...[...users].flatMap(([service, scope]) => rotatingFunctionsOf(scope, service)),
  ];
  return {
    alarms: [
      ...nodes.flatMap(({ node, metrics }) => alarmsOfNode(node, metrics, nodeType)),
      ...alarmsOfAllNodes(nodes.map(({ metrics }) => metrics)),
      ...rotationAlarms(functions),
    ],
    graphs: [...graphsOfNodes(nodes, nodeType), ...rotationGraphs(functions)],
  };
}

function alarmsOfNode(resource: string, metrics: PartMetrics, nodeType: string): AlarmDefinition[] {
  return [
    {
      alarmId: 'MemoryHigh',
      resource,
      metric: metrics.metric('DatabaseMemoryUsagePercentage'),
      threshold: 90,
      maxThreshold: 100,
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING, // the alarm that tells of a silent node
      severity: AlarmSeverity.PAGE,
      summary: 'The memory of a node is almost full, or the node sends no metrics.',
      firstStep: 'Look at Evictions and at the largest keys, then use a larger node type.',
    },
    {
      alarmId: 'CpuHigh',
      resource,
      metric: cpuOf(metrics, nodeType),
      threshold: 90,
      maxThreshold: 100,
      evaluationPeriods: 5,
      summary: 'A node has been busy for five minutes, and answers slowly.',
      firstStep: 'Look for slow commands in the slow log, such as KEYS, and for the service that sends them.',
    },
    {
      alarmId: 'ConnectionsHigh',
      resource,
      metric: metrics.metric('CurrConnections', ofNodeId()),
      threshold: MANY_CONNECTIONS,
      evaluationPeriods: 10,
      summary: 'A node has four fifths of the connections that it takes, and will soon refuse new ones.',
      firstStep: 'Look at NewConnections: a workload that connects for each request needs a pool.',
    },
    {
      alarmId: 'Overloaded',
      resource,
      metric: metrics.metric('TrafficManagementActive'),
      comparison: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: 1,
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      summary: 'ElastiCache slows down the clients of a node, because the node is too small for them.',
      firstStep: 'Use a larger node type.',
    },
    ...(isBurstable(nodeType) ? [creditsLow(metrics, { resource, ...CREDITS_LOW })] : []),
    {
      alarmId: 'ReplicationLag',
      resource,
      metric: metrics.metric('ReplicationLag'),
      threshold: 5,
      evaluationPeriods: 15,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      summary: 'A replica returns data that is more than five seconds old, which a failover would lose.',
      firstStep: 'Look for a burst of writes, and for a node whose network or processors are busy.',
    },
  ];
}

function alarmsOfAllNodes(nodes: readonly PartMetrics[]): AlarmDefinition[] {
  const sum = (metricName: string) => sumOf(nodes.map((node) => node.metric(metricName)));
  return [
    {
      alarmId: 'Evictions',
      metric: sum('Evictions'),
      threshold: 0,
      evaluationPeriods: 3,
      summary: 'The cache has been removing keys to make room for 15 minutes.',
      firstStep: 'Look for the service whose keys have no time to live, then use a larger node type.',
    },
    {
      alarmId: 'AuthenticationFailures',
      metric: sum('AuthenticationFailures'),
      threshold: 10,
      summary: 'The cache refuses logins: a client has an old password, or somebody guesses passwords.',
      firstStep: 'Restart the workloads that read their secret before the last rotation.',
    },
  ];
}

/** The graphs of nodes, each of which is a line. */
function graphsOfNodes(
  nodes: readonly { readonly node: string; readonly metrics: PartMetrics }[],
  nodeType: string,
): DashboardGraph[] {
  const lines = (metric: (metrics: PartMetrics) => cloudwatch.Metric) =>
    nodes.map(({ node, metrics }) => metric(metrics).with({ label: node }));
  const section = DashboardSection.CACHE;
  return [
    {
      section: DashboardSection.SERVICE,
      title: 'Cache hits, %',
      metrics: lines((metrics) => metrics.metric('CacheHitRate')),
    },
    { section, title: 'CPU, %', metrics: lines((metrics) => cpuOf(metrics, nodeType)), limit: 90 },
    {
      section,
      title: 'Memory, %',
      metrics: lines((metrics) => metrics.metric('DatabaseMemoryUsagePercentage')),
      limit: 90,
    },
    {
      section,
      title: 'Connections',
      metrics: lines((metrics) => metrics.metric('CurrConnections', ofNodeId())),
      limit: MANY_CONNECTIONS,
    },
    { section, title: 'New connections', metrics: lines((metrics) => metrics.metric('NewConnections', ofNodeId())) },
    { section, title: 'Evictions', metrics: lines((metrics) => metrics.metric('Evictions')) },
  ];
}

/** The engine has one main thread: on larger nodes, its use says more than that of all processors. */
function cpuOf(metrics: PartMetrics, nodeType: string): cloudwatch.Metric {
  return hasTwoProcessors(nodeType)
    ? metrics.metric('CPUUtilization', ofNodeId())
    : metrics.metric('EngineCPUUtilization');
}

/** The numbers of the nodes, as ElastiCache writes them. If their number is a token, one node is certain. */
function nodesOf({ nodes }: MonitoredCache): string[] {
  const length = Token.isUnresolved(nodes) ? 1 : nodes;
  return Array.from({ length }, (_, index) => String(index + 1).padStart(3, '0'));
}

/** 80 percent of the 65,000 that ElastiCache takes. */
const MANY_CONNECTIONS = 52_000;

const CREDITS_LOW = {
  summary: 'A burstable node has almost used up its CPU credits.',
  firstStep: 'Look for the load that uses them, and plan nodes of an m or r class.',
};
