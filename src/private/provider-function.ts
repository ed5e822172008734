import { CfnResource, type aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledge, inPacks, skipInCheckov } from './acknowledge';

/**
 * Acknowledges findings about the function of a custom resource of the CDK, and removes its redundant `DependsOn`.
 *
 * The function's `Role` already implies the dependency on the role. cfn-lint reports the explicit one as W3005.
 */
export function acknowledgeProviderFunction(scope: IConstruct, provider: string): void {
  const handler = Stack.of(scope).node.tryFindChild(provider)?.node.tryFindChild('Handler');
  if (handler instanceof CfnResource) {
    handler.addDeletionOverride('DependsOn');
    skipFunctionInCheckov(handler);
  }
}

/** Acknowledges findings about a function that only CloudFormation invokes, for a custom resource of the library. */
export function acknowledgeDeploymentFunction(handler: lambda.Function): void {
  acknowledge(
    handler,
    ...inPacks('LambdaConcurrency', RARELY_INVOKED, ['NIST.800.53.R5', 'HIPAA.Security']),
    ...inPacks('LambdaDLQ', FAILURE_IS_REPORTED, ['NIST.800.53.R5', 'HIPAA.Security']),
    ...inPacks('LambdaInsideVPC', OUTSIDE_VPC),
  );
  const { defaultChild } = handler.node;
  if (defaultChild instanceof CfnResource) {
    skipFunctionInCheckov(defaultChild);
  }
}

function skipFunctionInCheckov(handler: CfnResource): void {
  skipInCheckov(
    handler,
    { id: 'CKV_AWS_115', reason: RARELY_INVOKED },
    { id: 'CKV_AWS_116', reason: FAILURE_IS_REPORTED },
    { id: 'CKV_AWS_117', reason: OUTSIDE_VPC },
  );
}

const RARELY_INVOKED = 'Only CloudFormation invokes the function, once per deployment.';
const FAILURE_IS_REPORTED = 'A failed invocation fails the deployment, which reports the error.';
const OUTSIDE_VPC = 'The function calls an AWS API and connects to no resource in the VPC.';
