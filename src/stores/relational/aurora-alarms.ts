import { aws_cloudwatch as cloudwatch, Token } from 'aws-cdk-lib';
import type { AlarmDefinition } from '../../monitoring/alarm-definition';
import { writerDown } from '../../monitoring/common-alarms';
import { type DashboardGraph, DashboardSection } from '../../monitoring/dashboard-graph';
import type { PartMetrics } from '../../monitoring/part-metrics';
import { AlarmSeverity } from '../../providers/monitoring-settings';
import { manyConnectionsOfCapacity } from './connection-limit';
import { CONNECTIONS, transactionIdsHigh } from './postgres-alarms';

/** What the alarms of an Aurora cluster depend on. */
export interface MonitoredAurora {
  readonly metrics: PartMetrics;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly readers: number;
}

/** Returns the alarms of an Aurora cluster. One that is paused at capacity 0 publishes no metrics. */
export function alarmsOfAurora(cluster: MonitoredAurora): AlarmDefinition[] {
  const { metrics, minCapacity, maxCapacity, readers } = cluster;
  return [
    ...(!Token.isUnresolved(minCapacity) && minCapacity > 0 ? [writerDown(metrics, WRITER_DOWN)] : []),
    {
      alarmId: 'ConnectionsHigh',
      metric: metrics.of(WRITER).metric('DatabaseConnections'),
      threshold: manyConnectionsOfCapacity(minCapacity, maxCapacity),
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      severity: AlarmSeverity.PAGE,
      summary: 'The writer has almost as many connections as it takes, and will soon refuse new ones.',
      firstStep: 'Look in `pg_stat_activity` for the workload with the most connections; a proxy shares connections.',
    },
    {
      alarmId: 'AcuHigh',
      metric: metrics.metric('ACUUtilization'),
      threshold: 90,
      maxThreshold: 100,
      evaluationPeriods: 15,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      summary: 'The cluster has been near its maximum capacity for 15 minutes.',
      firstStep: 'Look at the top statements in Database Insights, then raise `maxCapacity`.',
    },
    ...(readers > 0 ? [replicaLag(metrics)] : []),
    {
      alarmId: 'Deadlocks',
      metric: metrics.metric('Deadlocks'),
      threshold: 0.1,
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      summary: 'Transactions block one another, and the database ends some of them.',
      firstStep: 'Read the statements of the deadlocks in the PostgreSQL log.',
    },
    transactionIdsHigh(metrics),
  ];
}

/** Returns the graphs of an Aurora cluster. */
export function graphsOfAurora({ metrics, minCapacity, maxCapacity }: MonitoredAurora): DashboardGraph[] {
  const section = DashboardSection.STORES;
  return [
    { section, title: 'Used capacity, %', metrics: [metrics.metric('ACUUtilization')], limit: 90 },
    {
      section,
      title: CONNECTIONS,
      metrics: [metrics.of(WRITER).metric('DatabaseConnections')],
      limit: manyConnectionsOfCapacity(minCapacity, maxCapacity),
    },
    { section, title: 'Capacity, ACU', metrics: [metrics.metric('ServerlessDatabaseCapacity')] },
  ];
}

function replicaLag(metrics: PartMetrics): AlarmDefinition {
  return {
    alarmId: 'ReplicaLag',
    metric: metrics.metric('AuroraReplicaLagMaximum'),
    threshold: 2_000,
    evaluationPeriods: 5,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    summary: 'A reader returns data that is more than two seconds old.',
    firstStep: 'Look for long statements on the readers, and for a burst of writes.',
  };
}

const WRITER_DOWN = {
  summary: 'The cluster has no running writer, or it sends no metrics.',
  firstStep: 'Look at the events of the cluster in RDS: a failover ends in a minute; otherwise fail over to a reader.',
};

const WRITER = { Role: 'WRITER' };
