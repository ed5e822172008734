import type {
  Duration,
  aws_ec2 as ec2,
  aws_logs as logs,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
  aws_rds as rds,
} from 'aws-cdk-lib';
import type { CacheEngine } from '../engines/cache-engine';

/** How many NAT gateways carry the private subnets' traffic to the internet. */
export enum NatGateways {
  /** None: private subnets reach AWS through endpoints only. Costs nothing. */
  NONE = 'none',
  /** One for the whole VPC: cheapest with internet access, lost with its zone. Priced by the hour and by traffic. */
  ONE = 'one',
  /** One in each availability zone: the loss of a zone stops nothing in the others. The price of one, times the zones. */
  ONE_PER_ZONE = 'one-per-zone',
}

/** How many nodes a RabbitMQ broker has, and where. */
export enum BrokerDeploymentMode {
  /** One broker in one subnet: gone while it restarts or its zone fails. */
  SINGLE_INSTANCE = 'SINGLE_INSTANCE',
  /** Three nodes in three zones behind one endpoint: survives the loss of a zone. */
  CLUSTER_MULTI_AZ = 'CLUSTER_MULTI_AZ',
}

/** For how much one encryption key stands. */
export enum KeyScope {
  /** The platform: services share the key that is given, or those that AWS manages, which cost nothing. */
  PLATFORM = 'platform',
  /** One service: each has a key of its own, so that leave to use one opens no other. Priced by the key and month. */
  SERVICE = 'service',
}

/** What an environment decides about the network. */
export interface NetworkSettings {
  /**
   * The most availability zones to use, from 1 to 3. What changing it does, `VpcOptions.maxAzs` says.
   * @default - as production answers: 3
   */
  readonly maxAzs?: number;
  /**
   * NAT gateways for the private subnets.
   * @default - as production answers: one in each zone
   */
  readonly natGateways?: NatGateways;
  /**
   * Whether the VPC's traffic is recorded in flow logs.
   * @default - as production answers: true
   */
  readonly flowLogs?: boolean;
}

/** What an environment decides about databases, beside their instance type. */
export interface DatabaseSettings {
  /**
   * PostgreSQL version; pin the major alone, so that an automatic minor upgrade never makes a later deployment fail.
   * @default - as production answers: 18
   */
  readonly engineVersion?: rds.PostgresEngineVersion;
  /**
   * Whether each database has a standby in a second zone. Doubles the price of the instances.
   * @default - as production answers: true
   */
  readonly multiAz?: boolean;
  /**
   * Storage each database starts with, in GiB, from 20 to 65536.
   * @default - as production answers: 20
   */
  readonly allocatedStorage?: number;
  /**
   * Storage each database may grow to by itself, in GiB.
   * @default - as production answers: 200
   */
  readonly maxAllocatedStorage?: number;
  /**
   * The port that PostgreSQL instances and Aurora clusters listen on, from 1150 to 65535. What changing it does,
   * `PostgresOptions.port` says.
   * @default - as production answers: 5433, because the engine's own 5432 is what scanners try first
   */
  readonly port?: number;
  /**
   * How long automatic backups are kept, in whole days from 0 to 35; 0 switches them off, or means a day for Aurora and
   * DocumentDB, which cannot do without.
   * @default - as production answers: 14 days
   */
  readonly backupRetention?: Duration;
  /**
   * Aurora PostgreSQL version; pin the major alone, so that an automatic minor upgrade never makes a later deployment
   * fail.
   * @default - as production answers: 17
   */
  readonly auroraEngineVersion?: rds.AuroraPostgresEngineVersion;
  /**
   * The least an Aurora instance shrinks to, in Aurora capacity units: 0 to 256 in steps of 0.5; at 0 it pauses when
   * idle.
   * @default - as production answers: 1
   */
  readonly auroraMinCapacity?: number;
  /**
   * The most an Aurora instance grows to, in Aurora capacity units: 1 to 256 in steps of 0.5.
   * @default - as production answers: 8
   */
  readonly auroraMaxCapacity?: number;
  /**
   * Readers of each Aurora cluster, from 0 to 15, the first of which takes over when the writer fails.
   * @default - as production answers: 1
   */
  readonly auroraReaders?: number;
  /**
   * DocumentDB version, in three parts.
   * @default - as production answers: 8.0.0
   */
  readonly documentDbEngineVersion?: string;
  /**
   * Instance type of each DocumentDB cluster, without the prefix `db.`.
   * @default - as production answers: r6g.large
   * @see https://docs.aws.amazon.com/documentdb/latest/developerguide/db-instance-classes.html
   */
  readonly documentDbInstanceType?: ec2.InstanceType;
  /**
   * Instances of each DocumentDB cluster, from 1 to 16; a second one takes over when the first fails.
   * @default - as production answers: 2
   */
  readonly documentDbInstances?: number;
  /**
   * The port that DocumentDB clusters listen on, from 1150 to 65535.
   * @default - as production answers: 27018, because the engine's own 27017 is what scanners try first
   */
  readonly documentDbPort?: number;
  /**
   * How often databases report what their operating system measures: every 1, 5, 10, 15, 30 or 60 seconds; 0 switches
   * it off. Priced as logs, the more the oftener.
   * @default - as production answers: 60 seconds
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.html
   */
  readonly monitoringInterval?: Duration;
  /**
   * Whether Database Insights record, for seven days, what databases spend their time on.
   * @default - as production answers: true
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DatabaseInsights.html
   */
  readonly insights?: boolean;
  /**
   * Whether databases write their logs to CloudWatch. Priced by what they write.
   * @default - as production answers: true
   */
  readonly logExports?: boolean;
}

