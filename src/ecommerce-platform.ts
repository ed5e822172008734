import {
  Annotations,
  type aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
  Stack,
  aws_sns as sns,
  Tags,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { BackupConstruct } from './backup/backup-construct';
import { CacheConstruct } from './data/cache-construct';
import { DatabaseConstruct } from './data/database-construct';
import { Capability, ServiceCatalogue, type ServiceDefinition } from './data/service-catalogue';
import { AmazonMQConstruct } from './messaging/amazon-mq-construct';
import { VpcConstruct } from './networking/vpc-construct';
import type { EcommercePlatformProps, ExistingParts, PartOptions } from './platform-props';
import { withoutSnapshot } from './private/removal-policies';
import { refuse } from './private/validation';
import { completeSettings } from './providers/complete-settings';
import type { IEnvironmentProvider } from './providers/environment-provider';
import { KeyScope } from './providers/environment-settings';
import type { CompleteSettings } from './providers/production-settings';
import { SearchConstruct } from './search/search-construct';
import { Microservice } from './services/microservice';
import { requireEnvironmentName } from './services/service-parameters';
import { StorageConstruct } from './storage/storage-construct';

/**
 * The infrastructure of an e-commerce company: a network, a store and a security group for each service, and a
 * cache, a message broker, search and object storage that the services share.
 *
 * Each part is a construct that also stands alone; tune it through its own props, or leave it out with
 * `enabled: false`. The environment provider answers the rest.
 *
 * CloudFormation takes 500 resources in a stack. In production the shared parts are some 110, and a service on PostgreSQL
 * is 15 alone, 25 where it uses all of them: 15 to 26 services fit; 10 to 15 on DocumentDB. Place more in another stack:
 * a platform with an `environmentName` of its own that is given this one's parts as `vpc` and `existing`.
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
  /** The stores; undefined where left out. */
  public readonly database?: DatabaseConstruct;
  /** The cache; undefined where left out. */
  public readonly cache?: CacheConstruct;
  /** The message broker; undefined where left out. */
  public readonly messaging?: AmazonMQConstruct;
  /** Search; undefined where left out. */
  public readonly search?: SearchConstruct;
  /** Object storage; undefined where left out. */
  public readonly storage?: StorageConstruct;
  /** The daily backups of the stores; undefined where left out, and where there is nothing to back up. */
  public readonly backup?: BackupConstruct;

  /** The key that encrypts what the services share. */
  public readonly encryptionKey: kms.Key;
  /**
   * Where it is published what happens to the databases: a failover, a full disk, a changed parameter. Subscribe who is
   * on call. Undefined where the environment publishes nothing.
   */
  public readonly operationsTopic?: sns.Topic;

  private readonly services: ReadonlyMap<string, Microservice>;

  constructor(scope: Construct, id: string, props: EcommercePlatformProps) {
    super(scope, id);
    const { provider, existing = {} } = props;
    const catalogue = props.catalogue ?? ServiceCatalogue.PHASE_ONE;
    this.validateGivenOnce(props);
    const environment = props.environmentName ?? provider.environmentName;
    if (environment !== undefined) {
      requireEnvironmentName(this, 'environmentName', environment);
    }
    const settings = completeSettings(provider);
    this.encryptionKey = this.createKey(provider);
    if (settings.monitoring.events) {
      this.operationsTopic = this.createOperationsTopic();
    }

    const encrypted = { encryptionKey: this.encryptionKey };
    if (props.vpc) {
      this.vpc = props.vpc;
    } else {
      this.network = new VpcConstruct(this, 'Network', { ...encrypted, ...props.network, provider });
      this.vpc = this.network.vpc;
    }
    const common = { provider, vpc: this.vpc };
    if (!existing.cache && isEnabled(props.cache)) {
      this.cache = new CacheConstruct(this, 'Cache', { ...encrypted, ...props.cache, ...common });
    }
    if (!existing.messaging && isEnabled(props.messaging)) {
      this.messaging = new AmazonMQConstruct(this, 'Messaging', { ...encrypted, ...props.messaging, ...common });
    }
    if (!existing.search && isEnabled(props.search)) {
      this.search = new SearchConstruct(this, 'Search', { ...encrypted, ...props.search, ...common });
    }
    if (isEnabled(props.storage)) {
      this.storage = new StorageConstruct(this, 'Storage', { ...encrypted, ...props.storage, provider });
    }
    if (isEnabled(props.database)) {
      this.database = new DatabaseConstruct(this, 'Database', {
        ...(settings.encryption.keyScope === KeyScope.PLATFORM ? encrypted : {}),
        ...props.database,
        ...common,
        catalogue,
        search: existing.search ?? this.search,
        eventTopic: this.operationsTopic,
      });
    }
    const resourceArns = this.database?.storeArns ?? [];
    if (resourceArns.length > 0 && isEnabled(props.backup) && (props.backup?.retention ?? keepsBackups(settings))) {
      this.backup = new BackupConstruct(this, 'Backup', { ...encrypted, ...props.backup, provider, resourceArns });
    }
    this.services = new Map(
      catalogue.services.map((service) => [service.name, this.createService(service, existing, environment)]),
    );
    if (props.rolePermissionsBoundary) {
      this.bindRoles(props.rolePermissionsBoundary);
    }
    this.warnOfDeletableStack(settings.retention.deletionProtection);
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
        fix: 'Add it to `catalogue`, or correct the name.',
      });
    }
    return service;
  }

  /** The CDK places the functions of its own custom resources in the stack, beside the platform. */
  private bindRoles(boundary: iam.IManagedPolicy): void {
    const providers = Stack.of(this).node.children.filter(({ node }) => node.id.startsWith('Custom::'));
    for (const scope of [this, ...providers]) {
      iam.PermissionsBoundary.of(scope).apply(boundary);
    }
  }

  private createKey(provider: IEnvironmentProvider): kms.Key {
    const { removalPolicy } = completeSettings(provider).retention;
    return new kms.Key(this, 'Key', {
      description: `Data of ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy: withoutSnapshot(removalPolicy),
    });
  }

  private createOperationsTopic(): sns.Topic {
    return new sns.Topic(this, 'OperationsTopic', {
      displayName: `Operations of ${this.node.path}`,
      masterKey: this.encryptionKey,
      enforceSSL: true,
    });
  }

  private createService(definition: ServiceDefinition, existing: ExistingParts, environment?: string): Microservice {
    const { name, capabilities = [], tags = {} } = definition;
    const { vpc, storage } = this;
    const cache = existing.cache ?? this.cache;
    const messaging = existing.messaging ?? this.messaging;
    const search = existing.search ?? this.search;
    const parts = {
      [Capability.CACHE]: cache,
      [Capability.MESSAGING]: messaging,
      [Capability.SEARCH]: search,
      [Capability.STORAGE]: storage,
      [Capability.STORAGE_READ]: storage,
    };
    const service = new Microservice(this, name, {
      serviceName: name,
      vpc,
      store: this.database?.store(name),
      encryptionKey: this.database?.encryptionKey(name),
      capabilities: capabilities.filter((capability) => parts[capability] !== undefined),
      cache,
      messaging,
      search,
      storage,
      environment,
    });
    for (const [key, value] of Object.entries(tags)) {
      Tags.of(service).add(key, value);
    }
    return service;
  }

  private warnOfDeletableStack(deletionProtection: boolean): void {
    if (deletionProtection && !Stack.of(this).terminationProtection) {
      Annotations.of(this).addWarningV2(
        '@org/ecommerce-constructs:terminationProtection',
        "Whoever may delete the stack deletes the network and the services' access with it. Give the stack " +
          '`terminationProtection: true`.',
      );
    }
  }

  private validateGivenOnce({ vpc, network, existing, cache, messaging, search }: EcommercePlatformProps): void {
    const choices = [
      { prop: 'network', settings: network, other: 'vpc', given: vpc },
      { prop: 'cache', settings: cache, other: 'existing.cache', given: existing?.cache },
      { prop: 'messaging', settings: messaging, other: 'existing.messaging', given: existing?.messaging },
      { prop: 'search', settings: search, other: 'existing.search', given: existing?.search },
    ];
    const twice = choices.find(({ settings, given }) => settings && given);
    if (twice) {
      throw refuse(this, {
        prop: twice.prop,
        got: 'settings for a new one',
        allowed: `left out where \`${twice.other}\` is given`,
        fix: `Change what exists where it is made, or leave \`${twice.other}\` out.`,
      });
    }
  }
}

function keepsBackups({ backup }: CompleteSettings): boolean {
  return backup.retention.isUnresolved() || backup.retention.toSeconds() > 0;
}

function isEnabled(options?: PartOptions): boolean {
  return options?.enabled ?? true;
}
