import { type aws_ec2 as ec2, Stack, type StackProps, type aws_sns as sns } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BackupConstruct } from '../backup/backup-construct';
import type { CacheConstruct } from '../cache/cache-construct';
import type { DatabaseConstruct } from '../database/database-construct';
import type { AmazonMQConstruct } from '../messaging/amazon-mq-construct';
import type { MonitoringConstruct } from '../monitoring/monitoring-construct';
import type { VpcConstruct } from '../networking/vpc-construct';
import type { OperatorAccess } from '../operators/operator-access';
import type { PauseSchedule } from '../pause/pause-schedule';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import type { SearchConstruct } from '../search/search-construct';
import type { Microservice } from '../services/microservice';
import type { StorageConstruct } from '../storage/storage-construct';
import { EcommercePlatform } from './ecommerce-platform';
import type { EcommercePlatformProps } from './platform-props';

/** Props of `EcommerceInfrastructure`: the props of the platform and of a stack. */
export interface EcommerceInfrastructureProps extends EcommercePlatformProps, StackProps {}

/**
 * Creates a stack that contains only the platform.
 *
 * The alarms and dashboards of staging and production are in another stack, below the platform: `cdk deploy --all`, or
 * `cdk deploy 'Ecommerce/**'` for a stack with the id `Ecommerce`, deploys both.
 *
 * Without `env`, the network has the first zones of the region that the stack is deployed to. In a region with two zones,
 * set `network: { maxAzs: 2 }`, and configure search with two zones and without a standby.
 *
 * The stack has termination protection if the environment enables deletion protection for databases, unless
 * `terminationProtection` is set. Deploy such a stack with `cdk deploy --no-rollback` for the first time: a second
 * attempt continues where the first one failed. After a rollback, the CLI cannot delete the stack until the protection
 * is off.
 *
 * Throws the errors of `EcommercePlatform`.
 *
 * @example
 * import { EcommerceInfrastructure, EnvironmentProviderFactory } from '@org/ecommerce-constructs';
 * import { App } from 'aws-cdk-lib';
 *
 * const app = new App();
 * new EcommerceInfrastructure(app, 'Ecommerce', {
 *   provider: EnvironmentProviderFactory.create({ environment: 'production' }),
 *   env: { account: '123456789012', region: 'eu-central-1' },
 * });
 */
export class EcommerceInfrastructure extends Stack {
  /** The platform in the stack. */
  public readonly platform: EcommercePlatform;

  constructor(scope: Construct, id: string, props: EcommerceInfrastructureProps) {
    super(scope, id, props);
    const environment = ResolvedEnvironment.of(this, props.provider);
    this.terminationProtection = props.terminationProtection ?? environment.retention.deletionProtection;
    this.platform = new EcommercePlatform(this, 'Platform', { ...props, provider: environment });
  }

  /** The VPC, new or existing. */
  public get vpc(): ec2.IVpc {
    return this.platform.vpc;
  }

  /** The network that the platform creates; undefined if it uses an existing `vpc`. */
  public get network(): VpcConstruct | undefined {
    return this.platform.network;
  }

  /** The stores; undefined if they are disabled. */
  public get database(): DatabaseConstruct | undefined {
    return this.platform.database;
  }

  /** The cache; undefined if it is disabled or an existing one is used. */
  public get cache(): CacheConstruct | undefined {
    return this.platform.cache;
  }

  /** The message broker; undefined if it is disabled or an existing one is used. */
  public get messaging(): AmazonMQConstruct | undefined {
    return this.platform.messaging;
  }

  /** The search domain; undefined if it is disabled or an existing one is used. */
  public get search(): SearchConstruct | undefined {
    return this.platform.search;
  }

  /** The object storage; undefined if it is disabled. */
  public get storage(): StorageConstruct | undefined {
    return this.platform.storage;
  }

  /**
   * The daily backups of the stores of services that are not in PCI scope; undefined if they are disabled, and if there is
   * nothing to back up. `serviceBackup` returns those of each service.
   */
  public get backup(): BackupConstruct | undefined {
    return this.platform.backup;
  }

  /** The access of operators to stores and shared parts; undefined if there is none. */
  public get access(): OperatorAccess | undefined {
    return this.platform.access;
  }

  /** The pause at night; undefined if there is none. */
  public get pauseSchedule(): PauseSchedule | undefined {
    return this.platform.pauseSchedule;
  }

  /**
   * The topic to which RDS publishes events of the databases, and that the alarms notify; undefined if there are neither
   * events nor alarms. `DatabaseConstructProps.eventTopic` lists the event categories.
   */
  public get operationsTopic(): sns.Topic | undefined {
    return this.platform.operationsTopic;
  }

  /** The alarms and dashboards, in a stack of their own; undefined if both are off. */
  public get monitoring(): MonitoringConstruct | undefined {
    return this.platform.monitoring;
  }

  /**
   * Returns a service of the platform.
   *
   * Throws when the platform has no service of that name; the error lists the services.
   * @param name the service's name
   */
  public service(name: string): Microservice {
    return this.platform.service(name);
  }

  /** The stacks of the platform: this one, those of services in the order of the catalogue, and that of the alarms. */
  public get stacks(): Stack[] {
    return this.platform.stacks;
  }

  /**
   * Returns the stack that contains the resources of a service: its own stack, or else this one.
   *
   * Throws when the platform has no service of that name; the error lists the services.
   * @param name the service's name
   */
  public serviceStack(name: string): Stack {
    return this.platform.serviceStack(name);
  }

  /**
   * Returns the daily backups of the store of a service: those in a vault under its own key if it is in PCI scope,
   * otherwise `backup`. Returns undefined if they are disabled, and if AWS Backup does not support the store.
   *
   * Throws when the platform has no service of that name; the error lists the services.
   * @param name the service's name
   */
  public serviceBackup(name: string): BackupConstruct | undefined {
    return this.platform.serviceBackup(name);
  }
}
