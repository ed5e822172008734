import { aws_ssm as ssm } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Creates the parameter from which other stacks read these values. */
export function publish(scope: Construct, name: string, values: Record<string, string>): void {
  const texts = Object.entries(values).map(([key, value]) => `${key} = ${value}`);
  new ssm.StringParameter(scope, 'Values', {
    parameterName: `/production/${name}`,
    description: 'Values that other stacks read',
    stringValue: `|${texts.join('|')}|`,
    tier: ssm.ParameterTier.INTELLIGENT_TIERING,
  });
}
