import { type EcommercePlatform, KeyPolicy, Workload } from '@org/ecommerce-constructs';
import { aws_ecs as ecs, aws_iam as iam, aws_logs as logs, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface OrdersStackProps extends StackProps {
  readonly platform: EcommercePlatform;
}

/** The order service, as a container on Fargate. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, { platform, ...props }: OrdersStackProps) {
    super(scope, id, props);
    const orders = platform.service('orderservice');

    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: logs.RetentionDays.ONE_MONTH,
      encryptionKey: platform.encryptionKey,
    });
    KeyPolicy.allowLogGroup(platform.encryptionKey, logGroup);
    const executionRole = new iam.Role(this, 'ExecutionRole', {
      description: 'Starts the tasks of orderservice',
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
    });
    // A managed policy, which can be audited. The CDK's log driver would add an inline policy to the role.
    const writeLogs = new iam.ManagedPolicy(executionRole, 'WriteLogs', { roles: [executionRole] });
    logGroup.grantWrite(writeLogs);

    const taskDefinition = new ecs.FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      executionRole,
    });
    taskDefinition.node.addDependency(writeLogs);
    taskDefinition.addContainer('app', {
      // A placeholder for the image of the service.
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29-alpine'),
      logging: new ecs.GenericLogDriver({
        logDriver: 'awslogs',
        options: {
          'awslogs-group': logGroup.logGroupName,
          'awslogs-region': this.region,
          'awslogs-stream-prefix': 'orders',
        },
      }),
    });
    const service = new ecs.FargateService(this, 'Service', {
      cluster: new ecs.Cluster(this, 'Cluster', {
        vpc: platform.vpc,
        containerInsightsV2: ecs.ContainerInsights.ENABLED,
      }),
      taskDefinition,
      // The rules of these security groups exist already, so `connect` adds no rule for the workload.
      securityGroups: orders.securityGroupsFor(this),
      desiredCount: 2,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });

    orders.connect(Workload.ecsService(service));
  }
}
