import { aws_iam as iam, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PublishedValues } from '../parameters/published-values';

/**
 * Applies the permissions boundary to all roles of a platform, also to those of the CDK's custom resources, which are in the
 * stack and not in the platform.
 *
 * @param values the values that the stacks of services read; undefined if all services are in the stack of the platform
 */
export function applyBoundary(platform: Construct, boundary: iam.IManagedPolicy, values?: PublishedValues): void {
  const { managedPolicyArn } = boundary;
  const readable =
    values && Token.isUnresolved(managedPolicyArn)
      ? iam.ManagedPolicy.fromManagedPolicyArn(platform, 'PublishedBoundary', values.publish(managedPolicyArn))
      : boundary;
  const providers = Stack.of(platform).node.children.filter(({ node }) => node.id.startsWith('Custom::'));
  for (const scope of [platform, ...providers]) {
    iam.PermissionsBoundary.of(scope).apply(readable);
  }
}
