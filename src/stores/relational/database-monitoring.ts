import {
  Aws,
  type Duration,
  aws_iam as iam,
  type aws_kms as kms,
  type aws_logs as logs,
  RemovalPolicy,
  aws_rds as rds,
  Stack,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../../private/acknowledge';
import { layered } from '../../private/layered';
import { snapshotAsDestroy } from '../../private/removal-policies';
import { refuse, requireTokenIn } from '../../private/validation';
import type { ResolvedEnvironment } from '../../providers/resolved-environment';
import type { StoreContext } from '../store-contract';
import type { DatabaseMonitoringOptions } from '../store-options';

/** The resolved monitoring settings of a database. */
export interface DatabaseMonitoring {
  readonly monitoringInterval: Duration;
  readonly insights: boolean;
  readonly logExports: boolean;
  readonly logRetention: logs.RetentionDays;
  /** The role of Enhanced Monitoring; undefined if the store creates one, or shares that of its siblings. */
  readonly monitoringRole?: iam.IRole;
}

/** Resolves the settings: the store's own options, then the defaults of every store, then the environment. */
export function databaseMonitoring(
  { defaults, _monitoringRole: monitoringRole }: StoreContext,
  { database, retention }: ResolvedEnvironment,
  own: DatabaseMonitoringOptions,
): DatabaseMonitoring {
  const { monitoringInterval, insights, logExports } = database;
  return {
    ...layered({ monitoringInterval, insights, logExports }, defaults, own),
    logRetention: retention.logRetention,
    monitoringRole,
  };
}

/** The settings of a database that its monitoring depends on. */
interface MonitoredDatabase extends DatabaseMonitoring {
  readonly encryptionKey?: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
}

/** Converts the settings to the monitoring props that instances and clusters have in common. */
export function monitoringProps(
  scope: Construct,
  { monitoringInterval, monitoringRole, insights, encryptionKey, removalPolicy }: MonitoredDatabase,
): Partial<rds.DatabaseInstanceProps & rds.DatabaseClusterProps> {
  return {
    monitoringInterval,
    monitoringRole: isMonitored(monitoringInterval)
      ? (monitoringRole ?? MonitoringRole.of(scope, removalPolicy))
      : undefined,
    enablePerformanceInsights: insights,
    performanceInsightEncryptionKey: insights ? encryptionKey : undefined,
    databaseInsightsMode: insights ? rds.DatabaseInsightsMode.STANDARD : undefined,
  };
}

/** Whether an interval enables Enhanced Monitoring. */
export function isMonitored(interval: Duration): boolean {
  return interval.isUnresolved() || interval.toSeconds() > 0;
}

/** Rejects an interval that RDS does not support. Accepts a token in seconds, which is unknown at synthesis. */
export function requireMonitoringInterval(scope: Construct, interval: Duration): void {
  requireTokenIn(scope, 'monitoringInterval', interval, 'seconds');
  if (!interval.isUnresolved() && !INTERVALS.includes(interval.toMilliseconds())) {
    throw refuse(scope, {
      prop: 'monitoringInterval',
      got: interval,
      allowed: '0, 1, 5, 10, 15, 30 or 60 seconds',
      fix: 'Use `Duration.seconds(0)` to disable Enhanced Monitoring.',
    });
  }
}

const INTERVALS = [0, 1, 5, 10, 15, 30, 60].map((seconds) => seconds * 1000);

/** The role with which RDS writes operating system metrics to CloudWatch Logs. */
export class MonitoringRole extends iam.Role {
  /** Returns the role that a store shares with its sibling stores, and creates it for the first of them. */
  public static of(store: Construct, removalPolicy: RemovalPolicy): MonitoringRole {
    const { scope } = store.node;
    return MonitoringRole.in(Construct.isConstruct(scope) && !Stack.isStack(store) ? scope : store, removalPolicy);
  }

  /**
   * Returns the role that the stores in a scope share. It is retained if one of the stores is: a retained database goes on
   * using it.
   */
  public static in(parent: Construct, removalPolicy: RemovalPolicy): MonitoringRole {
    const existing = parent.node.tryFindChild(ROLE_ID);
    const role = existing instanceof MonitoringRole ? existing : new MonitoringRole(parent);
    if (snapshotAsDestroy(removalPolicy) !== RemovalPolicy.DESTROY) {
      role.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
    return role;
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
        'AWS maintains this policy for Enhanced Monitoring: it allows RDS to write to the log group RDSOSMetrics only.',
    });
  }
}

const ROLE_ID = 'MonitoringRole';
