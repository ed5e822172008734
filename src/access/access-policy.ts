import { aws_iam as iam, Names, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { allow, type Permission } from './permissions';
import { acknowledgeWildcards } from './wildcards';

/** For which service a grant is, and where it is written. */
export interface AccessPolicyScope {
  readonly connection: IConstruct;
  readonly serviceName: string;
}

/**
 * Lets a grantee do what the permissions say: a role by a customer managed policy, which is audited and versioned by
 * itself, and whoever cannot have one of ours, such as an imported role, in the CDK's own way.
 */
export function allowByPolicy(scope: AccessPolicyScope, grantee: iam.IGrantable, permissions: Permission[]): iam.Grant {
  const { grantPrincipal } = grantee;
  if (!iam.Role.isRole(grantPrincipal)) {
    return allow(grantee, permissions);
  }
  const policy = accessPolicy(scope, grantPrincipal);
  acknowledgeWildcards(policy, permissions);
  return allow(policy, permissions);
}

/**
 * The policy of a role for the service. Workloads that share a role share it, because a role takes no more than ten.
 *
 * It stands below the role, so that what waits for the role waits for it too; in the workload's stack in any case.
 */
function accessPolicy({ connection, serviceName }: AccessPolicyScope, role: iam.Role): iam.ManagedPolicy {
  const [scope, id] =
    Stack.of(role) === Stack.of(connection)
      ? [role, `Access-${serviceName}`]
      : [connection, `Access-${Names.uniqueId(role)}`];
  const existing = scope.node.tryFindChild(id);
  return existing instanceof iam.ManagedPolicy
    ? existing
    : new iam.ManagedPolicy(scope, id, { description: `What ${serviceName} uses`, roles: [role] });
}
