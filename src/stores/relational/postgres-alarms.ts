import { aws_cloudwatch as cloudwatch, type aws_ec2 as ec2, Token } from 'aws-cdk-lib';
import { isBurstable, memoryOfType } from '../../engines/instance-size';
import type { AlarmDefinition } from '../../monitoring/alarm-definition';
import { creditsLow, memoryLow } from '../../monitoring/common-alarms';
import { type DashboardGraph, DashboardSection } from '../../monitoring/dashboard-graph';
import type { PartMetrics } from '../../monitoring/part-metrics';
import { AlarmSeverity } from '../../providers/monitoring-settings';
import { manyConnectionsOfInstance } from './connection-limit';

/** What the thresholds of a PostgreSQL instance depend on. */
export interface MonitoredInstance {
  readonly metrics: PartMetrics;
  readonly instanceType: ec2.InstanceType;
  /** In GiB; undefined for a restored instance, which has the storage of its source. */
  readonly allocatedStorage?: number;
  /** In GiB; undefined if the storage does not grow. */
  readonly maxAllocatedStorage?: number;
  readonly insights: boolean;
}

/** Returns the alarms of a PostgreSQL instance. */
export function alarmsOfInstance(instance: MonitoredInstance): AlarmDefinition[] {
  const { metrics, instanceType, insights } = instance;
  const type = instanceType.toString();
  return [
    {
      alarmId: 'StorageLow',
      metric: metrics.metric('FreeStorageSpace'),
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: lowStorage(instance),
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING, // the alarm that tells of a silent instance
      severity: AlarmSeverity.PAGE,
      summary: 'The database has almost no free storage and will stop, or it sends no metrics.',
      firstStep: 'Raise `maxAllocatedStorage`, and drop replication slots that keep the write-ahead log.',
    },
    {
      alarmId: 'ConnectionsHigh',
      metric: metrics.metric('DatabaseConnections'),
      threshold: manyConnectionsOfInstance(instanceType),
      evaluationPeriods: 5,
      severity: AlarmSeverity.PAGE,
      summary: 'The database has almost as many connections as it takes, and will soon refuse new ones.',
      firstStep: 'Look in `pg_stat_activity` for the workload with the most connections; a proxy shares connections.',
    },
    {
      alarmId: 'CpuHigh',
      metric: metrics.metric('CPUUtilization'),
      threshold: 90,
      maxThreshold: 100,
      evaluationPeriods: 15,
      summary: 'The processors of the database have been busy for 15 minutes.',
      firstStep: 'Look at the top statements in Database Insights.',
    },
    ...(isBurstable(type) ? [creditsLow(metrics, CREDITS_LOW)] : []),
    memoryLow(metrics, memoryOfType(type), {
      summary: 'The instance has had less than 10 % of its memory free for 15 minutes.',
      firstStep: 'Look at SwapUsage, the number of connections and `work_mem`, then plan a larger instance.',
    }),
    transactionIdsHigh(metrics),
    ...(insights ? [loadHigh(metrics)] : []),
    {
      alarmId: 'DiskQueue',
      metric: metrics.metric('DiskQueueDepth'),
      threshold: 64,
      evaluationPeriods: 15,
      summary: 'Reads and writes of the database have been waiting for the disk for 15 minutes.',
      firstStep: 'Compare ReadLatency and WriteLatency with 20 ms, and look for statements that read whole tables.',
    },
  ];
}

/** Returns the graphs of a PostgreSQL instance. */
export function graphsOfInstance({ metrics, instanceType, insights }: MonitoredInstance): DashboardGraph[] {
  const section = DashboardSection.STORES;
  return [
    { section, title: CPU, metrics: [metrics.metric('CPUUtilization')], limit: 90 },
    {
      section,
      title: CONNECTIONS,
      metrics: [metrics.metric('DatabaseConnections')],
      limit: manyConnectionsOfInstance(instanceType),
    },
    { section, title: 'Free storage, bytes', metrics: [metrics.metric('FreeStorageSpace')] },
    ...(insights
      ? [{ section, title: 'Load per vCPU', metrics: [metrics.metric('DBLoadRelativeToNumVCPUs')], limit: 1 }]
      : []),
  ];
}

/** The alarm of a PostgreSQL database whose transaction ids are not reclaimed. */
export function transactionIdsHigh(metrics: PartMetrics): AlarmDefinition {
  return {
    alarmId: 'XidsHigh',
    metric: metrics.metric('MaximumUsedTransactionIDs'),
    threshold: 1_000_000_000,
    summary: 'A billion transaction ids are in use; the database stops at two billion.',
    firstStep: 'Find the oldest transaction and replication slot, end them, and run `VACUUM (FREEZE)`.',
  };
}

function loadHigh(metrics: PartMetrics): AlarmDefinition {
  return {
    alarmId: 'LoadHigh',
    metric: metrics.metric('DBLoadRelativeToNumVCPUs'),
    threshold: 1,
    evaluationPeriods: 15,
    summary: 'More sessions have been active than the instance has processors, for 15 minutes.',
    firstStep: 'Look at the wait events of the top statements in Database Insights.',
  };
}

/**
 * Storage grows when less than 10 % is free, at most every six hours: below half of that, it does not grow fast enough. An
 * instance whose storage does not grow needs an alarm earlier.
 */
function lowStorage({ allocatedStorage, maxAllocatedStorage }: MonitoredInstance): number | undefined {
  if (allocatedStorage === undefined || Token.isUnresolved(allocatedStorage)) {
    return undefined;
  }
  const part = maxAllocatedStorage === undefined ? 0.1 : 0.05;
  return Math.round(Math.max(1, part * allocatedStorage) * GIBIBYTE);
}

/** The titles of graphs that several kinds of stores have. */
export const CPU = 'CPU, %';
export const CONNECTIONS = 'Connections';

const CREDITS_LOW = {
  summary: 'The burstable instance has almost used up its CPU credits.',
  firstStep: 'Look for the load that uses them, and plan an instance of an m class: surplus credits are billed.',
};

const GIBIBYTE = 2 ** 30;
