import { join } from 'node:path';
import { type EcommercePlatform, Workload } from '@org/ecommerce-constructs';
import { Duration, aws_lambda as lambda, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface InvoicesStackProps extends StackProps {
  readonly platform: EcommercePlatform;
}

/** The invoice service, as a Lambda function. */
export class InvoicesStack extends Stack {
  constructor(scope: Construct, id: string, { platform, ...props }: InvoicesStackProps) {
    super(scope, id, props);
    const invoices = platform.service('invoiceservice');

    const handler = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.PYTHON_3_13,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(join(__dirname, 'lambda')),
      handler: 'invoices.handler',
      timeout: Duration.seconds(15),
      vpc: platform.vpc,
      securityGroups: invoices.securityGroupsFor(this),
    });

    invoices.connect(Workload.lambdaFunction(handler));
  }
}