/** What an environment decides about the cache, beside its node type. */
export interface CacheSettings {
  /**
   * The engine and its version.
   * @default - as production answers: Valkey 9.0
   */
  readonly engine?: CacheEngine;
  /**
   * Nodes, from 1 to 6: one primary, the rest replicas in other zones that take over when it fails.
   * @default - as production answers: 2
   */
  readonly nodes?: number;
  /**
   * How long daily snapshots are kept, in whole days from 0 to 35; 0 switches them off.
   * @default - as production answers: 15 days
   */
  readonly snapshotRetention?: Duration;
}

/** What an environment decides about the message broker, beside its instance type. */
export interface MessagingSettings {
  /**
   * RabbitMQ version, major and minor.
   * @default - as production answers: 4.2
   */
  readonly engineVersion?: string;
  /**
   * Single instance or cluster. What changing it does, `AmazonMQOptions.deploymentMode` says.
   * @default - as production answers: a cluster
   */
  readonly deploymentMode?: BrokerDeploymentMode;
}

/** What an environment decides about search. */
export interface SearchSettings {
  /**
   * OpenSearch version.
   * @default - as production answers: 3.7
   */
  readonly engineVersion?: opensearch.EngineVersion;
  /**
   * Instance type of the data nodes, with its suffix `.search`.
   * @default - as production answers: m7g.large.search
   */
  readonly dataNodeInstanceType?: string;
  /**
   * Data nodes, from 1 to 80.
   * @default - as production answers: 3
   */
  readonly dataNodes?: number;
  /**
   * Instance type of the dedicated master nodes, with its suffix `.search`.
   * @default - as production answers: m7g.large.search
   */
  readonly masterNodeInstanceType?: string;
  /**
   * Dedicated master nodes: 0, 3 or 5.
   * @default - as production answers: 3
   */
  readonly masterNodes?: number;
  /**
   * Availability zones the data nodes are spread over, from 1 to 3.
   * @default - as production answers: 3
   */
  readonly zones?: number;
  /**
   * Whether the nodes of one of three zones stand by for the others.
   * @default - as production answers: true
   */
  readonly multiAzWithStandby?: boolean;
  /**
   * Volume of each data node, in GiB, from 10 to 24576.
   * @default - as production answers: 50
   */
  readonly volumeSize?: number;
}

/** What an environment decides about object storage. */
export interface StorageSettings {
  /**
   * How long an overwritten or deleted version of a media object can be brought back.
   * @default - as production answers: 90 days
   */
  readonly noncurrentVersionExpiration?: Duration;
  /**
   * How long logs are kept.
   * @default - as production answers: 365 days
   */
  readonly logExpiration?: Duration;
}

/** What an environment decides about encryption keys. */
export interface EncryptionSettings {
  /**
   * For how much one key stands. A service in PCI scope has a key of its own, whatever this says.
   *
   * Changing it replaces the databases.
   * @default - as production answers: one service
   */
  readonly keyScope?: KeyScope;
}

/** What an environment decides about the passwords that are generated here; RDS rotates those of PostgreSQL by itself. */
export interface SecretSettings {
  /**
   * How often a password is replaced, in whole days from 1 to 1000; 0 leaves passwords as they are.
   * @default - as production answers: every 30 days
   */
  readonly rotationInterval?: Duration;
}

/** What an environment decides about AWS Backup. */
export interface BackupSettings {
  /**
   * How long AWS Backup keeps the copy it takes of each store every day, in whole days; 0 switches AWS Backup off.
   * Priced by what is kept.
   * @default - as production answers: 35 days
   */
  readonly retention?: Duration;
}

/** What an environment decides about watching what is deployed. */
export interface MonitoringSettings {
  /**
   * Whether what happens to databases, such as a failover or a full disk, is published to a topic.
   * @default - as production answers: true
   */
  readonly events?: boolean;
}

/** What an environment decides about keeping and losing state. */
export interface RetentionSettings {
  /**
   * What happens to stored data when its construct is removed from the stack.
   * @default - as production answers: retained
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Whether deleting a database is refused until this is switched off.
   * @default - as production answers: true
   */
  readonly deletionProtection?: boolean;
  /**
   * How long log groups keep their events.
   * @default - as production answers: one year
   */
  readonly logRetention?: logs.RetentionDays;
}
