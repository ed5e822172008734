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
import type { ISharedPart } from '../access/shared-part';
import { BackupConstruct } from '../backup/backup-construct';
import { CacheConstruct } from '../cache/cache-construct';
import { ServiceCatalogue, type ServiceDefinition } from '../catalogue/service-catalogue';
import { DatabaseConstruct } from '../database/database-construct';
import { AmazonMQConstruct } from '../messaging/amazon-mq-construct';
import { VpcConstruct } from '../networking/vpc-construct';
import { snapshotAsRetain } from '../private/removal-policies';
import { refuse } from '../private/validation';
import { KeyScope } from '../providers/environment-settings';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { SearchConstruct } from '../search/search-construct';
import { Microservice } from '../services/microservice';
import { requireEnvironmentName } from '../services/service-parameters';
import { StorageConstruct } from '../storage/storage-construct';
import type { EcommercePlatformProps, PartOptions } from './platform-props';

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
  private readonly sharedParts: ISharedPart[] = [];

  constructor(scope: Construct, id: string, props: EcommercePlatformProps) {
    super(scope, id);
    const { existing = {} } = props;
    this.requireGivenOnce('network', props.network, 'vpc', props.vpc);
    const environment = ResolvedEnvironment.of(this, props.provider);
    const catalogue = props.catalogue ?? ServiceCatalogue.PHASE_ONE;
    const environmentName = props.environmentName ?? environment.environmentName;
    if (environmentName !== undefined) {
      requireEnvironmentName(this, 'environmentName', environmentName);
    }
    this.encryptionKey = this.createKey(environment);
    if (environment.monitoring.events) {
      this.operationsTopic = this.createOperationsTopic();
    }

    const encrypted = { encryptionKey: this.encryptionKey };
    if (props.vpc) {
      this.vpc = props.vpc;
    } else {
      this.network = new VpcConstruct(this, 'Network', { ...encrypted, ...props.network, provider: environment });
      this.vpc = this.network.vpc;
    }
    const common = { provider: environment, vpc: this.vpc };
    // A new shared part is a line here.
    this.cache = this.share(
      'cache',
      props.cache,
      existing.cache,
      (options) => new CacheConstruct(this, 'Cache', { ...encrypted, ...options, ...common }),
    );
    this.messaging = this.share(
      'messaging',
      props.messaging,
      existing.messaging,
      (options) => new AmazonMQConstruct(this, 'Messaging', { ...encrypted, ...options, ...common }),
    );
    this.search = this.share(
      'search',
      props.search,
      existing.search,
      (options) => new SearchConstruct(this, 'Search', { ...encrypted, ...options, ...common }),
    );
    this.storage = this.share(
      'storage',
      props.storage,
      undefined,
      (options) => new StorageConstruct(this, 'Storage', { ...encrypted, ...options, ...common }),
    );
    if (isEnabled(props.database)) {
      this.database = new DatabaseConstruct(this, 'Database', {
        ...(environment.encryption.keyScope === KeyScope.PLATFORM ? encrypted : {}),
        ...props.database,
        ...common,
        catalogue,
        search: existing.search ?? this.search,
        eventTopic: this.operationsTopic,
      });
    }
    const resourceArns = this.database?.storeArns ?? [];
    if (resourceArns.length > 0 && isEnabled(props.backup) && (props.backup?.retention ?? keepsBackups(environment))) {
      this.backup = new BackupConstruct(this, 'Backup', {
        ...encrypted,
        ...props.backup,
        provider: environment,
        resourceArns,
      });
    }
    this.services = new Map(
      catalogue.services.map((service) => [service.name, this.createService(service, environmentName)]),
    );
    if (props.rolePermissionsBoundary) {
      this.bindRoles(props.rolePermissionsBoundary);
    }
    this.warnOfDeletableStack(environment.retention.deletionProtection);
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

  /** Creates a shared part, unless one exists or it is left out; undefined where none is created. */
  private share<Part extends ISharedPart, Options extends PartOptions>(
    prop: string,
    options: Options | undefined,
    existing: ISharedPart | undefined,
    create: (options?: Options) => Part,
  ): Part | undefined {
    this.requireGivenOnce(prop, options, `existing.${prop}`, existing);
    if (existing) {
      this.sharedParts.push(existing);
      return undefined;
    }
    if (!isEnabled(options)) {
      return undefined;
    }
    const part = create(options);
    this.sharedParts.push(part);
    return part;
  }

  private createKey({ retention: { removalPolicy } }: ResolvedEnvironment): kms.Key {
    return new kms.Key(this, 'Key', {
      description: `Data of ${this.node.path}`,
      enableKeyRotation: true,
      removalPolicy: snapshotAsRetain(removalPolicy),
    });
  }

  private createOperationsTopic(): sns.Topic {
    return new sns.Topic(this, 'OperationsTopic', {
      displayName: `Operations of ${this.node.path}`,
      masterKey: this.encryptionKey,
      enforceSSL: true,
    });
  }

  private createService(definition: ServiceDefinition, environment?: string): Microservice {
    const { name, capabilities = [], tags = {} } = definition;
    const { vpc, sharedParts } = this;
    const service = new Microservice(this, name, {
      serviceName: name,
      vpc,
      store: this.database?.store(name),
      encryptionKey: this.database?.encryptionKey(name),
      capabilities: capabilities.filter((it) => sharedParts.some((part) => part.capabilities.includes(it))),
      sharedParts,
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

  private requireGivenOnce(prop: string, options: unknown, other: string, existing: unknown): void {
    if (options !== undefined && existing !== undefined) {
      throw refuse(this, {
        prop,
        gotInWords: 'settings for a new one',
        allowed: `left out where \`${other}\` is given`,
        fix: `Change what exists where it is made, or leave \`${other}\` out.`,
      });
    }
  }
}

function keepsBackups({ backup }: ResolvedEnvironment): boolean {
  return backup.retention.isUnresolved() || backup.retention.toSeconds() > 0;
}

function isEnabled(options?: PartOptions): boolean {
  return options?.enabled ?? true;
}
