import type { Duration, aws_ec2 as ec2, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';

/** Options of every kind of store that the library creates. */
export interface StoreOptions {
  /**
   * Whether to accept engine versions and instance types that the library does not list. Unsupported versions and
   * unsupported combinations that the library lists are rejected in either case.
   * @default false
   */
  readonly allowUnlisted?: boolean;
  /**
   * Retention of automatic backups, in whole days: 0 to 35 for PostgreSQL instances and DynamoDB, where 0 disables
   * backups; 1 to 35 for Aurora and DocumentDB. Aurora and DocumentDB use 1 day if the default of every store or the
   * environment's setting is 0.
   * @default - the environment's setting: 14 days in production, 7 in staging, 1 in development, 0 in local
   */
  readonly backupRetention?: Duration;
  /**
   * Whether to protect the store from deletion. Must be false if `removalPolicy` is `RemovalPolicy.DESTROY`.
   * @default - the environment's setting: true in production and staging, false elsewhere
   */
  readonly deletionProtection?: boolean;
  /**
   * Removal policy of the store, applied when the store is removed from the stack.
   *
   * With `RemovalPolicy.SNAPSHOT`, a DynamoDB table is retained, because CloudFormation takes no snapshot of it. The
   * service's KMS key is retained too, because the snapshot cannot be read without it. RETAIN also retains a store
   * whose creation is rolled back; RETAIN_ON_UPDATE_OR_DELETE deletes it, unless it has deletion protection.
   * @default - the environment's setting: RETAIN_ON_UPDATE_OR_DELETE in production and staging, DESTROY elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The KMS key that encrypts data and secrets. As the default of every store, it takes the place of a key for each
   * service, except for services in PCI scope.
   *
   * A deployed database cannot change its key: CloudFormation would replace it, which fails because the identifier is
   * in use. A DynamoDB table changes its key in place.
   * @default - the service's own key if the service is in PCI scope or if the environment has a key for each service,
   * as production does; otherwise the platform's key, or AWS managed keys outside a platform
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * The subnets of a store in a VPC, in at least two availability zones.
   * @default - the isolated subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}

/** Monitoring options of PostgreSQL instances and Aurora clusters. */
export interface DatabaseMonitoringOptions {
  /**
   * Interval of Enhanced Monitoring, which reports operating system metrics: 1, 5, 10, 15, 30 or 60 seconds; 0 disables
   * it. Shorter intervals cost more; billed as CloudWatch Logs.
   * @default - the environment's setting: 60 seconds in production and staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html
   */
  readonly monitoringInterval?: Duration;
  /**
   * Whether to enable Database Insights in standard mode, which retains performance data for seven days.
   *
   * Disabling Insights on a database that a customer managed key encrypts makes CloudFormation attempt a replacement,
   * which fails because the identifier is in use. Disable it through RDS.
   * @default - the environment's setting: true in production and staging, false elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html
   */
  readonly insights?: boolean;
  /**
   * Whether to export logs to CloudWatch Logs: the PostgreSQL log, and the upgrade log of an instance. Billed by the
   * amount of data.
   * @default - the environment's setting: true in production and staging, false elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html
   */
  readonly logExports?: boolean;
}

/** Defaults for every store. A store's own options take precedence. */
export interface StoreDefaults extends StoreOptions, DatabaseMonitoringOptions {}
