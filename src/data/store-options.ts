import type {
  Duration,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_kms as kms,
  RemovalPolicy,
  aws_rds as rds,
} from 'aws-cdk-lib';
import type { RestoreOptions, TableExport } from './restore-options';

/** What holds for a store of any kind that is made here. */
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

/** What may be tuned about PostgreSQL instances, about one as about all. */
export interface PostgresOptions extends StoreOptions, DatabaseMonitoringOptions {
  /**
   * Instance type.
   *
   * Changing it restarts the database.
   * @default - the environment's answer: t4g.medium in production, t4g.small in staging, t4g.micro elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
   */
  readonly instanceType?: ec2.InstanceType;
  /**
   * PostgreSQL version; give the major alone, so that an automatic minor upgrade never makes a later deployment fail.
   *
   * Raising the major upgrades the database in place; lowering it is refused by RDS.
   * @default - the environment's answer: 18
   */
  readonly engineVersion?: rds.PostgresEngineVersion;
  /**
   * Whether each database has a standby in a second zone.
   * @default - the environment's answer: true in production and staging
   */
  readonly multiAz?: boolean;
  /**
   * Storage each database starts with, in GiB, from 20 to 65536. It can grow, but not shrink.
   * @default - the environment's answer: 20; a restored database has what its source had
   */
  readonly allocatedStorage?: number;
  /**
   * Storage each database may grow to by itself, in GiB, up to 65536; at least a tenth more than `allocatedStorage`.
   * @default - the environment's answer: 200 in production, 100 in staging, 50 elsewhere
   */
  readonly maxAllocatedStorage?: number;
  /**
   * The port, from 1150 to 65535.
   *
   * Changing it replaces the database.
   * @default - the environment's answer: 5433 in production and staging, 5432 elsewhere
   */
  readonly port?: number;
  /**
   * Whether clients connect through RDS Proxy, which pools connections and stays up through a failover. It listens on
   * 5432, whatever the database's own port. Priced by the hour and by the size of the instance.
   * @default false
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html
   */
  readonly proxy?: boolean;
}

/** What may be tuned about a PostgreSQL instance. */
export interface PostgresInstanceOptions extends PostgresOptions, RestoreOptions {}

/** What may be tuned about an Aurora PostgreSQL Serverless v2 cluster. */
export interface AuroraPostgresOptions extends StoreOptions, DatabaseMonitoringOptions, RestoreOptions {
  /**
   * Aurora PostgreSQL version; give the major alone, so that an automatic minor upgrade never makes a later deployment
   * fail.
   *
   * Raising the major upgrades the cluster in place; lowering it is refused by RDS.
   * @default - the environment's answer: 17
   */
  readonly engineVersion?: rds.AuroraPostgresEngineVersion;
  /**
   * The least an instance shrinks to, in Aurora capacity units of about 2 GiB of memory: 0 to 256 in steps of 0.5. At 0
   * it pauses after five idle minutes, and the next connection waits some 15 seconds.
   * @default - the environment's answer: 1 in production, 0.5 in staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
   */
  readonly minCapacity?: number;
  /**
   * The most an instance grows to, in Aurora capacity units: 1 to 256 in steps of 0.5, and no less than `minCapacity`.
   * @default - the environment's answer: 8 in production, 4 in staging, 1 elsewhere
   */
  readonly maxCapacity?: number;
  /**
   * Readers, from 0 to 15, in zones other than the writer's; the first takes over when the writer fails.
   *
   * With fewer, those removed are treated as `removalPolicy` says: retained, they run on, and are paid for, until you
   * delete them.
   * @default - the environment's answer: 1 in production and staging, 0 elsewhere
   */
  readonly readers?: number;
  /**
   * The port, from 1150 to 65535.
   *
   * Changing it interrupts every connection.
   * @default - the environment's answer: 5433 in production and staging, 5432 elsewhere
   */
  readonly port?: number;
  /**
   * Whether clients connect through RDS Proxy, which pools connections and stays up through a failover. It listens on
   * 5432, whatever the cluster's own port, and its own connections keep a cluster from pausing at capacity 0.
   * @default false
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.html
   */
  readonly proxy?: boolean;
}

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

/** What a DynamoDB table is made of. */
export interface DynamoDbOptions extends StoreOptions {
  /**
   * The attribute that spreads items over the table.
   *
   * Changing it replaces the table.
   */
  readonly partitionKey: dynamodb.Attribute;
  /**
   * The attribute that orders the items of one partition key; another than `partitionKey`.
   *
   * Changing it replaces the table.
   * @default - none: a partition key names one item
   */
  readonly sortKey?: dynamodb.Attribute;
  /**
   * The attribute, in seconds since 1970, after which DynamoDB deletes an item: a name of 1 to 255 characters.
   * @default - items stay
   */
  readonly timeToLiveAttribute?: string;
  /**
   * The export, taken of a table with the same keys, that the table is filled from when it is made. CloudFormation
   * cannot restore a table from a backup or to a point in time; an export can be taken of any point in time that a table
   * recovers to. A table that was restored beside the stack is used through `DataStore.existingTable`.
   *
   * Adding, changing or removing it replaces the table, which synthesis warns of.
   * @default - none: the table is made empty
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.HowItWorks.html
   */
  readonly restoreFromExport?: TableExport;
}

/** What may be tuned about an index on the shared search domain. */
export interface SearchIndexOptions {
  /**
   * The index: 1 to 255 lower-case letters, digits, dots, hyphens and underscores, starting with a letter or a digit.
   *
   * Changing it leaves the old index behind.
   * @default - the service's name
   */
  readonly indexName?: string;
}
