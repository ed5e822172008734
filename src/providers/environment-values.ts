import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type {
  BackupSettings,
  CacheSettings,
  DatabaseSettings,
  EncryptionSettings,
  MessagingSettings,
  RetentionSettings,
  SearchSettings,
  SecretSettings,
  StorageSettings,
} from './environment-settings';
import type { MonitoringSettings } from './monitoring-settings';
import type { NetworkSettings } from './network-settings';

/**
 * The settings of an environment, for `EnvironmentProviderFactory.fromValues`.
 *
 * They are those of `IEnvironmentProvider`: an object in TypeScript, keyword arguments in Python, a builder in Java.
 */
export interface EnvironmentValues {
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
   * Name of the environment: the first part of the names of the platform's parameters.
   * @default - no name; the platform then writes no parameters unless its `environmentName` is set
   */
  readonly environmentName?: string;
  /**
   * Settings of the network.
   * @default - production's settings
   */
  readonly network?: NetworkSettings;
  /**
   * Settings of the databases.
   * @default - production's settings
   */
  readonly database?: DatabaseSettings;
  /**
   * Settings of the cache.
   * @default - production's settings
   */
  readonly cache?: CacheSettings;
  /**
   * Settings of the message broker.
   * @default - production's settings
   */
  readonly messaging?: MessagingSettings;
  /**
   * Settings of search.
   * @default - production's settings
   */
  readonly search?: SearchSettings;
  /**
   * Settings of object storage.
   * @default - production's settings
   */
  readonly storage?: StorageSettings;
  /**
   * Settings of encryption keys.
   * @default - production's settings
   */
  readonly encryption?: EncryptionSettings;
  /**
   * Settings of generated passwords.
   * @default - production's settings
   */
  readonly secrets?: SecretSettings;
  /**
   * Settings of AWS Backup.
   * @default - production's settings
   */
  readonly backup?: BackupSettings;
  /**
   * Monitoring of the deployed resources.
   * @default - production's settings
   */
  readonly monitoring?: MonitoringSettings;
  /**
   * Removal policies, deletion protection and log retention.
   * @default - production's settings
   */
  readonly retention?: RetentionSettings;
}
