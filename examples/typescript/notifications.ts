import { join } from 'node:path';
import { type EcommercePlatform, Workload } from '@org/ecommerce-constructs';
import { CfnResource, Duration, aws_lambda as lambda, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface NotificationsStackProps extends StackProps {
  readonly platform: EcommercePlatform;
}

/** The notification service: a function. */
export class NotificationsStack extends Stack {
  constructor(scope: Construct, id: string, { platform, ...props }: NotificationsStackProps) {
    super(scope, id, props);
    const notifications = platform.service('notificationservice');

    const handler = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_22_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(join(__dirname, 'lambda')),
      handler: 'notifications.handler',
      timeout: Duration.seconds(15),
      memorySize: 256,
      vpc: platform.vpc,
      securityGroups: notifications.securityGroups,
    });

    notifications.connect(Workload.lambdaFunction(handler));
    dropRedundantDependency(handler);
  }
}

/** The CDK says twice that a function depends on its role, which it names; cfn-lint calls that W3005. */
function dropRedundantDependency(handler: lambda.Function): void {
  const policy = handler.role?.node.tryFindChild('DefaultPolicy')?.node.defaultChild;
  if (policy instanceof CfnResource && handler.node.defaultChild instanceof CfnResource) {
    handler.node.defaultChild.addOverride('DependsOn', [policy.logicalId]);
  }
}
