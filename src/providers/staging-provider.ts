import { Duration, aws_ec2 as ec2, aws_logs as logs } from 'aws-cdk-lib';
import { EnvironmentProvider } from './environment-provider';
import {
  type BackupSettings,
  type DatabaseSettings,
  type EncryptionSettings,
  KeyScope,
  type MessagingSettings,
  type RetentionSettings,
  type SearchSettings,
  type StorageSettings,
} from './environment-settings';
import { AlarmSeverity, type MonitoringSettings } from './monitoring-settings';
import { NatGateways, type NetworkSettings } from './network-settings';

/**
 * Staging: production's topology on smaller instances, to test changes before production. The cache and the broker are
 * clusters, as in production.
 *
 * @example
 * import { EcommerceInfrastructure, StagingProvider } from '@org/ecommerce-constructs';
 * import { App } from 'aws-cdk-lib';
 *
 * new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new StagingProvider() });
 */
export class StagingProvider extends EnvironmentProvider {
  /** The name `staging`. */
  public readonly environmentName?: string = 'staging';
  /** A small burstable Graviton instance. */
  public readonly databaseInstanceType = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL);
  /** A small burstable Graviton node. */
  public readonly cacheNodeType: string = 'cache.t4g.small';
  /** The smallest instance type, which AWS recommends for testing. */
  public readonly mqInstanceType: string = 'mq.m7g.medium';
  /** Three zones with one NAT gateway, and flow logs, without logs of DNS queries. */
  public readonly network?: NetworkSettings = { natGateways: NatGateways.ONE, dnsQueryLogs: false };
  /** As in production, with backups for one week, and lower limits of storage and capacity. */
  public readonly database?: DatabaseSettings = {
    maxAllocatedStorage: 100,
    backupRetention: Duration.days(7),
    auroraMinCapacity: 0.5,
    auroraMaxCapacity: 4,
    documentDbInstanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
  };
  /** As in production; fewer messages that wait make an alarm. */
  public readonly messaging?: MessagingSettings = { backlogThreshold: 1_000 };
  /** As in production, on medium nodes with smaller volumes. */
  public readonly search?: SearchSettings = {
    dataNodeInstanceType: 'm7g.medium.search',
    masterNodeInstanceType: 'm7g.medium.search',
    volumeSize: 20,
  };
  /** Noncurrent versions are retained for 30 days, logs for 90 days. */
  public readonly storage?: StorageSettings = {
    noncurrentVersionExpiration: Duration.days(30),
    logExpiration: Duration.days(90),
  };
  /** One key for the platform. A part that is used alone has AWS managed keys. */
  public readonly encryption?: EncryptionSettings = { keyScope: KeyScope.PLATFORM };
  /** Daily recovery points, retained for one week. */
  public readonly backup?: BackupSettings = { retention: Duration.days(7) };
  /** As in production, but no alarm pages anybody. */
  public readonly monitoring?: MonitoringSettings = { highestSeverity: AlarmSeverity.TICKET };
  /** As in production, with logs for three months. */
  public readonly retention?: RetentionSettings = { logRetention: logs.RetentionDays.THREE_MONTHS };
}
