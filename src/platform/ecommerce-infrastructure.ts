import { type aws_ec2 as ec2, Fn, Stack, type StackProps, type aws_sns as sns, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { BackupConstruct } from '../backup/backup-construct';
import type { CacheConstruct } from '../cache/cache-construct';
import type { DatabaseConstruct } from '../database/database-construct';
import type { AmazonMQConstruct } from '../messaging/amazon-mq-construct';
import type { VpcConstruct } from '../networking/vpc-construct';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import type { SearchConstruct } from '../search/search-construct';
import type { Microservice } from '../services/microservice';
import type { StorageConstruct } from '../storage/storage-construct';
import { EcommercePlatform } from './ecommerce-platform';
import type { EcommercePlatformProps } from './platform-props';

/** Props of `EcommerceInfrastructure`: those of the platform, and those of any stack. */
export interface EcommerceInfrastructureProps extends EcommercePlatformProps, StackProps {}

/**
 * The platform as a stack of its own, for an app that wants nothing else in it.
 *
 * Unlike other stacks without `env`, it has three availability zones: the first three of whichever region it is
 * deployed to. In a region with two, give it `network: { maxAzs: 2 }`, and search two zones without a standby.
 *
 * Where databases are protected from deletion, so is the stack, unless `terminationProtection` says otherwise.
 *
 * Throws what `EcommercePlatform` throws.
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

  /**
   * The availability zones of the stack: those of its `env`, or the first three of the region it is deployed to.
   */
  public get availabilityZones(): string[] {
    const agnostic = Token.isUnresolved(this.account) || Token.isUnresolved(this.region);
    return agnostic ? [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs())) : super.availabilityZones;
  }

  /** The VPC, new or given. */
  public get vpc(): ec2.IVpc {
    return this.platform.vpc;
  }

  /** The network made here; undefined where `vpc` was given. */
  public get network(): VpcConstruct | undefined {
    return this.platform.network;
  }

  /** The stores; undefined where left out. */
  public get database(): DatabaseConstruct | undefined {
    return this.platform.database;
  }

  /** The cache; undefined where left out. */
  public get cache(): CacheConstruct | undefined {
    return this.platform.cache;
  }

  /** The message broker; undefined where left out. */
  public get messaging(): AmazonMQConstruct | undefined {
    return this.platform.messaging;
  }

  /** Search; undefined where left out. */
  public get search(): SearchConstruct | undefined {
    return this.platform.search;
  }

  /** Object storage; undefined where left out. */
  public get storage(): StorageConstruct | undefined {
    return this.platform.storage;
  }

  /** The daily backups of the stores; undefined where left out, and where there is nothing to back up. */
  public get backup(): BackupConstruct | undefined {
    return this.platform.backup;
  }

  /** Where it is published what happens to the databases; undefined where the environment publishes nothing. */
  public get operationsTopic(): sns.Topic | undefined {
    return this.platform.operationsTopic;
  }

  /**
   * A service of the platform.
   *
   * Throws when there is none of that name, naming those there are.
   * @param name the service's name
   */
  public service(name: string): Microservice {
    return this.platform.service(name);
  }
}
