import type {
  Duration,
  aws_ec2 as ec2,
  aws_logs as logs,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
  aws_rds as rds,
} from 'aws-cdk-lib';
import type { CacheEngine } from '../engines/cache-engine';

/** Deployment mode of a RabbitMQ broker: the number of its nodes and their availability zones. */
export enum BrokerDeploymentMode {
  /** One node in one subnet: unavailable while it restarts or its zone fails. */
  SINGLE_INSTANCE = 'SINGLE_INSTANCE',
  /** Three nodes in three zones behind one endpoint: available when a zone fails. */
  CLUSTER_MULTI_AZ = 'CLUSTER_MULTI_AZ',
}

/** Scope of one encryption key. */
export enum KeyScope {
  /** The platform: services share the `encryptionKey` in the props, or else the AWS managed keys, which are free. */
  PLATFORM = 'platform',
  /** One service: each has its own key, so that a permission for one key grants no other. Billed by key and month. */
  SERVICE = 'service',
}

/** Settings of the databases, other than their instance type. */
export interface DatabaseSettings {
  /**
   * PostgreSQL version. Set only the major, so that an automatic minor upgrade never makes a later deployment fail.
   * @default - production's setting: 18
   */
  readonly engineVersion?: rds.PostgresEngineVersion;
  /**
   * Whether each database has a standby in a second zone, which doubles the price of the instances.
   * @default - production's setting: true
   */
  readonly multiAz?: boolean;
  /**
   * Initial storage of each database, in GiB, from 20 to 65536.
   * @default - production's setting: 20
   */
  readonly allocatedStorage?: number;
  /**
   * Limit of storage autoscaling for each database, in GiB.
   * @default - production's setting: 200
   */
  readonly maxAllocatedStorage?: number;
  /**
   * Port of PostgreSQL instances and Aurora clusters, from 1150 to 65535. `PostgresOptions.port` and
   * `AuroraPostgresOptions.port` describe the effects of a change.
   * @default - production's setting: 5433, because scanners try the engine's default 5432 first
   */
  readonly port?: number;
  /**
   * Retention of automatic backups, in whole days from 0 to 35. 0 disables them, but means one day for Aurora and
   * DocumentDB, which require backups.
   * @default - production's setting: 14 days
   */
  readonly backupRetention?: Duration;
  /**
   * Aurora PostgreSQL version. Set only the major, so that an automatic minor upgrade never makes a later deployment
   * fail.
   * @default - production's setting: 17
   */
  readonly auroraEngineVersion?: rds.AuroraPostgresEngineVersion;
  /**
   * Minimum capacity of an Aurora instance, in Aurora capacity units: 0 to 256 in steps of 0.5. With 0, the instance
   * pauses when idle.
   * @default - production's setting: 1
   */
  readonly auroraMinCapacity?: number;
  /**
   * Maximum capacity of an Aurora instance, in Aurora capacity units: 1 to 256 in steps of 0.5.
   * @default - production's setting: 8
   */
  readonly auroraMaxCapacity?: number;
  /**
   * Number of readers of each Aurora cluster, from 0 to 15. The first takes over when the writer fails.
   * @default - production's setting: 1
   */
  readonly auroraReaders?: number;
  /**
   * DocumentDB version, in three parts.
   * @default - production's setting: 8.0.0
   */
  readonly documentDbEngineVersion?: string;
  /**
   * Instance type of each DocumentDB cluster, without the prefix `db.`.
   * @default - production's setting: r6g.large
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/db-instance-classes.html
   */
  readonly documentDbInstanceType?: ec2.InstanceType;
  /**
   * Number of instances of each DocumentDB cluster, from 1 to 16. A second one takes over when the first fails.
   * @default - production's setting: 2
   */
  readonly documentDbInstances?: number;
  /**
   * Port of DocumentDB clusters, from 1150 to 65535.
   * @default - production's setting: 27018, because scanners try the engine's default 27017 first
   */
  readonly documentDbPort?: number;
  /**
   * Interval of Enhanced Monitoring, the metrics of the databases' operating system: 1, 5, 10, 15, 30 or 60 seconds. 0
   * disables it. Shorter intervals cost more; billed as CloudWatch Logs.
   * @default - production's setting: 60 seconds
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html
   */
  readonly monitoringInterval?: Duration;
  /**
   * Whether Database Insights records the load of the databases and retains the data for seven days.
   * @default - production's setting: true
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html
   */
  readonly insights?: boolean;
  /**
   * Whether databases export their logs to CloudWatch Logs, billed by volume.
   * @default - production's setting: true
   */
  readonly logExports?: boolean;
}

