import { type aws_ec2 as ec2, type aws_kms as kms, Stack, type aws_sns as sns } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ISharedPart } from '../access/shared-part';
import type { BackupConstruct } from '../backup/backup-construct';
import { CacheConstruct } from '../cache/cache-construct';
import { ServiceCatalogue, type ServiceDefinition } from '../catalogue/service-catalogue';
import { addTags } from '../catalogue/service-tags';
import { DatabaseConstruct } from '../database/database-construct';
import type { SeparateStores } from '../database/separate-stores';
import { validateLimits } from '../limits/validate-limits';
import { AmazonMQConstruct } from '../messaging/amazon-mq-construct';
import type { MonitoringConstruct } from '../monitoring/monitoring-construct';
import { namesContents } from '../naming/physical-names';
import { VpcConstruct } from '../networking/vpc-construct';
import type { OperatorAccess } from '../operators/operator-access';
import type { PauseSchedule } from '../pause/pause-schedule';
import { refuse } from '../private/validation';
import { KeyScope } from '../providers/environment-settings';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { SearchConstruct } from '../search/search-construct';
import { Microservice } from '../services/microservice';
import { StorageConstruct } from '../storage/storage-construct';
import { applyBoundary } from './boundary-of-roles';
import { isEnabled, servedUses, warnOfDisabledParts } from './disabled-parts';
import { createOperationsTopic } from './operations-topic';
import { createPlatformAccess } from './platform-access';
import { createPlatformKey } from './platform-key';
import { createMonitoring, hasAlarms } from './platform-monitoring';
import { createPlatformPause } from './platform-pause';
import type { EcommercePlatformProps, PartOptions } from './platform-props';
import { requireNameOfEnvironment, requireOnlyOne, warnOfMissingTerminationProtection } from './platform-rules';
import { PlatformValues } from './platform-values';
import { servicePropsOf } from './service-props';
import { ServiceStacks } from './service-stacks';
import { createServiceStacks } from './stack-layout';
import { createStoreBackups, hasBackup, type StoreBackups } from './store-backups';
import { watchedBy } from './watched';

/**
 * Creates the infrastructure of an e-commerce company: a network, a store and a security group for each service, and a
 * cache, a message broker, a search domain and object storage that the services share.
 *
 * Each part is a construct that can also be used without the platform. Configure a part by the prop of its name, or
 * disable it with `enabled: false`. The environment provider supplies all other settings. If services have a capability
 * for a disabled part, a warning names them.
 *
 * CloudFormation allows 500 resources in a stack. For more services than fit in one, or to deploy each service by
 * itself, give each service a stack with `serviceStacks`.
 *
 * Stacks of the app share values of the platform, such as the ids of security groups, through parameters of Systems
 * Manager below `/<environment>/`. Without an environment name, the CDK exports them, and CloudFormation then refuses to
 * change or delete a value that another stack imports.
 *
 * Throws the errors of the parts; each error names the prop.
 *
 * @example
 * import { EcommercePlatform, EnvironmentProviderFactory, Workload } from '@org/ecommerce-constructs';
 * import { aws_ecs as ecs, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const orders: ecs.FargateService;
 * const platform = new EcommercePlatform(stack, 'Platform', {
 *   provider: EnvironmentProviderFactory.create({ environment: 'development' }),
 *   network: { maxAzs: 2 },
 *   cache: { nodes: 2 },
 * });
 * platform.service('orderservice').connect(Workload.ecsService(orders));
 */
export class EcommercePlatform extends Construct {
  /** The VPC, new or existing. */
  public readonly vpc: ec2.IVpc;
  /** The network that the platform creates; undefined if it uses an existing `vpc`. */
  public readonly network?: VpcConstruct;
  /** The stores; undefined if they are disabled. */
  public readonly database?: DatabaseConstruct;
  /** The cache; undefined if it is disabled or an existing one is used. */
  public readonly cache?: CacheConstruct;
  /** The message broker; undefined if it is disabled or an existing one is used. */
  public readonly messaging?: AmazonMQConstruct;
  /** The search domain; undefined if it is disabled or an existing one is used. */
  public readonly search?: SearchConstruct;
  /** The object storage; undefined if it is disabled. */
  public readonly storage?: StorageConstruct;
  /**
   * The daily backups of the stores of services that are not in PCI scope; undefined if they are disabled, and if there is
   * nothing to back up. `serviceBackup` returns those of each service.
   */
  public readonly backup?: BackupConstruct;

