import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import { Capability } from '../access/capability';
import type { ServiceEgress } from '../egress/service-egress';
import { Events } from '../events/events';
import { eventsOf } from '../events/events-of';
import type { ServiceEvents } from '../events/service-events';
import { Subscription } from '../events/subscription';
import type { LoginOptions } from '../logins/login-options';
import type { ServiceSearchOptions } from '../logins/service-search-options';
import { isPending } from '../private/validation';
import type { IDataStore } from '../stores/store-contract';
import { DataStore } from './data-store';
import { requireTags } from './service-tags';

/** A service of the platform: its name, its store and its capabilities. */
export interface ServiceDefinition extends ServiceEvents {
  /**
   * The service's name: 1 to 63 lower-case letters, digits, hyphens and underscores, starting with a letter. A kind of
   * store can have further restrictions: PostgreSQL accepts no hyphens and no reserved words.
   */
  readonly name: string;
  /**
   * The kind of the service's store.
   *
   * Changing it creates a new, empty store.
   * @default - a PostgreSQL instance
   */
  readonly store?: IDataStore;
  /**
   * The names of services that have the same index or table, or an existing store behind the same security group. Each of the
   * services can then reach the data of the other ones. One of two services that share names the other one.
   * @default - none: an index, a table and the security groups of a store serve one service
   */
  readonly sharesStoreWith?: string[];
  /**
   * The shared parts that the service may use.
   * @default - none: the service has access only to its own store
   */
  readonly capabilities?: Capability[];
  /**
   * The way out of the service: what its workloads may connect to.
   * @default - everything; for a service in PCI scope in production and staging, what it uses alone and, if endpoints of AWS
   * are missing, port 443 of all addresses, of which a warning with the id `@org/ecommerce-constructs:egress` says the reason
   */
  readonly egress?: ServiceEgress;
  /**
   * Options of the logins of the service, in place of those of the platform.
   * @default - the options of the platform or of the `DatabaseConstruct`
   */
  readonly logins?: LoginOptions;
  /**
   * Options of the access of the service to the search domain. They require `Capability.SEARCH`.
   * @default - only workloads have the access
   */
  readonly search?: ServiceSearchOptions;
  /**
   * Whether the service is in scope of PCI DSS. It then has its own encryption key in every environment, and its daily
   * backups are in a vault of its own under that key: `EcommercePlatform.serviceBackup` returns it. Its store must not be an
   * index on the shared search domain, whose key encrypts it. Its way out is closed by default in production and staging.
   *
   * The key encrypts the store and its secret if the library creates them, unless the store's own options set another key.
   * It does not encrypt:
   * - an existing store, which keeps its key
   * - a PostgreSQL instance that is restored, which inherits the key of its source
   * - a custom store that does not use the `encryptionKey` of its `StoreContext`
   * - data that the service puts into the shared parts for which it has `capabilities`, because their own keys encrypt them:
   *   keep data in scope out of the cache, the broker, the search domain and the storage
   * - copies of backups, which the key of the vault in `copyTo` encrypts
   *
   * Changing this moves the daily backups to another vault; recovery points stay in the old vault until they expire. In an
   * environment where services share a key, it also changes the key of the service's store: see
   * `StoreOptions.encryptionKey`.
   * @default false
   */
  readonly pciScope?: boolean;
  /**
   * Tags of all resources of the service: its store, its key, its security group, its parameters and, in PCI scope, its
   * backups. The maximum is 40, because AWS allows 50 and stacks and apps add some. Keys and values have 1 to 128 characters: letters, digits, spaces
   * and any of `_ . : / = + - @`. Keys do not start with `aws:`.
   * @default - none
   */
  readonly tags?: Record<string, string>;
}

/**
 * The services of a platform, in any order.
 *
 * A catalogue is immutable: `withService`, `withStore`, `withEgress`, `withEvents` and `withLogins` return another catalogue.
 *
 * @example
 * import { Capability, DataStore, ServiceCatalogue } from '@org/ecommerce-constructs';
 *
 * const catalogue = ServiceCatalogue.PHASE_ONE.withService({
 *   name: 'reviewservice',
 *   store: DataStore.documentDb(),
 *   capabilities: [Capability.MESSAGING],
 * });
 */
export class ServiceCatalogue {
  /**
   * The seven services, each with a PostgreSQL instance. Those whose events others need publish events of any kind;
   * `withEvents` changes what a service publishes and hears.
   */
  public static readonly PHASE_ONE = ServiceCatalogue.of([
    {
      name: 'userservice',
      capabilities: [Capability.CACHE, Capability.MESSAGING],
      publishes: Events.ANY,
    },
    {
      name: 'productservice',
      capabilities: [Capability.CACHE, Capability.MESSAGING, Capability.STORAGE],
      publishes: Events.ANY,
      subscribes: [Subscription.to('inventoryservice')],
    },
    {
      name: 'orderservice',
      capabilities: [Capability.CACHE, Capability.MESSAGING],
      publishes: Events.ANY,
      subscribes: [Subscription.to('paymentservice'), Subscription.to('inventoryservice')],
    },
    {
      name: 'paymentservice',
      capabilities: [Capability.MESSAGING],
      pciScope: true,
      publishes: Events.ANY,
      subscribes: [Subscription.to('orderservice')],
    },
    {
      name: 'notificationservice',
      capabilities: [Capability.MESSAGING, Capability.STORAGE_READ],
      subscribes: ['userservice', 'orderservice', 'paymentservice'].map((service) => Subscription.to(service)),
    },
    {
      name: 'searchservice',
      capabilities: [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH],
      subscribes: [Subscription.to('productservice'), Subscription.to('inventoryservice')],
    },
    {
      name: 'inventoryservice',
      capabilities: [Capability.CACHE, Capability.MESSAGING],
      publishes: Events.ANY,
      subscribes: [Subscription.to('productservice'), Subscription.to('orderservice')],
    },
  ]);

