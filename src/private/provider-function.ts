import { CfnResource, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { skipInCheckov } from './acknowledge';

/**
 * Takes the function of one of the CDK's own custom resources as it is, but for what it says twice: that it depends on
 * the role it names. cfn-lint calls that W3005, in our users' templates as in ours.
 */
export function acceptProviderFunction(scope: IConstruct, provider: string): void {
  const handler = Stack.of(scope).node.tryFindChild(provider)?.node.tryFindChild('Handler');
  if (handler instanceof CfnResource) {
    handler.addDeletionOverride('DependsOn');
    skipInCheckov(
      handler,
      { id: 'CKV_AWS_115', reason: 'It runs once, when the stack is deployed, and CloudFormation alone calls it.' },
      { id: 'CKV_AWS_116', reason: 'A call that fails fails the deployment, where it is seen.' },
      { id: 'CKV_AWS_117', reason: 'It calls an API of AWS and reaches nothing in the VPC.' },
    );
  }
}
