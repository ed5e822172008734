import type { aws_ec2 as ec2, aws_rds as rds, aws_sns as sns } from 'aws-cdk-lib';
import { aws_kms as kms, Tags } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ServiceCatalogue, type ServiceDefinition } from '../catalogue/service-catalogue';
import { snapshotAsRetain } from '../private/removal-policies';
import { refuse } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { KeyScope } from '../providers/environment-settings';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { PostgresInstance, PostgresInstanceStore } from '../stores/relational/postgres-instance';
import type { PostgresOptions } from '../stores/relational/postgres-instance-options';
import type { IDataStore, IServiceStore, SharedSearch } from '../stores/store-contract';
import type { StoreDefaults } from '../stores/store-options';
import { publishDatabaseEvents } from './database-events';
import type { DatabaseOptions } from './database-options';

/** Props of `DatabaseConstruct`. */
export interface DatabaseConstructProps extends DatabaseOptions {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
  /** The VPC to place the stores in. */
  readonly vpc: ec2.IVpc;
  /**
   * The services, each with the kind of store that it has. A database has its service's name.
   *
   * Renaming a service, or giving it another kind of store, makes a new, empty one.
   * @default - `ServiceCatalogue.PHASE_ONE`: the seven services, each on a PostgreSQL instance
   */
  readonly catalogue?: ServiceCatalogue;
  /**
   * The search domain, for services whose store is an index on it.
   * @default - none
   */
  readonly search?: SharedSearch;
  /**
   * The topic to which RDS publishes what happens to instances, clusters, parameter groups and security groups: those of
   * the account in this region, whoever made them. A standard topic; an imported one, and its key, must let
   * `events.rds.amazonaws.com` publish already.
   * @default - none: nothing is published
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.html
   */
  readonly eventTopic?: sns.ITopic;
}

/**
 * A store for each service: by default a PostgreSQL instance, in a security group and with a secret of its own.
 *
 * Stores with an address lie in isolated subnets, are encrypted, accept TLS only, and admit nobody until a client's
 * security group is let in through a store's `connections`. Services in PCI scope, and in production all, have an
 * encryption key of their own.
 *
 * The price is that of one store a service; of PostgreSQL instances, twice that with a standby.
 *
 * Throws when a store does, naming the prop and the service, and when `eventTopic` is a FIFO topic.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
 * @example
 * import { AWSProvider, DatabaseConstruct, DataStore, ServiceCatalogue } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const orders: ec2.Connections;
 * const database = new DatabaseConstruct(stack, 'Database', {
 *   provider: new AWSProvider(),
 *   vpc,
 *   catalogue: ServiceCatalogue.of([
 *     { name: 'orderservice' },
 *     { name: 'reviewservice', store: DataStore.documentDb() },
 *   ]),
 *   postgres: { instanceType: ec2.InstanceType.of(ec2.InstanceClass.M8G, ec2.InstanceSize.LARGE) },
 * });
 * database.store('orderservice').connections.allowDefaultPortFrom(orders);
 */
export class DatabaseConstruct extends Construct {
  private readonly entries: ReadonlyMap<string, StoreEntry>;

  constructor(scope: Construct, id: string, props: DatabaseConstructProps) {
    super(scope, id);
    const { provider, catalogue = ServiceCatalogue.PHASE_ONE, vpc, search, eventTopic, postgres, ...defaults } = props;
    const environment = ResolvedEnvironment.of(this, provider);
    const common = { environment, vpc, search, postgres, defaults };
    this.entries = new Map(catalogue.services.map((service) => [service.name, this.createEntry(service, common)]));
    if (eventTopic) {
      publishDatabaseEvents(this, eventTopic);
    }
  }

  /** The ARNs by which AWS Backup knows the stores, of those that are made here and have one, in the order of names. */
  public get storeArns(): string[] {
    const names = [...this.entries.keys()].sort();
    return names.flatMap((name) => this.store(name).resourceArn ?? []);
  }

  /**
   * The store of a service: its connections, its settings and its secrets.
   *
   * Throws when the service has none here, naming those that have.
   * @param service the service's name
   */
  public store(service: string): IServiceStore {
    return this.find(service).store;
  }

  /**
   * The PostgreSQL instance of a service.
   *
   * Throws when the service has none here, naming those that have, and when its store is of another kind, naming that.
   * @param service the service's name
   */
  public instance(service: string): rds.DatabaseInstance {
    const { store, kind } = this.find(service);
    if (!(store instanceof PostgresInstanceStore)) {
      throw refuse(this, {
        prop: 'service',
        got: service,
        allowed: 'one whose store is a PostgreSQL instance made here',
        fix: `Its store is of the kind ${kind}: use \`store\`, or give the service \`DataStore.postgresInstance()\`.`,
      });
    }
    return store.instance;
  }

  /**
   * The key that encrypts what a service stores, unless its store names another: the service's own, else the one that
   * was given for all; undefined where AWS manages it.
   *
   * Throws when the service has no store here, naming those that have.
   * @param service the service's name
   */
  public encryptionKey(service: string): kms.IKey | undefined {
    return this.find(service).encryptionKey;
  }

  private find(service: string): StoreEntry {
    const entry = this.entries.get(service);
    if (!entry) {
      throw refuse(this, {
        prop: 'service',
        got: service,
        allowed: `one of ${[...this.entries.keys()].join(', ')}`,
        fix: 'Add it to `catalogue`, or correct the name.',
      });
    }
    return entry;
  }

  private createEntry(service: ServiceDefinition, common: CommonToStores): StoreEntry {
    const scope = new Construct(this, service.name);
    for (const [name, value] of Object.entries(service.tags ?? {})) {
      Tags.of(scope).add(name, value);
    }
    const { environment, vpc, search, postgres, defaults } = common;
    const encryptionKey = hasOwnKey(service, common) ? createKey(scope, service, common) : defaults.encryptionKey;
    const chosen: IDataStore = service.store ?? new PostgresInstance({});
    const dataStore = chosen instanceof PostgresInstance ? chosen.withDefaults(postgres) : chosen;
    const store = dataStore.bind(scope, {
      serviceName: service.name,
      provider: environment,
      vpc,
      defaults: { ...defaults, encryptionKey },
      search,
    });
    return { store, encryptionKey, kind: dataStore.constructor.name };
  }
}

/** What the stores of all services are created with. */
interface CommonToStores {
  readonly environment: ResolvedEnvironment;
  readonly vpc: ec2.IVpc;
  readonly search?: SharedSearch;
  readonly postgres?: PostgresOptions;
  readonly defaults: StoreDefaults;
}

/** What is known of one service. */
interface StoreEntry {
  readonly store: IServiceStore;
  readonly encryptionKey?: kms.IKey;
  /** The class that made the store, for messages. */
  readonly kind: string;
}

/** A key that is given takes the place of the environment's answer, but not of the key that PCI DSS asks for. */
function hasOwnKey({ pciScope }: ServiceDefinition, { environment, defaults }: CommonToStores): boolean {
  const { keyScope } = environment.encryption;
  return pciScope === true || (defaults.encryptionKey === undefined && keyScope === KeyScope.SERVICE);
}

function createKey(scope: Construct, service: ServiceDefinition, { environment, defaults }: CommonToStores): kms.Key {
  return new kms.Key(scope, 'Key', {
    description: `Data of ${service.name}`,
    enableKeyRotation: true,
    removalPolicy: snapshotAsRetain(defaults.removalPolicy ?? environment.retention.removalPolicy),
  });
}
