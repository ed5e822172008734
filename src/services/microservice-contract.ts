import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import type { Capability } from '../access/capability';
import type { IWorkload } from '../workloads/workload-contract';
import type { StoreRole } from './store-role';

/** Options of `connect`. */
export interface ConnectOptions {
  /**
   * The capabilities of the service that the workload uses.
   * @default - all capabilities of the service
   */
  readonly capabilities?: Capability[];
  /**
   * What the workload does in the store of the service: a workload that changes the schema gets another login.
   * @default StoreRole.APPLICATION
   */
  readonly storeRole?: StoreRole;
  /**
   * The names of services that this workload may share identities with: a role, an execution role, a task definition, a
   * security group. Each of the services can then do what the other ones may do. One of two services that share names the
   * other one.
   * @default - none: an identity serves one service
   */
  readonly sharesWith?: string[];
  /**
   * Whether somebody else grants the permissions to a role that must not be changed, such as one that is imported with
   * `mutable: false`. It makes no difference for a role that may be changed.
   * @default false - a role that gets no permissions is refused
   */
  readonly permissionsGrantedElsewhere?: boolean;
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
   *
   * Use them in the service's own stack; in every stack, use `securityGroupsFor`.
   */
  readonly securityGroups: ec2.ISecurityGroup[];
  /**
   * Returns the security groups to create a workload with, for the stack that the workload is in.
   *
   * Rules of the service's own group, such as those that a load balancer adds, are written in that stack, so that the stack
   * of the service does not refer to it. The client groups take no rules, because the workloads of other services have
   * them too.
   * @param scope a construct in the stack of the workload, such as the stack itself
   */
  securityGroupsFor(scope: Construct): ec2.ISecurityGroup[];
  /**
   * Connects a workload to everything that the service uses: adds security group rules, grants the least IAM
   * permissions, and passes settings and secrets. Connecting it again changes nothing.
   *
   * A role of the app gets one customer managed policy for each service that it works for. An imported role gets an
   * inline policy.
   *
   * All resources are created in the workload's stack. A workload with the groups of `securityGroupsFor` needs no security
   * group rules. Otherwise the service's own group gets the missing rules or, for a workload without it, each of the
   * workload's own groups; a rule that exists is not written again.
   *
   * Throws when the workload is not an `IWorkload`, is already connected to another service, is in another account,
   * region or VPC, has a role of another account, has no VPC although it needs one, runs a container that already has
   * another secret of a name that the service uses, has a role, a task definition or a security group of another service
   * although `sharesWith` does not name it, has only security groups that several services share, has a role that must
   * not be changed although `permissionsGrantedElsewhere` is not set, or has a `restartEvery` that is too long for a secret,
   * when the service does not have one of the selected capabilities, and when its store has no login for migrations
   * although `storeRole` selects it.
   * @param workload the workload, created by a factory of `Workload`
   * @param options the capabilities that the workload uses
   */
  connect(workload: IWorkload, options?: ConnectOptions): void;
}
