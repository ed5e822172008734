import {
  Aws,
  type Duration,
  aws_iam as iam,
  type aws_kms as kms,
  type aws_logs as logs,
  aws_rds as rds,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../../private/acknowledge';
import { layered } from '../../private/layered';
import { refuse, requireTokenIn } from '../../private/validation';
import type { ResolvedEnvironment } from '../../providers/resolved-environment';
import type { StoreContext } from '../store-contract';
import type { DatabaseMonitoringOptions } from '../store-options';

/** How a database is watched. */
export interface DatabaseMonitoring {
  readonly monitoringInterval: Duration;
  readonly insights: boolean;
  readonly logExports: boolean;
  readonly logRetention: logs.RetentionDays;
}

/** How a database is monitored: its own options, then those of all stores, then the environment's answers. */
export function databaseMonitoring(
  { defaults }: StoreContext,
  { database, retention }: ResolvedEnvironment,
  own: DatabaseMonitoringOptions,
): DatabaseMonitoring {
  const { monitoringInterval, insights, logExports } = database;
  return {
    ...layered({ monitoringInterval, insights, logExports }, defaults, own),
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

/** The role in which RDS writes what the operating systems of databases measure. */
class MonitoringRole extends iam.Role {
  /** The one role of a store and its neighbours, made for the first of them that asks. */
  public static of(store: Construct): MonitoringRole {
    const { scope } = store.node;
    const parent = Construct.isConstruct(scope) && !Stack.isStack(store) ? scope : store;
    const existing = parent.node.tryFindChild(ROLE_ID);
    return existing instanceof MonitoringRole ? existing : new MonitoringRole(parent);
  }

  private constructor(scope: Construct) {
    super(scope, ROLE_ID, {
      description: 'Enhanced monitoring of databases',
      assumedBy: new iam.ServicePrincipal('monitoring.rds.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonRDSEnhancedMonitoringRole')],
    });
    acknowledge(this, {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]',
      reason:
        'AWS keeps this policy for this one purpose: it lets RDS write to the log group RDSOSMetrics, and nothing else.',
    });
  }
}

const ROLE_ID = 'MonitoringRole';
