import type { Duration, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { RestoreOptions } from '../restore-options';
import type { StoreOptions } from '../store-options';

/** What may be tuned about a DocumentDB cluster. */
export interface DocumentDbOptions extends StoreOptions, RestoreOptions {
  /**
   * DocumentDB version, as 8.0.0 or 5.0.0.
   *
   * In a deployed stack CloudFormation takes a change of the major for another cluster, and fails because the name is
   * taken: nothing is lost. To raise it, make the cluster from a snapshot with `restoreFromSnapshot`, which gives it
   * another name.
   * @default - the environment's answer: 8.0.0
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/release-notes.html
   */
  readonly engineVersion?: string;
  /**
   * Instance type.
   * @default - the environment's answer: r6g.large in production, t4g.medium elsewhere
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/db-instance-classes.html
   */
  readonly instanceType?: ec2.InstanceType;
  /**
   * Instances, from 1 to 16, in different zones: one writes, another takes over when it fails.
   *
   * With fewer, those removed are treated as `removalPolicy` says: retained, they run on, and are paid for, until you
   * delete them.
   * @default - the environment's answer: 2 in production and staging, 1 elsewhere
   */
  readonly instances?: number;
  /**
   * The port, from 1150 to 65535.
   *
   * Changing it interrupts every connection.
   * @default - the environment's answer: 27018 in production and staging, 27017 elsewhere
   */
  readonly port?: number;
  /**
   * How often the password is replaced, in whole days from 0 to 1000; 0 leaves it as it is. Clients must read the secret
   * again: the cluster refuses the old password, and for the minute or two of the change also who has just read it.
   * @default - the environment's answer: every 30 days in production and staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
   */
  readonly rotationInterval?: Duration;
  /**
   * Whether Performance Insights record for seven days what the cluster spends its time on. CloudFormation takes no key
   * for what they record: it lies under one that AWS manages.
   * @default false
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/performance-insights.html
   */
  readonly insights?: boolean;
  /**
   * Whether the cluster audits who logs in and what is changed about users, databases and indexes, and writes it to
   * CloudWatch. Priced by what it writes.
   * @default - the environment's answer: true in production and staging
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/event-auditing.html
   */
  readonly logExports?: boolean;
}
