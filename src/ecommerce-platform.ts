import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CacheConstruct, type CacheOptions } from './data/cache-construct';
import { DatabaseConstruct, type DatabaseOptions } from './data/database-construct';
import { DEFAULT_SERVICES, requireServiceNames } from './data/service-names';
import { AmazonMQConstruct, type AmazonMQOptions } from './messaging/amazon-mq-construct';
import { VpcConstruct, type VpcOptions } from './networking/vpc-construct';
import { refuse } from './private/validation';
import type { IEnvironmentProvider } from './providers/environment-provider';
import { SearchConstruct, type SearchOptions } from './search/search-construct';
import { Microservice } from './services/microservice';
import { StorageConstruct, type StorageOptions } from './storage/storage-construct';

/** Whether a part is there at all. */
export interface PartOptions {
  /**
   * Whether the platform has this part. Switching it off removes the part; what happens to its data, its
   * `removalPolicy` says.
   * @default true
   */
  readonly enabled?: boolean;
}

/** The platform's databases: tuned, or left out. */
export interface PlatformDatabaseOptions extends DatabaseOptions, PartOptions {}

/** The platform's cache: tuned, or left out. */
export interface PlatformCacheOptions extends CacheOptions, PartOptions {}

/** The platform's message broker: tuned, or left out. */
export interface PlatformMessagingOptions extends AmazonMQOptions, PartOptions {}

/** The platform's search: tuned, or left out. */
export interface PlatformSearchOptions extends SearchOptions, PartOptions {}

/** The platform's object storage: tuned, or left out. */
export interface PlatformStorageOptions extends StorageOptions, PartOptions {}

/** Props of `EcommercePlatform`. */
export interface EcommercePlatformProps {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
  /**
   * The names of the services. 1 to 63 lower-case letters, digits and underscores each, starting with a letter, and no
   * word that PostgreSQL reserves. The order does not matter.
   *
   * Renaming a service makes a new, empty database.
   * @default - userservice, productservice, orderservice, paymentservice, notificationservice, searchservice and
   * inventoryservice
   */
  readonly services?: string[];
  /**
   * A VPC that exists, with private and isolated subnets. Excludes `network`.
   * @default - a new one
   */
  readonly vpc?: ec2.IVpc;
  /**
   * The new VPC. Excludes `vpc`.
   * @default - as the environment answers
   */
  readonly network?: VpcOptions;
  /**
   * The databases.
   * @default - as the environment answers
   */
  readonly database?: PlatformDatabaseOptions;
  /**
   * The cache.
   * @default - as the environment answers
   */
  readonly cache?: PlatformCacheOptions;
  /**
   * The message broker.
   * @default - as the environment answers
   */
  readonly messaging?: PlatformMessagingOptions;
  /**
   * Search.
   * @default - as the environment answers
   */
  readonly search?: PlatformSearchOptions;
  /**
   * Object storage.
   * @default - as the environment answers
   */
  readonly storage?: PlatformStorageOptions;
}

/**
 * The infrastructure of an e-commerce company: a network, a database and a security group for each service, and a
 * cache, a message broker, search and object storage that the services share.
 *
 * Each part is a construct that also stands alone; tune it through its own props, or leave it out with
 * `enabled: false`. The environment provider answers the rest.
 *
 * Throws what the parts throw, each naming the prop.
 *
 * @example
 * import { EcommercePlatform, EnvironmentProviderFactory } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * const platform = new EcommercePlatform(stack, 'Platform', {
 *   provider: EnvironmentProviderFactory.create({ environment: 'development' }),
 *   cache: { nodes: 2 },
 *   search: { enabled: false },
 * });
 * platform.service('orderservice').connections.allowTo(ec2.Peer.prefixList('pl-12345678'), ec2.Port.HTTPS);
 */
export class EcommercePlatform extends Construct {
  /** The VPC, new or given. */
  public readonly vpc: ec2.IVpc;
  /** The network made here; undefined where `vpc` was given. */
  public readonly network?: VpcConstruct;
  /** The databases; undefined where left out. */
  public readonly database?: DatabaseConstruct;
  /** The cache; undefined where left out. */
  public readonly cache?: CacheConstruct;
  /** The message broker; undefined where left out. */
  public readonly messaging?: AmazonMQConstruct;
  /** Search; undefined where left out. */
  public readonly search?: SearchConstruct;
  /** Object storage; undefined where left out. */
  public readonly storage?: StorageConstruct;

  private readonly services: ReadonlyMap<string, Microservice>;

  constructor(scope: Construct, id: string, props: EcommercePlatformProps) {
    super(scope, id);
    const { provider } = props;
    const services = props.services ?? DEFAULT_SERVICES;
    requireServiceNames(this, services);
    this.validateVpc(props);

    if (props.vpc) {
      this.vpc = props.vpc;
    } else {
      this.network = new VpcConstruct(this, 'Network', { ...props.network, provider });
      this.vpc = this.network.vpc;
    }
    const common = { provider, vpc: this.vpc };
    if (isEnabled(props.database)) {
      this.database = new DatabaseConstruct(this, 'Database', { ...props.database, ...common, services });
    }
    if (isEnabled(props.cache)) {
      this.cache = new CacheConstruct(this, 'Cache', { ...props.cache, ...common });
    }
    if (isEnabled(props.messaging)) {
      this.messaging = new AmazonMQConstruct(this, 'Messaging', { ...props.messaging, ...common });
    }
    if (isEnabled(props.search)) {
      this.search = new SearchConstruct(this, 'Search', { ...props.search, ...common });
    }
    if (isEnabled(props.storage)) {
      this.storage = new StorageConstruct(this, 'Storage', { ...props.storage, provider });
    }
    this.services = new Map(services.map((name) => [name, this.createService(name)]));
  }

  /**
   * A service of the platform.
   *
   * Throws when there is none of that name, naming those there are.
   * @param name the service's name
   */
  public service(name: string): Microservice {
    const service = this.services.get(name);
    if (!service) {
      throw refuse(this, {
        prop: 'name',
        got: name,
        allowed: `one of ${[...this.services.keys()].join(', ')}`,
        fix: 'Add it to `services`, or correct the name.',
      });
    }
    return service;
  }

  private createService(serviceName: string): Microservice {
    return new Microservice(this, serviceName, {
      serviceName,
      vpc: this.vpc,
      store: this.database?.store(serviceName),
    });
  }

  private validateVpc({ vpc, network }: EcommercePlatformProps): void {
    if (vpc && network) {
      throw refuse(this, {
        prop: 'network',
        got: 'settings for a new VPC',
        allowed: 'left out where `vpc` is given',
        fix: 'Change the VPC where it is made, or leave `vpc` out.',
      });
    }
  }
}

function isEnabled(options?: PartOptions): boolean {
  return options?.enabled ?? true;
}