  /** The key that encrypts the parts that services share. CloudWatch Logs may use it as `KeyPolicy` describes. */
  public readonly encryptionKey: kms.Key;
  /**
   * The topic to which RDS publishes events of the databases of the account in this region: restarts, failovers,
   * failures, low storage, recoveries, maintenance, security patches, notifications, and changes of the configuration.
   * `DatabaseConstructProps.eventTopic` lists the event categories. The alarms notify it too. Subscribe the people on call.
   * It is undefined if there are neither events nor alarms.
   */
  public readonly operationsTopic?: sns.Topic;
  /** The alarms and dashboards, in a stack of their own; undefined if both are off. */
  public readonly monitoring?: MonitoringConstruct;
  /** The access of operators to stores and shared parts; undefined if there is none. */
  public readonly access?: OperatorAccess;
  /** The pause at night; undefined if there is none. */
  public readonly pauseSchedule?: PauseSchedule;

  private readonly services: ReadonlyMap<string, Microservice>;
  private readonly sharedParts = new Map<string, ISharedPart>();
  private readonly separate?: SeparateStores;
  private readonly values?: PlatformValues;
  private readonly backups?: StoreBackups;

  constructor(scope: Construct, id: string, props: EcommercePlatformProps) {
    super(scope, id);
    namesContents(this);
    const { existing = {} } = props;
    requireOnlyOne(this, 'network', props.network, 'vpc', props.vpc);
    const environment = ResolvedEnvironment.of(this, props.provider);
    const catalogue = props.catalogue ?? ServiceCatalogue.PHASE_ONE;
    const environmentName = props.environmentName ?? environment.environmentName;
    requireNameOfEnvironment(this, environmentName);
    const values = environmentName === undefined ? undefined : new PlatformValues(this, environmentName);
    this.values = values;
    this.separate = createServiceStacks(this, {
      serviceStacks: props.serviceStacks ?? ServiceStacks.TOGETHER,
      serviceNames: catalogue.services.map(({ name }) => name),
      terminationProtection: environment.retention.deletionProtection,
      hasBackup: hasBackup(props, environment),
      values,
    });
    this.encryptionKey = createPlatformKey(this, environment.retention.removalPolicy);
    values?.publishKey(this.encryptionKey);
    const { events } = environment.monitoring;
    const alarms = hasAlarms(props.monitoring, environment);
    if (events || alarms) {
      this.operationsTopic = createOperationsTopic(this, { masterKey: this.encryptionKey, alarms });
      values?.common.publishProperties(this.operationsTopic, 'topicArn', 'topicName');
    }

    const encrypted = { encryptionKey: this.encryptionKey };
    if (props.vpc) {
      this.vpc = this.separate && values ? values.publishedVpc(props.vpc) : props.vpc;
    } else {
      this.network = new VpcConstruct(this, 'Network', { ...encrypted, ...props.network, provider: environment });
      this.vpc = this.network.vpc;
      values?.publishVpc(this.vpc, this.network.securityGroups.endpoints);
    }
    const common = { provider: environment, vpc: this.vpc, logins: props.logins };
    // Create a new shared part here.
    this.cache = this.createSharedPart(
      'cache',
      props.cache,
      existing.cache,
      (options) => new CacheConstruct(this, 'Cache', { ...encrypted, ...options, ...common }),
    );
    this.messaging = this.createSharedPart(
      'messaging',
      props.messaging,
      existing.messaging,
      (options) => new AmazonMQConstruct(this, 'Messaging', { ...encrypted, ...options, ...common }),
    );
    this.search = this.createSharedPart(
      'search',
      props.search,
      existing.search,
      (options) => new SearchConstruct(this, 'Search', { ...encrypted, ...options, ...common }),
    );
    this.storage = this.createSharedPart(
      'storage',
      props.storage,
      undefined,
      (options) => new StorageConstruct(this, 'Storage', { ...encrypted, ...options, ...common }),
    );
    for (const [prop, part] of this.sharedParts) {
      values?.publishPart(prop, part);
    }
    if (isEnabled(props.database)) {
      this.database = new DatabaseConstruct(this, 'Database', {
        ...(environment.encryption.keyScope === KeyScope.PLATFORM ? encrypted : {}),
        ...props.database,
        ...common,
        catalogue,
        search: existing.search ?? this.search,
        eventTopic: events ? this.operationsTopic : undefined,
        _separate: this.separate,
      });
    }
    this.backups = createStoreBackups(this, props, { environment, catalogue, separate: this.separate });
    this.backup = this.backups?.shared;
    this.services = new Map(
      catalogue.services.map((service) => {
        const own = servicePropsOf(service, environment, props.logins);
        return [service.name, this.createService(service, own, environmentName)];
      }),
    );
    const own = { environment, environmentName, values, services: this.services, parts: this.sharedParts };
    this.access = createPlatformAccess(this, props.access, own);
    warnOfDisabledParts(this, catalogue.services, [...this.sharedParts.values()]);
    if (props.rolePermissionsBoundary) {
      applyBoundary(this, props.rolePermissionsBoundary, this.access ? values?.common : this.separate?.values);
    }
    this.monitoring = createMonitoring(this, {
      ...{ ...own, options: props.monitoring, separate: this.separate?.stacks },
      watched: watchedBy(this, [...this.services.keys()], this.sharedParts),
    });
    this.pauseSchedule = createPlatformPause(this, props.pauseSchedule, own);
    warnOfMissingTerminationProtection(this, environment.retention.deletionProtection);
    validateLimits(this, { services: [...this.services.keys()], stacks: () => this.stacks });
  }

