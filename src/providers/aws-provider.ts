import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { EnvironmentProvider } from './environment-provider';
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
import { PRODUCTION } from './production-settings';

/**
 * Production: every part remains available when an availability zone fails, and stored data is retained.
 *
 * It is the most expensive environment, mainly because of the databases' standbys, the broker's cluster and search.
 *
 * @example
 * import { AWSProvider, EcommerceInfrastructure } from '@org/ecommerce-constructs';
 * import { App } from 'aws-cdk-lib';
 *
 * new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new AWSProvider() });
 */
export class AWSProvider extends EnvironmentProvider {
  /** The name `production`. */
  public readonly environmentName?: string = 'production';
  /** A medium burstable Graviton instance. */
  public readonly databaseInstanceType = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM);
  /** A medium burstable Graviton node. */
  public readonly cacheNodeType: string = 'cache.t4g.medium';
  /** The smallest instance type that AWS recommends for production. */
  public readonly mqInstanceType: string = 'mq.m7g.large';
  /** Three zones, each with a NAT gateway, flow logs, and logs of DNS queries. */
  public readonly network?: NetworkSettings = PRODUCTION.network;
  /** PostgreSQL 18, Aurora and DocumentDB, each with failover to a second zone, and backups for 14 days. */
  public readonly database?: DatabaseSettings = PRODUCTION.database;
  /** Valkey with a replica in a second zone for failover; snapshots are retained for 15 days. */
  public readonly cache?: CacheSettings = PRODUCTION.cache;
  /** A cluster of three RabbitMQ 4.2 nodes in three zones. */
  public readonly messaging?: MessagingSettings = PRODUCTION.messaging;
  /** Three data nodes and three dedicated master nodes in three zones, one of which is a standby. */
  public readonly search?: SearchSettings = PRODUCTION.search;
  /** Noncurrent versions are retained for 90 days, logs for a year. */
  public readonly storage?: StorageSettings = PRODUCTION.storage;
  /** Each service has its own key. */
  public readonly encryption?: EncryptionSettings = PRODUCTION.encryption;
  /** Passwords are rotated every 30 days. */
  public readonly secrets?: SecretSettings = PRODUCTION.secrets;
  /** Daily recovery points, retained for 35 days. */
  public readonly backup?: BackupSettings = PRODUCTION.backup;
  /** Events of the databases are published. */
  public readonly monitoring?: MonitoringSettings = PRODUCTION.monitoring;
  /** Data is retained, databases have deletion protection, logs are retained for a year. */
  public readonly retention?: RetentionSettings = PRODUCTION.retention;
}
