import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { idFrom } from '../naming/stack-path';
import { plainText } from '../naming/texts';
import { allow, type Permission } from './permissions';
import { acknowledgeWildcards } from './wildcards';

/** The service that a grant is for, and the construct whose stack the grant is written in. */
export interface AccessPolicyScope {
  readonly connection: IConstruct;
  readonly serviceName: string;
}

/**
 * Grants the permissions. A role gets a customer managed policy, which is versioned and can be audited separately. A
 * grantee that cannot have such a policy, for example an imported role, gets the CDK's own inline policy.
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
 * The policy of a role for the service. Workloads that share a role share the policy, because a role can have only ten.
 *
 * The policy is always in the workload's stack. If the role is there too, the policy is a child of the role, so that a
 * construct that depends on the role also depends on the policy.
 */
function accessPolicy({ connection, serviceName }: AccessPolicyScope, role: iam.Role): iam.ManagedPolicy {
  const [scope, id] =
    Stack.of(role) === Stack.of(connection)
      ? [role, `Access-${serviceName}`]
      : [connection, `Access-${idFrom(connection, role)}`];
  const existing = scope.node.tryFindChild(id);
  if (existing instanceof iam.ManagedPolicy) {
    return existing;
  }
  // Changing the description replaces the policy.
  const policy = new iam.ManagedPolicy(scope, id, { description: descriptionOf(serviceName), roles: [role] });
  ACCESS_POLICIES.set(policy, { policy, role, serviceName });
  return policy;
}

/** The policy of a role for a service. */
export interface AccessPolicy {
  readonly policy: iam.ManagedPolicy;
  readonly role: iam.Role;
  readonly serviceName: string;
}

/** Returns the role and the service of an access policy; undefined for other constructs. */
export function accessPolicyOf(construct: IConstruct): AccessPolicy | undefined {
  return ACCESS_POLICIES.get(construct);
}

const ACCESS_POLICIES = new WeakMap<IConstruct, AccessPolicy>();

function descriptionOf(serviceName: string): string {
  return `Allows workloads of ${plainText(serviceName)} to use its store and the shared parts of the platform`;
}
