import type { aws_ec2 as ec2, aws_iam as iam, aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IServiceAccess } from '../access/service-access';
import type { LoginOptions } from '../logins/login-options';
import type { IMonitored } from '../monitoring/monitored';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import type { StoreDefaults } from './store-options';

/**
 * The store of one service, of any kind: its connections, its client settings and its permissions.
 *
 * A store without a port, such as a DynamoDB table, has empty connections.
 * @subclassable
 */
export interface IServiceStore extends IServiceAccess {
  /**
   * The ARN of the store in AWS Backup.
   * @default - none: AWS Backup does not select the store
   */
  readonly resourceArn?: string;
  /**
   * The alarms and graphs of the store.
   * @default - none
   */
  readonly monitored?: IMonitored;
}

/** The search domain that services share. */
export interface SharedSearch {
  /** The domain. Import an existing one with `opensearch.Domain.fromDomainAttributes`, which gives it the right ARN. */
  readonly domain: opensearch.IDomain;
}

/** The service, the environment and the network that a store is created for. */
export interface StoreContext {
  /** The name of the service. */
  readonly serviceName: string;
  /**
   * The environment, which supplies the settings that the store's options leave unset. `DatabaseConstruct` reads its
   * provider once and passes a complete one: production's settings fill in the settings that its provider leaves unset.
   */
  readonly provider: IEnvironmentProvider;
  /** The VPC to place the store in. */
  readonly vpc: ec2.IVpc;
  /**
   * Defaults for every store. A store's own options take precedence.
   * @default - the environment's settings
   */
  readonly defaults?: StoreDefaults;
  /**
   * The search domain that services share.
   * @default - none: a search index is rejected
   */
  readonly search?: SharedSearch;
  /**
   * Options of the logins that the service has of its own in a PostgreSQL instance, an Aurora or a DocumentDB cluster.
   * @default - the defaults of `LoginOptions`
   */
  readonly logins?: LoginOptions;
  /**
   * Whether logins are in a nested stack, because the stack has the stores of several services.
   * @internal
   */
  readonly _nestLogins?: boolean;
  /**
   * The role with which RDS writes the metrics of Enhanced Monitoring; if undefined, a role that the databases in the parent
   * of the store's scope share. A public member would break stores in Python, whose `bind` lists all members.
   * @internal
   */
  readonly _monitoringRole?: iam.IRole;
  /**
   * Whether the service is in PCI scope, so that its data must not lie under a key of a shared part.
   * @internal
   */
  readonly _pciScope?: boolean;
}

/**
 * A kind of store with its options. Binding it to a service creates the store of that service.
 *
 * `DataStore` creates the kinds that the library supports. Implement this interface to support another kind: the
 * examples in TypeScript, Python and Java contain a complete implementation, `ObjectStore`. An implementation must be
 * stateless, because one value may be bound to several services.
 * @subclassable
 *
 * @example
 * import { AWSProvider, DataStore } from '@org/ecommerce-constructs';
 * import { aws_dynamodb as dynamodb, aws_ec2 as ec2, aws_iam as iam, Stack } from 'aws-cdk-lib';
 * import { Construct } from 'constructs';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const role: iam.IRole;
 * const dataStore = DataStore.dynamoDb({
 *   partitionKey: { name: 'sessionId', type: dynamodb.AttributeType.STRING },
 * });
 * const sessions = dataStore.bind(new Construct(stack, 'Sessions'), {
 *   serviceName: 'sessionservice',
 *   provider: new AWSProvider(),
 *   vpc,
 * });
 * sessions.grantAccess(role);
 */
export interface IDataStore {
  /**
   * Creates the store.
   * @param scope the scope of the store's resources; it is empty, except for the service's own KMS key with the id
   * `Key`
   * @param context the service, the environment and the network
   */
  bind(scope: Construct, context: StoreContext): IServiceStore;
}
