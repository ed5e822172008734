import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Drops what the CDK's own custom resource functions say twice: that they depend on the role they name.
 *
 * cfn-lint calls it W3005, in our users' templates as in ours.
 */
export function dropRedundantDependency(scope: IConstruct, provider: string): void {
  const handler = Stack.of(scope).node.tryFindChild(provider)?.node.tryFindChild('Handler');
  if (handler instanceof CfnResource) {
    handler.addDeletionOverride('DependsOn');
  }
}
