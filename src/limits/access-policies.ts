import { aws_iam as iam, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AccessPolicy } from '../access/access-policy';
import { refuse } from '../private/validation';
import { leastLength } from './least-length';
import { POLICIES_OF_ROLE, quotaValue, remedyFor } from './quotas';
import type { Survey } from './survey';

/** Rejects the role of a workload with more, or longer, policies than IAM takes. */
export function validateAccessPolicies(platform: IConstruct, survey: Survey): string[] {
  const roles = new Map<iam.Role, AccessPolicy[]>();
  for (const accessPolicy of survey.accessPolicies) {
    roles.set(accessPolicy.role, [...(roles.get(accessPolicy.role) ?? []), accessPolicy]);
  }
  return [
    ...survey.accessPolicies.flatMap(validateLength),
    ...[...roles].flatMap(([role, policies]) => validateNumber(role, policies, quotaValue(platform, POLICIES_OF_ROLE))),
    ...[...byRoles(survey.importedRolePolicies).values()].flatMap(validateInlineLength),
  ];
}

function validateLength({ policy, serviceName }: AccessPolicy): string[] {
  const length = lengthOf(policy, MAX_MANAGED);
  if (length <= MAX_MANAGED) {
    return [];
  }
  const refusal = refuse(policy, {
    prop: 'store',
    allowed: `one whose access fits into the policy of a workload of ${serviceName}, which takes ${MAX_MANAGED} characters`,
    gotInWords: `at least ${length}`,
    fix: 'Have the store grant access to fewer resources, of which one can be a pattern.',
  });
  return [refusal.message];
}

function validateNumber(role: iam.Role, accessPolicies: readonly AccessPolicy[], limit: number): string[] {
  const others = attachedPolicies(role);
  if (others + accessPolicies.length <= limit) {
    return [];
  }
  const services = accessPolicies.map(({ serviceName }) => serviceName);
  const refusal = refuse(role, {
    prop: 'workload',
    allowed: `one whose role has at most ${limit} managed policies`,
    gotInWords: `${others + services.length}: ${services.length} for ${services.join(', ')}, and ${others} that the app attaches`,
    fix: `Create the workloads of each service with a role of their own. ${remedyFor(POLICIES_OF_ROLE)}`,
  });
  return [refusal.message];
}

/** Number of the managed policies in the properties of a role. */
function attachedPolicies(role: iam.Role): number {
  const { defaultChild } = role.node;
  const arns: unknown = iam.CfnRole.isCfnRole(defaultChild) && Stack.of(role).resolve(defaultChild.managedPolicyArns);
  return Array.isArray(arns) ? arns.length : 0;
}

/** The inline policies by the names of their roles, because an app can import a role several times. */
function byRoles(policies: readonly iam.Policy[]): Map<string, iam.Policy[]> {
  const result = new Map<string, iam.Policy[]>();
  for (const policy of policies) {
    const { defaultChild } = policy.node;
    const roles: unknown = iam.CfnPolicy.isCfnPolicy(defaultChild) && policy.stack.resolve(defaultChild.roles);
    const key = JSON.stringify(roles);
    result.set(key, [...(result.get(key) ?? []), policy]);
  }
  return result;
}

function validateInlineLength(policies: readonly iam.Policy[]): string[] {
  const length = policies.reduce((total, policy) => total + lengthOf(policy, MAX_INLINE), 0);
  if (length <= MAX_INLINE) {
    return [];
  }
  const refusal = refuse(policies[0], {
    prop: 'workload',
    allowed: `one whose imported role has inline policies of at most ${MAX_INLINE} characters in total`,
    gotInWords: `at least ${length}`,
    fix: 'Connect fewer workloads with this role, or create a role in the app, which gets a managed policy for each service.',
  });
  return [refusal.message];
}

/** The least length of the policy's document as IAM counts it: without white space. */
function lengthOf({ document, stack }: iam.ManagedPolicy | iam.Policy, limit: number): number {
  const length = lengthOfStatements(document.toJSON()?.Statement ?? []);
  if (length <= limit) {
    return length;
  }
  // The workloads of a service that share a role repeat its statements, of which the CDK writes one.
  const distinct = new Map<string, unknown>();
  for (const statement of document.toJSON().Statement) {
    distinct.set(JSON.stringify(stack.resolve(statement)), statement);
  }
  return lengthOfStatements([...distinct.values()]);
}

function lengthOfStatements(statements: readonly unknown[]): number {
  return leastLength(JSON.stringify({ Statement: statements, Version: '2012-10-17' }).replace(/\s/g, ''));
}

const MAX_MANAGED = 6_144;
/** The limit of all inline policies of a role together. */
const MAX_INLINE = 10_240;
