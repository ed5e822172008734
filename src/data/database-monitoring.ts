import { type Duration, type aws_kms as kms, type aws_logs as logs, aws_rds as rds } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse, requireTokenIn } from '../private/validation';
import { completeSettings } from '../providers/complete-settings';
import { MonitoringRole } from './monitoring-role';
import type { StoreContext } from './store';
import type { DatabaseMonitoringOptions } from './store-options';

/** How a database is watched. */
export interface DatabaseMonitoring {
  readonly monitoringInterval: Duration;
  readonly insights: boolean;
  readonly logExports: boolean;
  readonly logRetention: logs.RetentionDays;
}

/** The store's own options before those of all stores, and those before the environment's answers. */
export function databaseMonitoring(
  { provider, defaults }: StoreContext,
  own: DatabaseMonitoringOptions,
): DatabaseMonitoring {
  const { database, retention } = completeSettings(provider);
  return {
    monitoringInterval: own.monitoringInterval ?? defaults?.monitoringInterval ?? database.monitoringInterval,
    insights: own.insights ?? defaults?.insights ?? database.insights,
    logExports: own.logExports ?? defaults?.logExports ?? database.logExports,
    logRetention: retention.logRetention,
  };
}

/** What instances and clusters of RDS are told about their monitoring, in the same words. */
export function monitoringProps(
  scope: Construct,
  { monitoringInterval, insights, encryptionKey }: DatabaseMonitoring & { readonly encryptionKey?: kms.IKey },
): Partial<rds.DatabaseInstanceProps & rds.DatabaseClusterProps> {
  const off = !monitoringInterval.isUnresolved() && monitoringInterval.toSeconds() === 0;
  return {
    monitoringInterval,
    monitoringRole: off ? undefined : MonitoringRole.of(scope),
    enablePerformanceInsights: insights,
    performanceInsightEncryptionKey: insights ? encryptionKey : undefined,
    databaseInsightsMode: insights ? rds.DatabaseInsightsMode.STANDARD : undefined,
  };
}

/** Refuses an interval that RDS does not know; a token in seconds passes. */
export function requireMonitoringInterval(scope: Construct, interval: Duration): void {
  requireTokenIn(scope, 'monitoringInterval', interval, 'seconds');
  if (!interval.isUnresolved() && !INTERVALS.includes(interval.toMilliseconds())) {
    throw refuse(scope, {
      prop: 'monitoringInterval',
      got: interval,
      allowed: 'every 1, 5, 10, 15, 30 or 60 seconds, or 0',
      fix: 'Use `Duration.seconds(0)` to switch it off.',
    });
  }
}

const INTERVALS = [0, 1, 5, 10, 15, 30, 60].map((seconds) => seconds * 1000);
