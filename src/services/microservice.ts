import { aws_ec2 as ec2, type aws_kms as kms, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type AccessData, accessData } from '../access/access-data';
import type { Capability } from '../access/capability';
import type { ISharedPart } from '../access/shared-part';
import { refuse } from '../private/validation';
import type { IServiceStore } from '../stores/store-contract';
import type { IWorkload } from '../workloads/workload-contract';
import { requireWorkload } from '../workloads/workload-kinds';
import { Connection } from './connection';
import { ImportedMicroservice } from './imported-microservice';
import type { ConnectOptions, IMicroservice } from './microservice-contract';
import {
  parameterPath,
  readParameters,
  requireEnvironmentName,
  ServiceParameters,
  type ServiceRecord,
} from './service-parameters';

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
   * The capabilities of the service: how it may use the shared parts. Each needs a part that has it in `sharedParts`.
   * @default - none
   */
  readonly capabilities?: Capability[];
  /**
   * The parts that services share, such as the cache and the message broker.
   * @default - none
   */
  readonly sharedParts?: ISharedPart[];
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
 * Throws when Parameter Store refuses the environment's name, and when no shared part has a capability of the service.
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
    const uses = this.usesOf(props);
    this.securityGroups = [this.securityGroup, ...uses.flatMap(({ part }) => part.clientSecurityGroups)];
    this.record = {
      region: Stack.of(this).region,
      vpcId: props.vpc.vpcId,
      securityGroupIds: this.securityGroups.map(({ securityGroupId }) => securityGroupId),
      accesses: [...(props.store ? [accessData(props.store)] : []), ...uses.map((use) => this.accessTo(use))],
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
    requireWorkload(this, workload);
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

  /** The capabilities, each with the shared part that has it. */
  private usesOf({ capabilities = [], sharedParts = [] }: MicroserviceProps): SharedPartUse[] {
    return capabilities.map((capability) => {
      const part = sharedParts.find((candidate) => candidate.capabilities.includes(capability));
      if (part === undefined) {
        throw refuse(this, {
          prop: 'sharedParts',
          gotInWords: 'none',
          allowed: `given with a part for the capability ${capability}, which ${this.serviceName} has`,
          fix: `Leave the part in, or take the capability from ${this.serviceName} in the catalogue.`,
        });
      }
      return { capability, part };
    });
  }

  private accessTo({ capability, part }: SharedPartUse): AccessData {
    return { ...accessData(part.accessFor({ serviceName: this.serviceName, capability })), capability };
  }
}

/** A capability of a service, and the shared part that has it. */
interface SharedPartUse {
  readonly capability: Capability;
  readonly part: ISharedPart;
}
