import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { EnvironmentProvider } from './environment-provider';
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
import { PRODUCTION } from './production-settings';

/**
 * Production: every part survives the loss of an availability zone, and nothing stored is deleted.
 *
 * The dearest environment: most of its price is the databases' standbys, the broker's cluster and search.
 *
 * @example
 * import { AWSProvider, EcommerceInfrastructure } from '@org/ecommerce-constructs';
 * import { App } from 'aws-cdk-lib';
 *
 * new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new AWSProvider() });
 */
export class AWSProvider extends EnvironmentProvider {
  /** `production`. */
  public readonly environmentName?: string = 'production';
  /** A medium burstable Graviton instance. */
  public readonly databaseInstanceType = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM);
  /** A medium burstable Graviton node. */
  public readonly cacheNodeType: string = 'cache.t4g.medium';
  /** The smallest instance type that is meant for production. */
  public readonly mqInstanceType: string = 'mq.m7g.large';
  /** Three zones with a NAT gateway each, and flow logs. */
  public readonly network?: NetworkSettings = PRODUCTION.network;
  /** PostgreSQL 18, Aurora and DocumentDB, each with a second in another zone that takes over; backups for 14 days. */
  public readonly database?: DatabaseSettings = PRODUCTION.database;
  /** Valkey with a replica in a second zone that takes over, and snapshots for 15 days. */
  public readonly cache?: CacheSettings = PRODUCTION.cache;
  /** A cluster of three RabbitMQ 4.2 nodes in three zones. */
  public readonly messaging?: MessagingSettings = PRODUCTION.messaging;
  /** Three data nodes and three dedicated masters in three zones, one of which stands by. */
  public readonly search?: SearchSettings = PRODUCTION.search;
  /** Old versions for 90 days, logs for a year. */
  public readonly storage?: StorageSettings = PRODUCTION.storage;
  /** A key for each service. */
  public readonly encryption?: EncryptionSettings = PRODUCTION.encryption;
  /** New passwords every 30 days. */
  public readonly secrets?: SecretSettings = PRODUCTION.secrets;
  /** A copy a day, kept for 35. */
  public readonly backup?: BackupSettings = PRODUCTION.backup;
  /** What happens to databases is published. */
  public readonly monitoring?: MonitoringSettings = PRODUCTION.monitoring;
  /** Data is retained, databases are protected from deletion, logs are kept for a year. */
  public readonly retention?: RetentionSettings = PRODUCTION.retention;
}
