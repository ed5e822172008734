import type { Duration, aws_ec2 as ec2, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';

/** Options of every kind of store that the library creates. */
export interface StoreOptions {
  /**
   * Whether an engine version or an instance type that the library does not know is taken at its word. What it knows to
   * have ended, or not to go together, is refused all the same.
   * @default false
   */
  readonly allowUnlisted?: boolean;
  /**
   * How long automatic backups are kept, in whole days: 0 to 35 for PostgreSQL instances and DynamoDB, where 0 switches
   * them off; 1 to 35 for Aurora and DocumentDB.
   * @default - the environment's answer: 14 days in production, 7 in staging, 1 in development; in local 0, or the least
   * there is
   */
  readonly backupRetention?: Duration;
  /**
   * Whether deleting the store is refused until this is switched off; it has to be off where `removalPolicy` is
   * `RemovalPolicy.DESTROY`.
   * @default - the environment's answer: true in production and staging
   */
  readonly deletionProtection?: boolean;
  /**
   * What happens to the store when it is removed from the stack. A DynamoDB table, which leaves no snapshot, is retained
   * where a snapshot is asked for; so is a key, which the snapshot cannot be read without.
   * @default - the environment's answer: retained in production and staging, destroyed elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The key that encrypts data and secrets. Given for all stores, it takes the place of a key for each service, but for
   * services in PCI scope.
   *
   * A database cannot change its key: CloudFormation would replace it, which its identifier forbids, and the deployment
   * fails. A DynamoDB table changes its key in place.
   * @default - the service's own key where it is in PCI scope, and for all in production; else the keys that AWS manages
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * The subnets, in at least two zones, of a store that has an address.
   * @default - the isolated subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}

/** How databases on PostgreSQL instances and Aurora clusters are watched. */
export interface DatabaseMonitoringOptions {
  /**
   * How often a database reports what its operating system measures: every 1, 5, 10, 15, 30 or 60 seconds; 0 switches
   * it off. Priced as logs, the more the oftener.
   * @default - the environment's answer: 60 seconds in production and staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html
   */
  readonly monitoringInterval?: Duration;
  /**
   * Whether Database Insights, in the standard mode, record for seven days what a database spends its time on.
   *
   * Where a key encrypts the database, switching them off takes another database for CloudFormation, which fails because
   * the name is taken: switch them off with RDS itself.
   * @default - the environment's answer: true in production and staging
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html
   */
  readonly insights?: boolean;
  /**
   * Whether a database writes its logs to CloudWatch: those of PostgreSQL, and of an instance's upgrades. Priced by what
   * it writes.
   * @default - the environment's answer: true in production and staging
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_LogAccess.Concepts.PostgreSQL.html
   */
  readonly logExports?: boolean;
}

/** Defaults for every store; a store's own options take precedence. */
export interface StoreDefaults extends StoreOptions, DatabaseMonitoringOptions {}
