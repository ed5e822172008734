import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Capability } from '../access/capability';
import type { IWorkload } from '../workloads/workload-contract';

/** What of its service a workload is connected to. */
export interface ConnectOptions {
  /**
   * What the workload uses of what the services share.
   * @default - all that the service may use
   */
  readonly capabilities?: Capability[];
}

/**
 * A service of the platform, made here or read from its parameters.
 *
 * Only the library implements it: a minor release may add members.
 */
export interface IMicroservice extends IConstruct {
  /** The service's name. */
  readonly serviceName: string;
  /**
   * The groups to create the service's workloads with: its own, and the client group of each shared part it uses. Four at
   * most, of the five that a network interface may have.
   */
  readonly securityGroups: ec2.ISecurityGroup[];
  /**
   * Connects a workload to all that the service uses: opens the ports, grants the least IAM, hands over settings and
   * secrets. Connecting it again changes nothing.
   *
   * What a role of the app may do is one customer managed policy for each service that it works for; a role that was
   * imported gets an inline policy, and one that must not be changed gets none.
   *
   * Everything is written in the workload's stack. Create the workload with `securityGroups` of the service, and no
   * rule is needed; otherwise each of its own groups is let in.
   *
   * Throws when the workload is connected to another service, is in another region or VPC, has no VPC where one is
   * needed, and when the service was not given a capability that is asked for.
   * @param workload the workload
   * @param options what to connect it to
   */
  connect(workload: IWorkload, options?: ConnectOptions): void;
}
