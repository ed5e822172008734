import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Capability } from '../access/capability';
import type { IWorkload } from '../workloads/workload-contract';

/** Options of `connect`. */
export interface ConnectOptions {
  /**
   * The capabilities of the service that the workload uses.
   * @default - all capabilities of the service
   */
  readonly capabilities?: Capability[];
}

/**
 * A service of the platform, created in this app or read from a parameter of another app.
 *
 * Only the library implements it: a minor release may add members.
 */
export interface IMicroservice extends IConstruct {
  /** The service's name. */
  readonly serviceName: string;
  /**
   * The security groups to create the service's workloads with: the service's own group, and the client group of each
   * shared part that the service uses. They are at most four; a network interface can have five.
   */
  readonly securityGroups: ec2.ISecurityGroup[];
  /**
   * Connects a workload to everything that the service uses: adds security group rules, grants the least IAM
   * permissions, and passes settings and secrets. Connecting it again changes nothing.
   *
   * A role of the app gets one customer managed policy for each service that it works for. An imported role gets an
   * inline policy; a role that must not be changed gets none.
   *
   * All resources are created in the workload's stack. A workload with the `securityGroups` of the service needs no
   * security group rules; otherwise each of the workload's own groups gets ingress rules.
   *
   * Throws when the workload is not an `IWorkload`, is already connected to another service, is in another account,
   * region or VPC, has a role of another account, has no VPC although it needs one, runs a container that already has
   * another secret of a name that the service uses, and when the service does not have one of the selected capabilities.
   * @param workload the workload, created by a factory of `Workload`
   * @param options the capabilities that the workload uses
   */
  connect(workload: IWorkload, options?: ConnectOptions): void;
}
