import type { aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import type { Capability } from '../access/capability';
import type { ISharedPart } from '../access/shared-part';
import type { ServiceEgress } from '../egress/service-egress';
import type { ServiceEvents } from '../events/service-events';
import type { LoginOptions } from '../logins/login-options';
import type { ServiceSearchOptions } from '../logins/service-search-options';
import type { IServiceStore } from '../stores/store-contract';
import type { IWorkload } from '../workloads/workload-contract';
import type { CustomStoreAccess } from './records/custom-store-access';

/** The names under which the parameters of a service are stored. */
export interface MicroserviceParameters {
  /** The environment's name with which the platform was deployed: the first part of the parameters' names. */
  readonly environment: string;
  /** The service's name: the second part of the parameters' names. */
  readonly serviceName: string;
  /**
   * The access to the service's store, if the store is of a kind that the library does not create: the app declares what the
   * parameter may contain.
   * @default - the parameter contains a database, a table, an index, or no store
   */
  readonly customStore?: CustomStoreAccess;
  /**
   * The names of services that have the same index or table, or an existing store behind the same security group. Each of the
   * services can then reach the data of the other ones. One of two services that share names the other one.
   * @default - none: an index, a table and the security groups of a store serve one service
   */
  readonly sharesStoreWith?: string[];
}

/** Props of `Microservice`. */
export interface MicroserviceProps extends ServiceEvents {
  /** The service's name. */
  readonly serviceName: string;
  /** The VPC that the service runs in. */
  readonly vpc: ec2.IVpc;
  /**
   * The service's store, which gets an ingress rule for the service.
   * @default - none
   */
  readonly store?: IServiceStore;
  /**
   * The names of services that have the same index or table, or an existing store behind the same security group. Each of the
   * services can then reach the data of the other ones. One of two services that share names the other one.
   * @default - none: an index, a table and the security groups of a store serve one service
   */
  readonly sharesStoreWith?: string[];
  /**
   * The capabilities of the service, which allow it to use shared parts. Each needs a part in `sharedParts` that has the
   * capability.
   * @default - none
   */
  readonly capabilities?: Capability[];
  /**
   * The parts that services share, such as the cache and the message broker.
   * @default - none
   */
  readonly sharedParts?: ISharedPart[];
  /**
   * Options of the logins that the service has of its own in shared parts.
   * @default - the defaults of `LoginOptions`
   */
  readonly logins?: LoginOptions;
  /**
   * Options of the access of the service to the search domain.
   * @default - only workloads have it
   */
  readonly search?: ServiceSearchOptions;
  /**
   * The way out of the service: what its security group allows its workloads to connect to.
   * @default - `ServiceEgress.OPEN`: everything
   */
  readonly egress?: ServiceEgress;
  /**
   * The key that encrypts the service's data. Use it for other data of its workloads too, such as logs and queues.
   *
   * CloudWatch Logs may use it for log groups whose names start with `/<environment>/<service>/`, and for those that you pass
   * to `KeyPolicy.allowLogGroup`. The policy of an imported key must allow it for each log group.
   * @default - none
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * The environment's name, under which the service's parameters are created: `/<environment>/<service>/connection` for
   * other apps, and `/<environment>/<service>/values` for other stacks of the app. It has 1 to 64 letters, digits, dots,
   * hyphens and underscores, and does not start with aws or ssm.
   * @default - no parameters are created, other apps cannot connect to the service, and the CDK exports the values that
   * workloads in other stacks use, of which `connect` warns
   */
  readonly environment?: string;
  /**
   * Whether the logins in shared parts are in a nested stack, because the stack has several services.
   * @internal
   */
  readonly _nestLogins?: boolean;
  /**
   * Publishes values of other stacks, which the rules of the way out and the logins contain.
   * @internal
   */
  readonly _publish?: (text: string) => string;
  /**
   * Is told of each workload that is connected.
   * @internal
   */
  readonly _onConnect?: (workload: IWorkload) => void;
}
