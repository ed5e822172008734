import type { CfnResource, aws_kms as kms, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createLogGroup } from '../private/log-group';
import { snapshotAsDestroy } from '../private/removal-policies';

/** The logs that a database writes to CloudWatch. */
export interface ExportedLogs {
  /** What AWS puts before the name of a log, for example `/aws/rds/instance/orders`. */
  readonly prefix: string;
  /** What AWS calls the logs, by the construct ids of their groups. */
  readonly logs: Record<string, string>;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: kms.IKey;
}

/** Makes the log groups before the database would: without a key, and kept for ever. */
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
