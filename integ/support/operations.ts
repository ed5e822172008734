import { join } from 'node:path';
import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import { Duration, type aws_iam as iam, aws_lambda as lambda, type Stack } from 'aws-cdk-lib';

/** Props of a function that does what an operator or AWS does. */
export interface OperationsFunctionProps {
  /** The name of the file in `integ/operations`. */
  readonly file: string;
  readonly environment?: Record<string, string>;
  readonly statements?: iam.PolicyStatement[];
}

/** Creates a function whose steps take longer than one call of an API. */
export function operationsFunction(
  stack: Stack,
  { file, environment, statements }: OperationsFunctionProps,
): lambda.Function {
  return new lambda.Function(stack, 'Operations', {
    runtime: lambda.Runtime.PYTHON_3_13,
    code: lambda.Code.fromAsset(join(__dirname, '..', 'operations')),
    handler: `${file}.handler`,
    timeout: Duration.minutes(15),
    memorySize: 256,
    environment,
    initialPolicy: statements,
  });
}

/** Expects results of the function, by name. */
export function expectResults(
  assertions: IDeployAssert,
  { functionName }: lambda.Function,
  payload: Record<string, unknown>,
  results: Record<string, string>,
): void {
  const call = assertions.invokeFunction({ functionName, payload: JSON.stringify(payload) });
  for (const [name, result] of Object.entries(results)) {
    call.assertAtPath(`Payload.${name}`, { result });
  }
}
