import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type {
  BackupSettings,
  CacheSettings,
  DatabaseSettings,
  EncryptionSettings,
  MessagingSettings,
  MonitoringSettings,
  NetworkSettings,
  RetentionSettings,
  SearchSettings,
  SecretSettings,
  StorageSettings,
} from './environment-settings';

/**
 * Answers what an environment decides: sizes, versions, how many, how long.
 *
 * Every construct of this library takes one, asks it for what its own props leave open, and knows nothing else about
 * where it is deployed. The three instance types have no default; whatever else is left out is answered as production
 * answers it, so that a gap never costs data.
 *
 * In TypeScript and Java, implement this with as little as the three; in Python and Go, extend `EnvironmentProvider`.
 * @subclassable
 */
export interface IEnvironmentProvider {
  /**
   * Instance type of each PostgreSQL database, without the prefix `db.`.
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
   */
  readonly databaseInstanceType: ec2.InstanceType;
  /**
   * Node type of the cache, with its prefix `cache.`.
   * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html
   */
  readonly cacheNodeType: string;
  /**
   * Instance type of the RabbitMQ broker, with its prefix `mq.`.
   * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rmq-broker-instance-types.html
   */
  readonly mqInstanceType: string;
  /**
   * The environment's name: the first part of the names of the platform's parameters.
   * @default - none; the platform then writes no parameters unless it is given a name itself
   */
  readonly environmentName?: string;
  /**
   * The network.
   * @default - as production answers
   */
  readonly network?: NetworkSettings;
  /**
   * The databases.
   * @default - as production answers
   */
  readonly database?: DatabaseSettings;
  /**
   * The cache.
   * @default - as production answers
   */
  readonly cache?: CacheSettings;
  /**
   * The message broker.
   * @default - as production answers
   */
  readonly messaging?: MessagingSettings;
  /**
   * Search.
   * @default - as production answers
   */
  readonly search?: SearchSettings;
  /**
   * Object storage.
   * @default - as production answers
   */
  readonly storage?: StorageSettings;
  /**
   * Encryption keys.
   * @default - as production answers
   */
  readonly encryption?: EncryptionSettings;
  /**
   * Generated passwords.
   * @default - as production answers
   */
  readonly secrets?: SecretSettings;
  /**
   * AWS Backup.
   * @default - as production answers
   */
  readonly backup?: BackupSettings;
  /**
   * Watching what is deployed.
   * @default - as production answers
   */
  readonly monitoring?: MonitoringSettings;
  /**
   * What is kept, and for how long.
   * @default - as production answers
   */
  readonly retention?: RetentionSettings;
}

/**
 * The class to extend for an environment of one's own, in any language.
 *
 * Give the three instance types, and of the rest what differs from production. What is shown in Python and Java is the
 * example as a machine translates it, without what the class answers; README.md has it by hand.
 * @subclassable
 *
 * @example
 * import { EnvironmentProvider, NatGateways, type NetworkSettings } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2 } from 'aws-cdk-lib';
 *
 * class PerformanceTestProvider extends EnvironmentProvider {
 *   readonly databaseInstanceType = ec2.InstanceType.of(ec2.InstanceClass.M8G, ec2.InstanceSize.LARGE);
 *   readonly cacheNodeType = 'cache.m7g.large';
 *   readonly mqInstanceType = 'mq.m7g.xlarge';
 *   readonly network: NetworkSettings = { natGateways: NatGateways.ONE };
 * }
 */
export abstract class EnvironmentProvider implements IEnvironmentProvider {
  /** Instance type of each PostgreSQL database, without the prefix `db.`. */
  public abstract readonly databaseInstanceType: ec2.InstanceType;
  /** Node type of the cache, with its prefix `cache.`. */
  public abstract readonly cacheNodeType: string;
  /** Instance type of the RabbitMQ broker, with its prefix `mq.`. */
  public abstract readonly mqInstanceType: string;
  /** The environment's name: the first part of the names of the platform's parameters. */
  public readonly environmentName?: string;
  /** The network; what is left out is answered as production answers it. */
  public readonly network?: NetworkSettings;
  /** The databases; what is left out is answered as production answers it. */
  public readonly database?: DatabaseSettings;
  /** The cache; what is left out is answered as production answers it. */
  public readonly cache?: CacheSettings;
  /** The message broker; what is left out is answered as production answers it. */
  public readonly messaging?: MessagingSettings;
  /** Search; what is left out is answered as production answers it. */
  public readonly search?: SearchSettings;
  /** Object storage; what is left out is answered as production answers it. */
  public readonly storage?: StorageSettings;
  /** Encryption keys; what is left out is answered as production answers it. */
  public readonly encryption?: EncryptionSettings;
  /** Generated passwords; what is left out is answered as production answers it. */
  public readonly secrets?: SecretSettings;
  /** AWS Backup; what is left out is answered as production answers it. */
  public readonly backup?: BackupSettings;
  /** Watching what is deployed; what is left out is answered as production answers it. */
  public readonly monitoring?: MonitoringSettings;
  /** What is kept, and for how long; what is left out is answered as production answers it. */
  public readonly retention?: RetentionSettings;
}