/** Settings of the cache, other than its node type. */
export interface CacheSettings {
  /**
   * Engine and version.
   * @default - production's setting: Valkey 9.0
   */
  readonly engine?: CacheEngine;
  /**
   * Number of nodes, from 1 to 6: one primary, and replicas in other zones, one of which takes over when it fails.
   * @default - production's setting: 2
   */
  readonly nodes?: number;
  /**
   * Retention of daily snapshots, in whole days from 0 to 35. 0 disables them.
   * @default - production's setting: 15 days
   */
  readonly snapshotRetention?: Duration;
}

/** Settings of the message broker, other than its instance type. */
export interface MessagingSettings {
  /**
   * RabbitMQ version, major and minor.
   * @default - production's setting: 4.2
   */
  readonly engineVersion?: string;
  /**
   * Single instance or cluster. `AmazonMQOptions.deploymentMode` describes the effects of a change.
   * @default - production's setting: a cluster
   */
  readonly deploymentMode?: BrokerDeploymentMode;
  /**
   * Number of messages that wait in all queues for 15 minutes, above which the alarm `Backlog` is on.
   * @default - production's setting: 10,000
   */
  readonly backlogThreshold?: number;
}

/** Settings of search. */
export interface SearchSettings {
  /**
   * OpenSearch version.
   * @default - production's setting: 3.7
   */
  readonly engineVersion?: opensearch.EngineVersion;
  /**
   * Instance type of the data nodes, with its suffix `.search`.
   * @default - production's setting: m7g.large.search
   */
  readonly dataNodeInstanceType?: string;
  /**
   * Number of data nodes, from 1 to 80.
   * @default - production's setting: 3
   */
  readonly dataNodes?: number;
  /**
   * Instance type of the dedicated master nodes, with its suffix `.search`.
   * @default - production's setting: m7g.large.search
   */
  readonly masterNodeInstanceType?: string;
  /**
   * Number of dedicated master nodes: 0, 3 or 5.
   * @default - production's setting: 3
   */
  readonly masterNodes?: number;
  /**
   * Number of availability zones of the data nodes, from 1 to 3.
   * @default - production's setting: 3
   */
  readonly zones?: number;
  /**
   * Whether the domain is Multi-AZ with standby: the nodes of one of three zones are a standby for the others.
   * @default - production's setting: true
   */
  readonly multiAzWithStandby?: boolean;
  /**
   * Volume size of each data node, in GiB, from 10 to 24576.
   * @default - production's setting: 50
   */
  readonly volumeSize?: number;
}

/** Settings of object storage. */
export interface StorageSettings {
  /**
   * Retention of overwritten and deleted versions of media objects.
   * @default - production's setting: 90 days
   */
  readonly noncurrentVersionExpiration?: Duration;
  /**
   * Retention of the objects in the bucket for logs.
   * @default - production's setting: 365 days
   */
  readonly logExpiration?: Duration;
}

/** Settings of encryption keys. */
export interface EncryptionSettings {
  /**
   * Scope of one key. A service in PCI scope always has its own key.
   *
   * Changing it makes CloudFormation attempt a replacement of each deployed database, which fails: see
   * `StoreOptions.encryptionKey`.
   * @default - production's setting: one service
   */
  readonly keyScope?: KeyScope;
}

/** Settings of the passwords that the library generates. RDS rotates those of the masters of PostgreSQL every week. */
export interface SecretSettings {
  /**
   * Interval of the rotation of passwords, in whole days from 1 to 1000. 0 disables rotation.
   * @default - production's setting: every 30 days
   */
  readonly rotationInterval?: Duration;
}

/** Settings of AWS Backup. */
export interface BackupSettings {
  /**
   * Retention of the daily recovery points of each store, in whole days. 0 disables AWS Backup. Billed by stored size.
   * @default - production's setting: 35 days
   */
  readonly retention?: Duration;
}

/** Removal policies, deletion protection and log retention. */
export interface RetentionSettings {
  /**
   * Removal policy of stored data, applied when its construct is removed from the stack.
   * @default - production's setting: RETAIN_ON_UPDATE_OR_DELETE: retained, except if the creation is rolled back
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether databases have deletion protection: AWS rejects their deletion until it is disabled.
   * @default - production's setting: true
   */
  readonly deletionProtection?: boolean;
  /**
   * Retention of log groups.
   * @default - production's setting: one year
   */
  readonly logRetention?: logs.RetentionDays;
}
