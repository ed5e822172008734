import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { skipInCheckov } from './acknowledge';

/**
 * Acknowledges findings about the function of a custom resource of the CDK, and removes its redundant `DependsOn`.
 *
 * The function's `Role` already implies the dependency on the role. cfn-lint reports the explicit one as W3005.
 */
export function acknowledgeProviderFunction(scope: IConstruct, provider: string): void {
  const handler = Stack.of(scope).node.tryFindChild(provider)?.node.tryFindChild('Handler');
  if (handler instanceof CfnResource) {
    handler.addDeletionOverride('DependsOn');
    skipInCheckov(
      handler,
      { id: 'CKV_AWS_115', reason: 'Only CloudFormation invokes the function, once per deployment.' },
      { id: 'CKV_AWS_116', reason: 'A failed invocation fails the deployment, which reports the error.' },
      { id: 'CKV_AWS_117', reason: 'The function calls an AWS API and connects to no resource in the VPC.' },
    );
  }
}
