import { aws_dynamodb as dynamodb } from 'aws-cdk-lib';
import { Capability } from '../access/capability';
import type { IDataStore } from '../stores/store-contract';
import { DataStore } from './data-store';
import { requireTags } from './service-tags';

/** A service of the platform: its name, its store, and what it may use. */
export interface ServiceDefinition {
  /**
   * The service's name: 1 to 63 lower-case letters, digits, hyphens and underscores, starting with a letter. Each kind
   * of store may ask for more: PostgreSQL takes no hyphen and no word that it reserves.
   */
  readonly name: string;
  /**
   * The kind of the service's store.
   *
   * Changing it makes a new, empty store.
   * @default - a PostgreSQL instance
   */
  readonly store?: IDataStore;
  /**
   * What the service may use of what the services share.
   * @default - nothing
   */
  readonly capabilities?: Capability[];
  /**
   * Whether the service is in scope of PCI DSS; it then has an encryption key of its own in every environment.
   *
   * Changing it where services share a key changes the key of its store: see `StoreOptions.encryptionKey`.
   * @default false
   */
  readonly pciScope?: boolean;
  /**
   * Tags of all that is made for the service: its store, its key, its security group, its parameters. At most 40, which
   * leaves ten of the 50 that AWS takes. Keys have 1 to 128 characters and do not start with `aws:`, values have 1 to 128:
   * letters, digits, spaces and any of `_ . : / = + - @`.
   * @default - none
   */
  readonly tags?: Record<string, string>;
}

/**
 * The services of a platform, in any order.
 *
 * Immutable: `withService` gives another catalogue.
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
  /** The seven services, each on a PostgreSQL instance. */
  public static readonly PHASE_ONE = ServiceCatalogue.of([
    { name: 'userservice', capabilities: [Capability.CACHE, Capability.MESSAGING] },
    { name: 'productservice', capabilities: [Capability.CACHE, Capability.MESSAGING, Capability.STORAGE] },
    { name: 'orderservice', capabilities: [Capability.CACHE, Capability.MESSAGING] },
    { name: 'paymentservice', capabilities: [Capability.MESSAGING], pciScope: true },
    { name: 'notificationservice', capabilities: [Capability.MESSAGING, Capability.STORAGE_READ] },
    { name: 'searchservice', capabilities: [Capability.CACHE, Capability.MESSAGING, Capability.SEARCH] },
    { name: 'inventoryservice', capabilities: [Capability.CACHE, Capability.MESSAGING] },
  ]);

  /**
   * The seven services, each on the store that suits it: documents for productservice and notificationservice, an
   * index for searchservice, a table for inventoryservice, PostgreSQL instances for the others.
   */
  public static readonly PHASE_TWO = ServiceCatalogue.PHASE_ONE.withStore('productservice', DataStore.documentDb())
    .withStore('notificationservice', DataStore.documentDb())
    .withStore('searchservice', DataStore.searchIndex())
    .withStore(
      'inventoryservice',
      DataStore.dynamoDb({ partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING } }),
    );

  /**
   * A catalogue of services of your own.
   *
   * Throws when there are none, when two have one name, and when a name or a tag is one that AWS or DNS refuses.
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
   * A catalogue with one service more.
   *
   * Throws when it has a service of that name.
   * @param service the service
   */
  public withService(service: ServiceDefinition): ServiceCatalogue {
    return new ServiceCatalogue([...this.definitions, service]);
  }

  /**
   * A catalogue whose named service has another store.
   *
   * Throws when it has no service of that name.
   * @param name the service's name
   * @param store the store
   */
  public withStore(name: string, store: IDataStore): ServiceCatalogue {
    if (!this.definitions.some((service) => service.name === name)) {
      throw new Error(
        `name must be one of ${this.definitions.map((service) => service.name).join(', ')}, got '${name}'. ` +
          'Add the service with `withService`, or correct the name.',
      );
    }
    return new ServiceCatalogue(
      this.definitions.map((service) => (service.name === name ? { ...service, store } : service)),
    );
  }
}

/** A list that somebody changes later must not change the catalogue. */
function copyOf(service: ServiceDefinition): ServiceDefinition {
  return { ...service, capabilities: [...(service.capabilities ?? [])] };
}

function requireServices(services: ServiceDefinition[]): void {
  if (services.length === 0) {
    throw new Error('services must be a list of one or more services, got an empty list. Use PHASE_ONE for the seven.');
  }
  for (const { name, tags = {} } of services) {
    if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name)) {
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
      `services must have different names and one store each, got '${duplicate}' twice. Remove or rename one of the two.`,
    );
  }
}
