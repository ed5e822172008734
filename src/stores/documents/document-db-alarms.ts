import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isBurstable, memoryOfType } from '../../engines/instance-size';
import type { AlarmDefinition } from '../../monitoring/alarm-definition';
import { creditsLow, memoryLow, writerDown } from '../../monitoring/common-alarms';
import { type DashboardGraph, DashboardSection } from '../../monitoring/dashboard-graph';
import { COUNT, HIGHEST, LOWEST, LOWEST_IN_5_MINUTES, PartMetrics } from '../../monitoring/part-metrics';
import { AlarmSeverity } from '../../providers/monitoring-settings';
import { rotatingFunctionsOf, rotationAlarms, rotationGraphs } from '../../rotation/rotation-alarms';

/** What the alarms of a DocumentDB cluster depend on. */
export interface MonitoredCluster {
  readonly metrics: PartMetrics;
  readonly identifier: string;
  readonly instanceType: ec2.InstanceType;
  readonly instances: number;
}

/** Returns the metrics of a DocumentDB cluster. */
export function metricsOfCluster(scope: IConstruct, identifier: string): PartMetrics {
  return new PartMetrics(scope, {
    namespace: NAMESPACE,
    dimensions: { DBClusterIdentifier: identifier },
    fitting: {
      AvailableMVCCIds: LOWEST,
      CPUCreditBalance: LOWEST_IN_5_MINUTES,
      CPUUtilization: HIGHEST, // of the instances
      DBClusterReplicaLagMaximum: HIGHEST,
      FreeableMemory: LOWEST, // of the instances: another one could hide it in an average
      LowMemNumOperationsThrottled: COUNT,
    },
  });
}

/**
 * Returns the alarms of a DocumentDB cluster.
 * @param scope the scope of the store
 */
export function alarmsOfCluster(scope: IConstruct, cluster: MonitoredCluster): AlarmDefinition[] {
  const { metrics, instanceType, instances } = cluster;
  const type = instanceType.toString();
  return [
    writerDown(metrics, {
      summary: 'The cluster has no running primary, or it sends no metrics.',
      firstStep:
        'Look at the events of the cluster: a failover ends in a minute; otherwise fail over to another instance.',
    }),
    ...connectionsOf(scope, cluster).map(({ resource, metric }) => ({
      alarmId: 'ConnectionsHigh',
      resource,
      metric,
      threshold: ALMOST_ALL,
      maxThreshold: 100,
      evaluationPeriods: 5,
      severity: AlarmSeverity.PAGE,
      summary: 'The instance has almost as many connections as it takes, and will soon refuse new ones.',
      firstStep: 'Look for the workload with the most connections, restart it, and limit the pool of its driver.',
    })),
    {
      alarmId: 'CpuHigh',
      metric: metrics.metric('CPUUtilization'),
      threshold: 90,
      maxThreshold: 100,
      evaluationPeriods: 15,
      summary: 'The processors of an instance have been busy for 15 minutes.',
      firstStep: 'List the running operations with `currentOp`, and look for those without an index.',
    },
    ...(isBurstable(type) ? [creditsLow(metrics, CREDITS_LOW)] : []),
    memoryLow(metrics, memoryOfType(type), {
      summary: 'An instance has had less than 10 % of its memory free for 15 minutes.',
      firstStep: 'Look at the cache hit ratio and the number of connections, then plan larger instances.',
    }),
    {
      alarmId: 'LowMemory',
      metric: metrics.metric('LowMemNumOperationsThrottled'),
      threshold: 0,
      evaluationPeriods: 5,
      summary: 'The cluster delays operations because it has too little memory.',
      firstStep: 'Look for operations that scan whole collections, then plan larger instances.',
    },
    ...(instances > 1 ? [replicaLag(metrics)] : []),
    ...rotationAlarms(rotatingFunctionsOf(scope)),
  ];
}

/**
 * Returns the graphs of a DocumentDB cluster.
 * @param scope the scope of the store
 */
export function graphsOfCluster(scope: IConstruct, cluster: MonitoredCluster): DashboardGraph[] {
  const { metrics } = cluster;
  const section = DashboardSection.STORES;
  return [
    { section, title: 'CPU, %', metrics: [metrics.metric('CPUUtilization')], limit: 90 },
    {
      section,
      title: 'Connections of DocumentDB, % of the limit',
      metrics: connectionsOf(scope, cluster).map(({ resource, metric }) => metric.with({ label: resource })),
      limit: ALMOST_ALL,
    },
    { section, title: 'Available MVCC ids', metrics: [metrics.metric('AvailableMVCCIds')] },
    ...rotationGraphs(rotatingFunctionsOf(scope)),
  ];
}

/** The used part of the connections of each instance, by the number of the instance. */
function connectionsOf(scope: IConstruct, { identifier, instances }: MonitoredCluster) {
  return Array.from({ length: instances }, (_, index) => {
    const resource = String(index + 1);
    const metrics = new PartMetrics(scope, {
      namespace: NAMESPACE,
      dimensions: { DBInstanceIdentifier: `${identifier}-${resource}` }, // as the CDK numbers the instances
      fitting: { DatabaseConnectionsMax: HIGHEST, DatabaseConnectionsLimit: HIGHEST },
    });
    return { resource, metric: metrics.percentage('DatabaseConnectionsMax', 'DatabaseConnectionsLimit') };
  });
}

function replicaLag(metrics: PartMetrics): AlarmDefinition {
  return {
    alarmId: 'ReplicaLag',
    metric: metrics.metric('DBClusterReplicaLagMaximum'),
    threshold: 2_000,
    evaluationPeriods: 5,
    summary: 'A replica returns data that is more than two seconds old.',
    firstStep: 'Look for long operations on the replicas, and for a burst of writes.',
  };
}

const CREDITS_LOW = {
  summary: 'A burstable instance has almost used up its CPU credits.',
  firstStep: 'Look for the load that uses them, and plan instances of an r class.',
};

const NAMESPACE = 'AWS/DocDB';

/** In percent of the connections that an instance takes. */
const ALMOST_ALL = 85;
