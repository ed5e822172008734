import { aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { createLogGroup } from '../private/log-group';
import { snapshotAsRetain } from '../private/removal-policies';
import { refuse } from '../private/validation';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import type { OperatorAccessProps } from './operator-access-options';
import { TargetAccess } from './target-access';
import { requireTargets, warnOfMissingWay } from './target-rules';

/**
 * A way for people to reach stores and shared parts in private networks, through Session Manager.
 *
 * Each target has a Fargate service with no running task, no rule that admits anybody, and the security groups of a client of
 * the target alone. A person with the permission starts the task, forwards a local port to the target, and stops the task:
 * `npx @org/ecommerce-constructs tunnel` does so. The session document contains the host and the port of the target, so that a
 * session leads nowhere else. The task has no login: a person needs one of the database besides.
 *
 * CloudTrail records who started a session. A shell, which the policies do not allow, is recorded in the log group if an
 * administrator opens one. What a forwarded port transfers is recorded nowhere: AWS offers no record of it.
 *
 * A target costs nothing while nobody is connected.
 *
 * Throws when the environment's name is not accepted by Parameter Store, when the VPC has no private subnets, and when a target
 * is invalid.
 *
 * @example
 * import { AWSProvider, OperatorAccess, OperatorTarget } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, aws_iam as iam, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const vpc: ec2.IVpc;
 * declare const clients: ec2.ISecurityGroup;
 * declare const onCall: iam.Role;
 * const reports: OperatorTarget = {
 *   name: 'reports',
 *   host: 'reports.internal.example.org',
 *   port: 5432,
 *   securityGroups: [clients],
 * };
 * const access = new OperatorAccess(stack, 'Access', {
 *   provider: new AWSProvider(),
 *   environmentName: 'production',
 *   vpc,
 *   targets: [reports],
 * });
 * access.grantConnect('reports', onCall);
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager.html
 */
export class OperatorAccess extends Construct {
  /** The names of the targets, in the order of the props. */
  public readonly targets: string[];

  /**
   * The ways to the targets, by name, which `ServiceIsolationValidator` compares with the templates.
   * @internal
   */
  public readonly _targets: ReadonlyMap<string, TargetAccess>;

  constructor(scope: Construct, id: string, props: OperatorAccessProps) {
    super(scope, id);
    const { provider, targets, encryptionKey, ...common } = props;
    requireTargets(this, props);
    warnOfMissingWay(this, props.vpc, props.image);
    const { retention } = ResolvedEnvironment.of(this, provider);
    const logGroup = createLogGroup(this, 'Logs', {
      retention: retention.logRetention,
      removalPolicy: snapshotAsRetain(retention.removalPolicy),
      encryptionKey,
    });
    const isEncrypted = encryptionKey !== undefined;
    this.targets = targets.map(({ name }) => name);
    this._targets = new Map(
      targets.map((target) => [
        target.name,
        new TargetAccess(this, target.name, { ...common, target, logGroup, isEncrypted }),
      ]),
    );
  }

  /**
   * Returns the policy that allows a person to connect to a target, for example for a permission set of IAM Identity Center,
   * which refers to it by its name `<environment>-access-<target>-<region>`.
   *
   * Throws when the name is not that of a target; the error lists the targets.
   * @param target the name of the target
   */
  public policy(target: string): iam.ManagedPolicy {
    return this.find(target).policy;
  }

  /**
   * Allows a principal to connect to a target: to read its parameter, to start and stop its task, and to forward its port. The
   * permissions are in the stack of the principal, which may be deployed before or after this one.
   *
   * Throws when the name is not that of a target; the error lists the targets.
   * @param target the name of the target
   * @param grantee the principal, such as the role of the people on call
   */
  public grantConnect(target: string, grantee: iam.IGrantable): iam.Grant {
    const statements = this.find(target).statements(this);
    const grants = statements.map((statement) =>
      iam.Grant.addToPrincipal({
        grantee,
        actions: statement.actions,
        resourceArns: statement.resources,
        conditions: statement.conditions,
      }),
    );
    return grants.reduce((one, other) => one.combine(other));
  }

  private find(target: string): TargetAccess {
    const found = this._targets.get(target);
    if (!found) {
      throw refuse(this, {
        prop: 'target',
        got: target,
        allowed: `one of ${this.targets.join(', ')}`,
        fix: 'Add it to `targets`, or correct the name.',
      });
    }
    return found;
  }
}
