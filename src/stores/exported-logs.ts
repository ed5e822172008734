import type { CfnResource, aws_kms as kms, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createLogGroup } from '../private/log-group';
import { snapshotAsDestroy } from '../private/removal-policies';

/** The logs that a database exports to CloudWatch Logs. */
export interface ExportedLogs {
  /** The prefix of the log group names, for example `/aws/rds/instance/orders`. */
  readonly prefix: string;
  /** The names that AWS gives the logs, by the construct ids of their log groups. */
  readonly logs: Record<string, string>;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: kms.IKey;
}

/** Creates the log groups before the database does, which would set neither a key nor a retention. */
export function createExportedLogs(scope: Construct, database: CfnResource, props: ExportedLogs): void {
  for (const [id, log] of Object.entries(props.logs)) {
    const group = createLogGroup(scope, id, {
      logGroupName: `${props.prefix}/${log}`,
      retention: props.logRetention,
      encryptionKey: props.encryptionKey,
      removalPolicy: snapshotAsDestroy(props.removalPolicy),
    });
    database.node.addDependency(group);
  }
}
