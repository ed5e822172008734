import { Duration, aws_ec2 as ec2, aws_logs as logs, RemovalPolicy } from 'aws-cdk-lib';
import { EnvironmentProvider } from './environment-provider';
import {
  type BackupSettings,
  BrokerDeploymentMode,
  type CacheSettings,
  type DatabaseSettings,
  type EncryptionSettings,
  KeyScope,
  type MessagingSettings,
  type RetentionSettings,
  type SearchSettings,
  type SecretSettings,
  type StorageSettings,
} from './environment-settings';
import type { MonitoringSettings } from './monitoring-settings';
import { NatGateways, type NetworkSettings } from './network-settings';

/**
 * A local emulator: the resource types of production in their smallest sizes, deleted with the stack.
 *
 * @example
 * import { EcommerceInfrastructure, LocalStackProvider } from '@org/ecommerce-constructs';
 * import { App } from 'aws-cdk-lib';
 *
 * new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new LocalStackProvider() });
 */
export class LocalStackProvider extends EnvironmentProvider {
  /** The name `local`. */
  public readonly environmentName?: string = 'local';
  /** The smallest Graviton instance. */
  public readonly databaseInstanceType = ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MICRO);
  /** The smallest Graviton node. */
  public readonly cacheNodeType: string = 'cache.t4g.micro';
  /** The smallest instance type that RabbitMQ 4 runs on. */
  public readonly mqInstanceType: string = 'mq.m7g.medium';
  /** Two zones, the minimum of a database's subnet group, with one NAT gateway, through which functions call AWS. */
  public readonly network?: NetworkSettings = {
    maxAzs: 2,
    natGateways: NatGateways.ONE,
    flowLogs: false,
    dnsQueryLogs: false,
    restrictPciEgress: false,
  };
  /** One instance without a standby or backups, on the engine's default port; Aurora pauses when idle. */
  public readonly database?: DatabaseSettings = {
    multiAz: false,
    maxAllocatedStorage: 50,
    port: 5432,
    backupRetention: Duration.days(0),
    auroraMinCapacity: 0,
    auroraMaxCapacity: 1,
    auroraReaders: 0,
    documentDbInstanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
    documentDbInstances: 1,
    documentDbPort: 27017,
    monitoringInterval: Duration.seconds(0),
    insights: false,
    logExports: false,
  };
  /** One node without snapshots. */
  public readonly cache?: CacheSettings = { nodes: 1, snapshotRetention: Duration.days(0) };
  /** One broker. */
  public readonly messaging?: MessagingSettings = { deploymentMode: BrokerDeploymentMode.SINGLE_INSTANCE };
  /** One small data node. */
  public readonly search?: SearchSettings = {
    dataNodeInstanceType: 't3.small.search',
    dataNodes: 1,
    masterNodes: 0,
    zones: 1,
    multiAzWithStandby: false,
    volumeSize: 10,
  };
  /** Noncurrent versions and logs are retained for one day. */
  public readonly storage?: StorageSettings = {
    noncurrentVersionExpiration: Duration.days(1),
    logExpiration: Duration.days(1),
  };
  /** One key for the platform. A part that is used alone has AWS managed keys. */
  public readonly encryption?: EncryptionSettings = { keyScope: KeyScope.PLATFORM };
  /** Passwords are not rotated. */
  public readonly secrets?: SecretSettings = { rotationInterval: Duration.days(0) };
  /** No AWS Backup; only the backups of the engines. */
  public readonly backup?: BackupSettings = { retention: Duration.days(0) };
  /** Events are not published, and there are neither alarms nor dashboards. */
  public readonly monitoring?: MonitoringSettings = { events: false, alarms: false, dashboard: false };
  /** Everything is deleted with the stack; logs are retained for one day. */
  public readonly retention?: RetentionSettings = {
    removalPolicy: RemovalPolicy.DESTROY,
    deletionProtection: false,
    logRetention: logs.RetentionDays.ONE_DAY,
  };
}
