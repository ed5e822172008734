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
 * Provides the settings of one environment: sizes, engine versions, quantities and retention periods.
 *
 * Every construct of this library takes a provider, and uses its settings for the props that are left out. The three
 * instance types are required. Every other setting defaults to production's: a missing setting never causes data loss.
 *
 * `EnvironmentProviderFactory.fromValues` creates a provider from values, without a class, and rejects misspelt names.
 * To write a class, implement this interface in TypeScript and Java, and extend `EnvironmentProvider` in Python and Go.
 * jsii silently ignores some mistakes in a Python class, which `EnvironmentProvider` describes. An object literal with a
 * key that is not a member of this interface causes a warning at synthesis.
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

/**
 * The base class of environment providers, in every language.
 *
 * Extend it to compute settings or to share them between environments. Return the three instance types, and those other
 * settings that differ from production's.
 *
 * In Python, write each setting as a `@property`, and return a group of settings as an instance of its class, for
 * example `NetworkSettings`. jsii silently ignores a class attribute, a method without `@property` and a misspelt name.
 * A required setting is then reported as missing, but an optional one has production's value: three NAT gateways, for
 * example. jsii also drops the snake_case keys of a dictionary, which causes a warning at synthesis.
 *
 * `EnvironmentProviderFactory.fromValues`, as in the example, needs no class, and Python rejects a misspelt keyword.
 * @subclassable
 *
 * @example
 * import { EnvironmentProviderFactory, NatGateways } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2 } from 'aws-cdk-lib';
 *
 * const performanceTest = EnvironmentProviderFactory.fromValues({
 *   databaseInstanceType: ec2.InstanceType.of(ec2.InstanceClass.M8G, ec2.InstanceSize.LARGE),
 *   cacheNodeType: 'cache.m7g.large',
 *   mqInstanceType: 'mq.m7g.xlarge',
 *   network: { natGateways: NatGateways.ONE },
 * });
 */
export abstract class EnvironmentProvider implements IEnvironmentProvider {
  /** Instance type of each PostgreSQL database, without the prefix `db.`. */
  public abstract readonly databaseInstanceType: ec2.InstanceType;
  /** Node type of the cache, with its prefix `cache.`. */
  public abstract readonly cacheNodeType: string;
  /** Instance type of the RabbitMQ broker, with its prefix `mq.`. */
  public abstract readonly mqInstanceType: string;
  /** Name of the environment: the first part of the names of the platform's parameters. */
  public readonly environmentName?: string;
  /** Settings of the network. Each setting defaults to production's. */
  public readonly network?: NetworkSettings;
  /** Settings of the databases. Each setting defaults to production's. */
  public readonly database?: DatabaseSettings;
  /** Settings of the cache. Each setting defaults to production's. */
  public readonly cache?: CacheSettings;
  /** Settings of the message broker. Each setting defaults to production's. */
  public readonly messaging?: MessagingSettings;
  /** Settings of search. Each setting defaults to production's. */
  public readonly search?: SearchSettings;
  /** Settings of object storage. Each setting defaults to production's. */
  public readonly storage?: StorageSettings;
  /** Settings of encryption keys. Each setting defaults to production's. */
  public readonly encryption?: EncryptionSettings;
  /** Settings of generated passwords. Each setting defaults to production's. */
  public readonly secrets?: SecretSettings;
  /** Settings of AWS Backup. Each setting defaults to production's. */
  public readonly backup?: BackupSettings;
  /** Monitoring of the deployed resources. Each setting defaults to production's. */
  public readonly monitoring?: MonitoringSettings;
  /** Removal policies, deletion protection and log retention. Each setting defaults to production's. */
  public readonly retention?: RetentionSettings;
}
