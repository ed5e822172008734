import type { Duration, aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { RestoreOptions } from '../restore-options';
import type { StoreOptions } from '../store-options';

/**
 * Options of a DocumentDB cluster.
 *
 * The service has a login of its own, which may read and write its database, and create and drop collections and indexes in
 * it. Its workloads never get the login of the master user, unless `sharedLogins` is true.
 *
 * A client appends `DATABASE_OPTIONS` to its connection string: TLS, no retryable writes, and the database of the users. It
 * must trust the certificate authorities of DocumentDB, which AWS publishes as `global-bundle.pem`.
 * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/connect_programmatically.html
 */
export interface DocumentDbOptions extends StoreOptions, RestoreOptions {
  /**
   * DocumentDB version in three parts, such as 8.0.0 or 5.0.0: at least 5.0.0. The library accepts every patch of a version
   * that it lists, such as 8.0.1.
   *
   * A major version is upgraded in place, which cannot be undone. Upgrade the cluster through DocumentDB first; then set
   * this option, in a deployment that changes nothing else of the cluster. The guide to upgrades has the commands.
   * Without that upgrade, DocumentDB rejects the deployment, because CloudFormation sends the security groups of the
   * cluster with the new version; the deployment rolls back, and the cluster does not change. DocumentDB rejects a lower
   * version. Required if the store is restored: the version of the source.
   * @default - the environment's setting: 8.0.0
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/docdb-mvu.html
   */
  readonly engineVersion?: string;
  /**
   * Instance type.
   * @default - the environment's setting: r6g.large in production, t4g.medium elsewhere
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/db-instance-classes.html
   */
  readonly instanceType?: ec2.InstanceType;
  /**
   * Number of instances, from 1 to 16, in different availability zones. One is the primary, and another takes over when
   * it fails.
   *
   * `removalPolicy` applies to the instances that a lower number removes: a retained instance keeps running and is
   * billed until you delete it.
   * @default - the environment's setting: 2 in production and staging, 1 elsewhere
   */
  readonly instances?: number;
  /**
   * The port, from 1150 to 65535.
   *
   * Changing it interrupts every connection.
   * @default - the environment's setting: 27018 in production and staging, 27017 elsewhere
   */
  readonly port?: number;
  /**
   * Interval of password rotation, in whole days from 0 to 1000; 0 disables rotation.
   *
   * It applies to the login of the service and to the master user. Two users of the service take turns, so that a client
   * that read its secret before a rotation can log in until the next one. The master user has one password: after a
   * rotation, and for the seconds that it takes, the cluster rejects clients that read the secret of the master before,
   * which workloads do only with `sharedLogins`. The functions that rotate are in the private subnets, which need a way to
   * AWS: a NAT gateway, or an interface endpoint for Secrets Manager.
   * @default - the environment's setting: 30 days in production and staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda.html
   */
  readonly rotationInterval?: Duration;
  /**
   * Whether to enable Performance Insights, which retains performance data for seven days. CloudFormation supports no
   * customer managed key for it: an AWS managed key encrypts the data.
   * @default false
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/performance-insights.html
   */
  readonly insights?: boolean;
  /**
   * Whether to audit logins and changes to users, databases and indexes, and to export the audit log to CloudWatch
   * Logs. Billed by the amount of data.
   * @default - the environment's setting: true in production and staging, false elsewhere
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/event-auditing.html
   */
  readonly logExports?: boolean;
}