  /**
   * The seven services, each with the kind of store that fits its data: DocumentDB for productservice and
   * notificationservice, a search index for searchservice, a DynamoDB table for inventoryservice, and PostgreSQL instances
   * for the others.
   */
  public static readonly PHASE_TWO = ServiceCatalogue.PHASE_ONE.withStore('productservice', DataStore.documentDb())
    .withStore('notificationservice', DataStore.documentDb())
    .withStore('searchservice', DataStore.searchIndex())
    .withStore(
      'inventoryservice',
      DataStore.dynamoDb({ partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING } }),
    );

  /**
   * Creates a catalogue of custom services.
   *
   * Throws when the list is empty, when two services have the same name, and when AWS or DNS does not accept a name or a
   * tag.
   * @param services the services
   */
  public static of(services: ServiceDefinition[]): ServiceCatalogue {
    return new ServiceCatalogue(services);
  }

  private readonly definitions: ServiceDefinition[];

  private constructor(services: ServiceDefinition[]) {
    requireServices(services);
    this.definitions = services.map(copyOf);
  }

  /** The services, as a copy. */
  public get services(): ServiceDefinition[] {
    return this.definitions.map(copyOf);
  }

  /**
   * Returns a catalogue with one more service.
   *
   * Throws when the catalogue already has a service of that name.
   * @param service the service
   */
  public withService(service: ServiceDefinition): ServiceCatalogue {
    return new ServiceCatalogue([...this.definitions, service]);
  }

  /**
   * Returns a catalogue in which the named service has another store.
   *
   * Throws when the catalogue has no service of that name.
   * @param name the service's name
   * @param store the store
   */
  public withStore(name: string, store: IDataStore): ServiceCatalogue {
    return this.with(name, { store });
  }

  /**
   * Returns a catalogue in which the named service has another way out.
   *
   * Throws when the catalogue has no service of that name.
   * @param name the service's name
   * @param egress what the workloads of the service may connect to
   */
  public withEgress(name: string, egress: ServiceEgress): ServiceCatalogue {
    return this.with(name, { egress });
  }

  /**
   * Returns a catalogue in which the named service publishes and hears these events, in place of those that it has.
   *
   * Throws when the catalogue has no service of that name.
   * @param name the service's name
   * @param events what the service publishes and hears on the message broker
   */
  public withEvents(name: string, events: ServiceEvents): ServiceCatalogue {
    return this.with(name, eventsOf(events));
  }

  /**
   * Returns a catalogue in which the named service has these options of its logins, in place of those that it has.
   *
   * Throws when the catalogue has no service of that name.
   * @param name the service's name
   * @param logins how the workloads of the service log in
   */
  public withLogins(name: string, logins: LoginOptions): ServiceCatalogue {
    return this.with(name, { logins });
  }

  private with(name: string, changes: Partial<ServiceDefinition>): ServiceCatalogue {
    if (!this.definitions.some((service) => service.name === name)) {
      throw new Error(
        `name must be one of ${this.definitions.map((service) => service.name).join(', ')}, got '${name}'. ` +
          'Add the service with `withService`, or correct the name.',
      );
    }
    return new ServiceCatalogue(
      this.definitions.map((service) => (service.name === name ? { ...service, ...changes } : service)),
    );
  }
}

/** Copies a definition, so that a later change of the caller's list does not change the catalogue. */
function copyOf(service: ServiceDefinition): ServiceDefinition {
  return {
    ...service,
    capabilities: [...(service.capabilities ?? [])],
    ...(service.subscribes && { subscribes: [...service.subscribes] }),
  };
}

function requireServices(services: ServiceDefinition[]): void {
  if (services.length === 0) {
    throw new Error(
      'services must be a list of one or more services, got an empty list. Use PHASE_ONE for the seven services.',
    );
  }
  for (const { name, tags = {} } of services) {
    if (!isPending(name) && !/^[a-z][a-z0-9_-]{0,62}$/.test(name)) {
      throw new Error(
        `name must be 1 to 63 lower-case letters, digits, hyphens and underscores that start with a letter, got '${name}'. ` +
          'Rename the service, for example to userservice.',
      );
    }
    requireTags(name, tags);
  }
  const names = services.map(({ name }) => name);
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) {
    throw new Error(
      `services must have different names, got '${duplicate}' twice. Each service has one store: remove or rename one.`,
    );
  }
}