  /** The stacks of the platform: its own, those of services in the order of the catalogue, and those of alarms and operators. */
  public get stacks(): Stack[] {
    const all = [this, ...(this.separate?.stacks.values() ?? []), this.monitoring, this.access];
    return all.flatMap((part) => (part ? Stack.of(part) : []));
  }

  /**
   * Returns a service of the platform.
   *
   * Throws when the platform has no service of that name; the error lists the services.
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

  /**
   * Returns the stack that contains the resources of a service: its own stack, or else the stack of the platform.
   *
   * Throws when the platform has no service of that name; the error lists the services.
   * @param name the service's name
   */
  public serviceStack(name: string): Stack {
    return Stack.of(this.service(name));
  }

  /**
   * Returns the daily backups of the store of a service: those in a vault under its own key if it is in PCI scope,
   * otherwise `backup`. Returns undefined if they are disabled, and if AWS Backup does not support the store.
   *
   * Throws when the platform has no service of that name; the error lists the services.
   * @param name the service's name
   */
  public serviceBackup(name: string): BackupConstruct | undefined {
    return this.backups?.of(this.service(name).serviceName);
  }

  /** Creates a shared part, unless an existing one is used or the part is disabled. */
  private createSharedPart<Part extends ISharedPart, Options extends PartOptions>(
    prop: string,
    options: Options | undefined,
    existing: ISharedPart | undefined,
    create: (options?: Options) => Part,
  ): Part | undefined {
    requireOnlyOne(this, prop, options, `existing.${prop}`, existing);
    if (existing) {
      this.sharedParts.set(prop, existing);
      return undefined;
    }
    if (!isEnabled(options)) {
      return undefined;
    }
    const part = create(options);
    this.sharedParts.set(prop, part);
    return part;
  }

  private createService(
    definition: ServiceDefinition,
    props: ReturnType<typeof servicePropsOf>,
    environment?: string,
  ): Microservice {
    const { name } = definition;
    const sharedParts = [...this.sharedParts.values()];
    const stack = this.separate?.stacks.get(name);
    const store = this.database?.store(name);
    const service = new Microservice(stack ?? this, stack ? 'Service' : name, {
      ...props,
      vpc: this.vpc,
      store: stack && store && this.values ? this.values.publishedStore(stack, store) : store,
      _nestLogins: stack === undefined,
      _publish: stack && ((text) => this.values?.publishedText(stack, text) ?? text),
      _onConnect: (workload) => this.pauseSchedule?._addWorkload(workload),
      encryptionKey: this.database?.encryptionKey(name),
      ...servedUses(definition, sharedParts),
      sharedParts,
      environment,
    });
    addTags(service, definition.tags);
    return service;
  }
}
