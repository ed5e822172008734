import { aws_ec2 as ec2, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ICache } from '../data/cache-contract';
import { Capability } from '../data/service-catalogue';
import type { IServiceStore } from '../data/store';
import type { IBroker } from '../messaging/broker-contract';
import { refuse } from '../private/validation';
import type { ISearch } from '../search/search-contract';
import type { StorageConstruct } from '../storage/storage-construct';
import { Connection } from './connection';
import { ImportedMicroservice } from './imported-microservice';
import type { ConnectOptions, IMicroservice } from './microservice-contract';
import {
  parameterPath,
  readParameters,
  requireEnvironmentName,
  type ServiceAccess,
  ServiceParameters,
  type ServiceRecord,
} from './service-parameters';
import { cacheAccess, messagingAccess, searchAccess, storageAccess, storeAccess } from './shared-access';
import type { IWorkload } from './workload-contract';

/** Where the parameters of a service are. */
export interface MicroserviceParameters {
  /** The environment that the platform was deployed as: the first part of the parameters' names. */
  readonly environment: string;
  /** The service's name: the second part of the parameters' names. */
  readonly serviceName: string;
}

/** Props of `Microservice`. */
export interface MicroserviceProps {
  /** The service's name. */
  readonly serviceName: string;
  /** The VPC that the service runs in. */
  readonly vpc: ec2.IVpc;
  /**
   * The service's store, which lets the service in.
   * @default - none
   */
  readonly store?: IServiceStore;
  /**
   * What the service may use of what the services share. Each needs its part among the other props.
   * @default - nothing
   */
  readonly capabilities?: Capability[];
  /**
   * The shared cache.
   * @default - none
   */
  readonly cache?: ICache;
  /**
   * The shared message broker.
   * @default - none
   */
  readonly messaging?: IBroker;
  /**
   * The shared search domain.
   * @default - none
   */
  readonly search?: ISearch;
  /**
   * The shared object storage.
   * @default - none
   */
  readonly storage?: StorageConstruct;
  /**
   * The key that encrypts the service's data, for what its workloads store besides: their logs, their queues.
   * @default - none
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * The environment's name, under which the service's parameters are written: `/<environment>/<service>/...`. It is 1 to
   * 64 letters, digits, dots, hyphens and underscores, and does not start with aws or ssm.
   * @default - no parameters are written, and the service cannot be connected to from another app
   */
  readonly environment?: string;
}

/**
 * A service of the platform: a security group of its own, the store that admits it, and what it shares with others.
 *
 * `connect` is the one door for its workloads.
 *
 * Throws when the environment's name is none, and when the part of a capability is missing.
 *
 * @example
 * import { AWSProvider, DatabaseConstruct, Microservice, ServiceCatalogue, Workload } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const handler: lambda.Function;
 * const database = new DatabaseConstruct(stack, 'Database', {
 *   provider: new AWSProvider(),
 *   vpc,
 *   catalogue: ServiceCatalogue.of([{ name: 'reviewservice' }]),
 * });
 * const reviews = new Microservice(stack, 'Reviews', {
 *   serviceName: 'reviewservice',
 *   vpc,
 *   store: database.store('reviewservice'),
 * });
 * reviews.connect(Workload.lambdaFunction(handler));
 */
export class Microservice extends Construct implements IMicroservice, ec2.IConnectable {
  /**
   * A service of a platform in another app, read from its parameters while this app is synthesized: neither app exports
   * anything to the other. The stack needs an `env` with an account and a region; the lookup is kept in cdk.context.json,
   * and repeated after `cdk context --reset`.
   *
   * Throws when no platform can have been deployed as the environment.
   * @param scope where it is placed
   * @param id its id
   * @param parameters where its parameters are
   */
  public static fromParameters(scope: Construct, id: string, parameters: MicroserviceParameters): IMicroservice {
    return new ImportedMicroservice(scope, id, parameters.environment, parameters.serviceName);
  }

