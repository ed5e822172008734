import { join } from 'node:path';
import { type EcommercePlatform, KeyPolicy, Workload } from '@org/ecommerce-constructs';
import {
  CfnResource,
  Duration,
  aws_iam as iam,
  aws_lambda as lambda,
  aws_logs as logs,
  Stack,
  type StackProps,
  aws_sqs as sqs,
  Validations,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface NotificationsStackProps extends StackProps {
  readonly platform: EcommercePlatform;
}

/** The notification service, as a Lambda function. */
export class NotificationsStack extends Stack {
  constructor(scope: Construct, id: string, { platform, ...props }: NotificationsStackProps) {
    super(scope, id, props);
    const notifications = platform.service('notificationservice');

    const role = this.createRole();
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_MONTH,
      encryptionKey: platform.encryptionKey,
    });
    KeyPolicy.allowLogGroup(platform.encryptionKey, logGroup);
    const handler = new lambda.Function(this, 'Function', {
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      code: lambda.Code.fromAsset(join(__dirname, 'lambda')),
      handler: 'notifications.handler',
      timeout: Duration.seconds(15),
      memorySize: 256,
      role,
      reservedConcurrentExecutions: 20,
      environmentEncryption: platform.encryptionKey,
      logGroup,
      vpc: platform.vpc,
      securityGroups: notifications.securityGroupsFor(this),
    });

    notifications.connect(Workload.lambdaFunction(handler));
    this.sendFailuresToQueue(handler, role);
    dropRedundantDependency(handler, role);
  }

  private createRole(): iam.Role {
    const role = new iam.Role(this, 'Role', {
      description: 'The function of notificationservice',
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole')],
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]',
      reason:
        'AWS maintains this policy for functions in a VPC. It only allows writing logs and managing network interfaces.',
    });
    return role;
  }

  /** Sends failed events to a queue. `deadLetterQueue` does the same, but with an inline policy in the role. */
  private sendFailuresToQueue({ node: { defaultChild } }: lambda.Function, role: iam.Role): void {
    const failures = new sqs.Queue(this, 'Failures', {
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.KMS_MANAGED,
      enforceSSL: true,
    });
    failures.grantSendMessages(new iam.ManagedPolicy(role, 'KeepFailures', { roles: [role] }));
    if (defaultChild instanceof lambda.CfnFunction) {
      defaultChild.deadLetterConfig = { targetArn: failures.queueArn };
    }
  }
}

/**
 * Removes the function's explicit dependency on its role. The function refers to the role anyway, and cfn-lint reports the
 * redundant dependency as W3005.
 */
function dropRedundantDependency({ node: { defaultChild } }: lambda.Function, role: iam.Role): void {
  const resources = role.node.findAll().filter(CfnResource.isCfnResource);
  const policies = resources.filter((resource) => resource !== role.node.defaultChild);
  if (CfnResource.isCfnResource(defaultChild)) {
    defaultChild.addOverride(
      'DependsOn',
      policies.map(({ logicalId }) => logicalId),
    );
  }
}
