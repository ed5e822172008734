import type { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Returns the CloudFormation resource of an L2 construct, to set a property that the L2 does not support.
 */
export function cfnResource<T extends CfnResource>(
  construct: IConstruct,
  type: abstract new (...args: never[]) => T,
): T {
  const child = construct.node.defaultChild;
  if (!(child instanceof type)) {
    throw new Error(`${construct.node.path} has no ${type.name}: this version of aws-cdk-lib is not supported.`);
  }
  return child;
}
