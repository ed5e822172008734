import type { aws_ec2 as ec2, aws_rds as rds, aws_sns as sns } from 'aws-cdk-lib';
import { aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { type BackupTags, tagForBackup } from '../backup/backup-tags';
import { ServiceCatalogue, type ServiceDefinition } from '../catalogue/service-catalogue';
import { addTags } from '../catalogue/service-tags';
import type { LoginOptions } from '../logins/login-options';
import { namesContents } from '../naming/physical-names';
import { startOfStackNames } from '../naming/stack-path';
import { allowLogGroupsNamed } from '../private/log-group';
import { refuse } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { isMonitored, MonitoringRole } from '../stores/relational/database-monitoring';
import { PostgresInstance, PostgresInstanceStore } from '../stores/relational/postgres-instance';
import type { PostgresOptions } from '../stores/relational/postgres-instance-options';
import type { IDataStore, IServiceStore, SharedSearch } from '../stores/store-contract';
import type { StoreDefaults } from '../stores/store-options';
import { hasProxy, publishDatabaseEvents } from './database-events';
import { DatabaseMetrics } from './database-metrics';
import type { DatabaseOptions } from './database-options';
import { loginsOf, requireIamStore } from './login-rules';
import type { SeparateStores } from './separate-stores';
import { createKey, hasOwnKey } from './store-key';

/** Props of `DatabaseConstruct`. */
export interface DatabaseConstructProps extends DatabaseOptions {
  /** The environment, which supplies the settings that the other props leave unset. */
  readonly provider: IEnvironmentProvider;
  /** The VPC to place the stores in. */
  readonly vpc: ec2.IVpc;
  /**
   * The services and the kinds of their stores. A database has the name of its service.
   *
   * Renaming a service, or changing its kind of store, creates a new, empty store.
   * @default - `ServiceCatalogue.PHASE_ONE`: seven services, each with a PostgreSQL instance
   */
  readonly catalogue?: ServiceCatalogue;
  /**
   * The search domain of the services whose store is a search index.
   * @default - none: a service with a search index is rejected
   */
  readonly search?: SharedSearch;
  /**
   * Options of the logins that each service has of its own in its PostgreSQL instance, Aurora or DocumentDB cluster. Those in
   * the definition of a service take precedence.
   * @default - the defaults of `LoginOptions`
   */
  readonly logins?: LoginOptions;
  /**
   * The topic to which RDS publishes events of PostgreSQL, Aurora and DocumentDB, of all databases of the account in
   * this region, including those that other stacks created. Must be a standard topic. The policies of an imported topic
   * and of its key must already allow `events.rds.amazonaws.com` to publish.
   *
   * The event categories of instances: `availability`, `configuration change`, `failover`, `failure`, `low storage`,
   * `maintenance`, `notification`, `recovery` and `security patching`. Of clusters: `failover`, `failure`,
   * `maintenance` and `notification`. Of parameter groups: `configuration change`. Of DB security groups:
   * `configuration change` and `failure`. If a store of this construct has an RDS proxy, of proxies: `failure`.
   * @default - none: no events are published
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html
   */
  readonly eventTopic?: sns.ITopic;
  /**
   * The services whose stores are in other stacks.
   * @internal
   */
  readonly _separate?: SeparateStores;
}

/**
 * Creates a store for each service: by default a PostgreSQL instance with its own security group and its own logins.
 *
 * Databases are in isolated subnets, are encrypted and accept only TLS connections. Their security groups have no
 * ingress rules but for the function that creates logins: allow each client through the store's `connections`. Each service in PCI scope has its own KMS key; in
 * production, every service has one.
 *
 * Each store is billed separately. A standby doubles the price of a PostgreSQL instance.
 *
 * Throws if a store throws, with an error that names the prop and the service, and if `eventTopic` is a FIFO topic.
 *
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_PostgreSQL.html
 * @example
 * import { AWSProvider, DatabaseConstruct, DataStore, ServiceCatalogue } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const orders: ec2.SecurityGroup;
 * const database = new DatabaseConstruct(stack, 'Database', {
 *   provider: new AWSProvider(),
 *   vpc,
 *   catalogue: ServiceCatalogue.PHASE_ONE.withService({ name: 'reviewservice', store: DataStore.documentDb() }),
 *   postgres: { instanceType: ec2.InstanceType.of(ec2.InstanceClass.M8G, ec2.InstanceSize.LARGE) },
 * });
 * const store = database.store('orderservice');
 * const connections: ec2.Connections = store.connections;
 * connections.allowDefaultPortFrom(orders);
 */
export class DatabaseConstruct extends DatabaseMetrics {
  private readonly entries: ReadonlyMap<string, StoreEntry>;
  private readonly separate?: SeparateStores;

  constructor(scope: Construct, id: string, props: DatabaseConstructProps) {
    super(scope, id);
    namesContents(this);
    const { provider, catalogue = ServiceCatalogue.PHASE_ONE, vpc, search, eventTopic, postgres, ...others } = props;
    const { _separate: separate, logins, ...defaults } = others;
    this.separate = separate;
    const environment = ResolvedEnvironment.of(this, provider);
    if (defaults.encryptionKey) {
      allowLogGroupsNamed(defaults.encryptionKey, ...DATABASE_LOGS); // whichever services have databases
    }
    const common = { environment, vpc, search, postgres, logins, defaults, nestLogins: true };
    const commonToSeparate = { ...common, nestLogins: false, ...(separate && this.publishFor(separate, common)) };
    this.entries = new Map(
      catalogue.services.map((service) => {
        const stack = separate?.stacks.get(service.name);
        const entry = stack
          ? createEntry(new Construct(stack, 'Store'), service, commonToSeparate)
          : createEntry(new Construct(this, service.name), service, common);
        return [service.name, entry];
      }),
    );
    if (eventTopic) {
      publishDatabaseEvents(this, eventTopic, { proxies: separate !== undefined || hasProxy(this) });
    }
  }

  /**
   * The ARNs of the stores in AWS Backup, in the order of the services' names. Contains only stores that this construct
   * creates in its own stack and that have an ARN. A platform backs up the store of a service in PCI scope to a vault under
   * the service's key; without a platform, do so with a `BackupConstruct` that has the `encryptionKey` of the service.
   */
  public get storeArns(): string[] {
    const names = [...this.entries.keys()].filter((name) => !this.separate?.stacks.has(name)).sort();
    return names.flatMap((name) => this.store(name).resourceArn ?? []);
  }

  /**
   * Returns the store of a service: its connections, its settings and its secrets.
   *
   * Throws if the service is not in the catalogue; the error lists the services that are.
   * @param service the name of the service
   */
  public store(service: string): IServiceStore {
    return this.find(service).store;
  }

  /**
   * Returns the PostgreSQL instance of a service.
   *
   * Throws if the service is not in the catalogue; the error lists the services that are. Throws if its store
   * is not a PostgreSQL instance that this construct creates; the error names the kind of the store.
   * @param service the name of the service
   */
  public instance(service: string): rds.DatabaseInstance {
    const { store, kind } = this.find(service);
    if (!(store instanceof PostgresInstanceStore)) {
      throw refuse(this, {
        prop: 'service',
        got: service,
        allowed: 'a service whose store is a PostgreSQL instance that this construct creates',
        fix: `The kind of its store is ${kind}: use \`store\`, or set the store of the service to \`DataStore.postgresInstance()\`.`,
      });
    }
    return store.instance;
  }

  /**
   * Returns the KMS key that encrypts the data of a service, unless the store's own options set another: the service's
   * own key, or else the `encryptionKey` of this construct. Returns undefined for an AWS managed key.
   *
   * Throws if the service is not in the catalogue; the error lists the services that are.
   * @param service the name of the service
   */
  public encryptionKey(service: string): kms.IKey | undefined {
    return this.find(service).encryptionKey;
  }

  /**
   * The scope that contains the resources of each store, by the name of its service.
   * @internal
   */
  public get _storeScopes(): ReadonlyMap<string, IConstruct> {
    return new Map([...this.entries].map(([service, { scope }]) => [service, scope]));
  }

  private find(service: string): StoreEntry {
    const entry = this.entries.get(service);
    if (!entry) {
      throw refuse(this, {
        prop: 'service',
        got: service,
        allowed: `one of ${[...this.entries.keys()].join(', ')}`,
        fix: 'Add the service to `catalogue`, or correct its name.',
      });
    }
    return entry;
  }

  /**
   * Creates the resources that stores in other stacks share, whichever stores there are, so that adding and removing a
   * service leaves this stack as it is. The stores get them by published ARNs, so that they do not change their policies.
   */
  private publishFor(
    { stacks, values, backupTags }: SeparateStores,
    { environment, defaults }: CommonToStores,
  ): Partial<CommonToStores> {
    const { encryptionKey } = defaults;
    const interval = defaults.monitoringInterval ?? environment.database.monitoringInterval;
    const removalPolicy = defaults.removalPolicy ?? environment.retention.removalPolicy;
    if (encryptionKey) {
      const names = [
        startOfStackNames(this.node.scope ?? this),
        ...[...stacks.values()].map((stack) => stack.stackName),
      ];
      allowLogGroupsNamed(encryptionKey, ...names.map((name) => `${name}*`));
    }
    return {
      defaults: {
        ...defaults,
        encryptionKey: encryptionKey && kms.Key.fromKeyArn(this, 'PublishedKey', values.publish(encryptionKey.keyArn)),
      },
      monitoringRole: isMonitored(interval)
        ? iam.Role.fromRoleArn(this, 'PublishedRole', values.publish(MonitoringRole.in(this, removalPolicy).roleArn), {
            mutable: false,
          })
        : undefined,
      backupTags,
    };
  }
}

function createEntry(scope: Construct, service: ServiceDefinition, common: CommonToStores): StoreEntry {
  addTags(scope, service.tags);
  const { environment, vpc, search, postgres, logins, defaults, monitoringRole, backupTags, nestLogins } = common;
  const encryptionKey = hasOwnKey(service, common) ? createKey(scope, service, common) : defaults.encryptionKey;
  const chosen: IDataStore = service.store ?? new PostgresInstance({});
  const dataStore = chosen instanceof PostgresInstance ? chosen.withDefaults(postgres) : chosen;
  const store = dataStore.bind(scope, {
    serviceName: service.name,
    provider: environment,
    vpc,
    defaults: { ...defaults, encryptionKey },
    search,
    logins: loginsOf(service, dataStore, logins),
    _nestLogins: nestLogins,
    _monitoringRole: monitoringRole,
    _pciScope: service.pciScope,
  });
  requireIamStore(scope, service, store);
  // The backups of a service in PCI scope are in a vault of its own.
  if (backupTags && store.resourceArn !== undefined && service.pciScope !== true) {
    tagForBackup(scope, backupTags);
  }
  return { scope, store, encryptionKey, kind: dataStore.constructor.name };
}

/** The arguments with which the stores of all services are created. */
interface CommonToStores {
  readonly environment: ResolvedEnvironment;
  readonly vpc: ec2.IVpc;
  readonly search?: SharedSearch;
  readonly postgres?: PostgresOptions;
  readonly logins?: LoginOptions;
  readonly defaults: StoreDefaults;
  /** Whether logins are in a nested stack: a stack with the stores of all services has no room for them. */
  readonly nestLogins: boolean;
  readonly monitoringRole?: iam.IRole;
  readonly backupTags?: BackupTags;
}

/** The store of one service, its key and its kind. */
interface StoreEntry {
  readonly scope: IConstruct;
  readonly store: IServiceStore;
  readonly encryptionKey?: kms.IKey;
  /** The class of the data store, for error messages. */
  readonly kind: string;
}

/** The names of the log groups that databases export their logs to. */
const DATABASE_LOGS = ['/aws/docdb/*', '/aws/rds/*'];