  /** The service's name. */
  public readonly serviceName: string;
  /** The security group of its own that the service's workloads carry. */
  public readonly securityGroup: ec2.SecurityGroup;
  /** The groups to create the service's workloads with: its own, and the client groups of the shared parts it uses. */
  public readonly securityGroups: ec2.ISecurityGroup[];
  /** What the service's own group may reach, and what may reach it. */
  public readonly connections: ec2.Connections;
  /** The service's store; undefined where it has none. */
  public readonly store?: IServiceStore;
  /** The key that encrypts the service's data; undefined where AWS's keys do. */
  public readonly encryptionKey?: kms.IKey;

  private readonly record: ServiceRecord;
  private readonly path?: string;

  constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id);
    if (props.environment !== undefined) {
      requireEnvironmentName(this, 'environment', props.environment);
    }
    this.serviceName = props.serviceName;
    this.store = props.store;
    this.encryptionKey = props.encryptionKey;
    this.securityGroup = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      description: `Workloads of ${props.serviceName}`,
    });
    this.connections = new ec2.Connections({ securityGroups: [this.securityGroup] });
    this.admitToStore();
    this.securityGroups = [this.securityGroup, ...this.clientGroups(props)];
    this.record = {
      region: Stack.of(this).region,
      vpcId: props.vpc.vpcId,
      securityGroupIds: this.securityGroups.map(({ securityGroupId }) => securityGroupId),
      accesses: this.accesses(props),
    };
    if (props.environment !== undefined) {
      this.path = parameterPath(props.environment, props.serviceName);
      new ServiceParameters(this, 'Parameters', this.path, this.record);
    }
  }

  /**
   * Connects a workload to all that the service uses: opens the ports, grants the least IAM, hands over settings and
   * secrets. Connecting it again changes nothing.
   *
   * What a role of the app may do is one customer managed policy for each service that it works for; a role that was
   * imported gets an inline policy, and one that must not be changed gets none.
   *
   * Throws when the workload is connected to another service, is in another region or VPC, has no VPC where one is
   * needed, and when the service was not given a capability that is asked for.
   * @param workload the workload
   * @param options what to connect it to
   */
  public connect(workload: IWorkload, options?: ConnectOptions): void {
    Connection.establish({
      ...this.record,
      serviceName: this.serviceName,
      workload,
      capabilities: options?.capabilities,
      parameters: this.path === undefined ? undefined : readParameters(this, this.path, this.record),
    });
  }

  private admitToStore(): void {
    if (this.store && this.store.connections.securityGroups.length > 0) {
      this.store.connections.allowDefaultPortFrom(this, `Workloads of ${this.serviceName}`);
    }
  }

  private clientGroups({ capabilities, cache, messaging, search }: MicroserviceProps): ec2.ISecurityGroup[] {
    const parts = new Map([
      [Capability.CACHE, cache?.clientSecurityGroup],
      [Capability.MESSAGING, messaging?.clientSecurityGroup],
      [Capability.SEARCH, search?.clientSecurityGroup],
    ]);
    return (capabilities ?? []).flatMap((capability) => parts.get(capability) ?? []);
  }

  private accesses({ store, capabilities = [], ...parts }: MicroserviceProps): ServiceAccess[] {
    return [
      ...(store ? [storeAccess(store)] : []),
      ...capabilities.map((capability) => ({ ...this.sharedAccess(capability, parts), capability })),
    ];
  }

  private sharedAccess(
    capability: Capability,
    parts: Omit<MicroserviceProps, 'store' | 'capabilities'>,
  ): ServiceAccess {
    switch (capability) {
      case Capability.CACHE:
        return cacheAccess(this.required('cache', parts.cache));
      case Capability.MESSAGING:
        return messagingAccess(this.required('messaging', parts.messaging));
      case Capability.SEARCH:
        return searchAccess(this.required('search', parts.search), this.serviceName);
      case Capability.STORAGE:
        return storageAccess(this.required('storage', parts.storage), true);
      case Capability.STORAGE_READ:
        return storageAccess(this.required('storage', parts.storage), false);
    }
  }

  private required<T>(part: string, value: T | undefined): T {
    if (value === undefined) {
      throw refuse(this, {
        prop: part,
        got: 'none',
        allowed: `given, because ${this.serviceName} has its capability`,
        fix: `Leave the part in, or take the capability from ${this.serviceName} in the catalogue.`,
      });
    }
    return value;
  }
}
