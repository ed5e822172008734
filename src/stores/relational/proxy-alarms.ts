import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { AlarmDefinition } from '../../monitoring/alarm-definition';
import { type DashboardGraph, DashboardSection } from '../../monitoring/dashboard-graph';
import type { PartMetrics } from '../../monitoring/part-metrics';
import { AlarmSeverity } from '../../providers/monitoring-settings';

/** Returns the alarms of an RDS proxy. */
export function alarmsOfProxy(metrics: PartMetrics): AlarmDefinition[] {
  const treatMissingData = cloudwatch.TreatMissingData.NOT_BREACHING;
  return [
    {
      alarmId: 'BorrowSlow',
      metric: metrics.metric(BORROW_LATENCY),
      threshold: SECOND,
      evaluationPeriods: 5,
      treatMissingData,
      severity: AlarmSeverity.PAGE,
      summary: 'Clients wait for more than a second until the proxy has a connection to the database for them.',
      firstStep: 'Look at the connections of the database, and for sessions that the proxy pins to one client.',
    },
    {
      alarmId: 'AuthFailed',
      metric: metrics.metric('ClientConnectionsSetupFailedAuth'),
      threshold: 10,
      treatMissingData,
      summary: 'The proxy refuses the logins of clients.',
      firstStep: 'Check whether a workload has an old secret or lacks `rds-db:connect`, and restart it.',
    },
    {
      alarmId: 'SetupFailed',
      metric: metrics.metric('DatabaseConnectionsSetupFailed'),
      threshold: 0,
      evaluationPeriods: 3,
      treatMissingData,
      summary: 'The proxy cannot connect to the database.',
      firstStep: 'Check whether the database is available and has free connections, then read the log of the proxy.',
    },
  ];
}

/** Returns the graphs of an RDS proxy. */
export function graphsOfProxy(metrics: PartMetrics): DashboardGraph[] {
  return [
    {
      section: DashboardSection.STORES,
      title: 'Wait for a connection of the proxy, µs',
      metrics: [metrics.metric(BORROW_LATENCY)],
      limit: SECOND,
    },
  ];
}

const BORROW_LATENCY = 'DatabaseConnectionsBorrowLatency';

/** In microseconds. */
const SECOND = 1_000_000;
