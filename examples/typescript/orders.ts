import { type EcommercePlatform, Workload } from '@org/ecommerce-constructs';
import { aws_ecs as ecs, aws_logs as logs, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface OrdersStackProps extends StackProps {
  readonly platform: EcommercePlatform;
}

/** The order service: a container on Fargate. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, { platform, ...props }: OrdersStackProps) {
    super(scope, id, props);
    const orders = platform.service('orderservice');

    const taskDefinition = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 });
    taskDefinition.addContainer('app', {
      // Stands for the service's own image.
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/nginx/nginx:1.29-alpine'),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'orders', logRetention: logs.RetentionDays.ONE_MONTH }),
    });
    const service = new ecs.FargateService(this, 'Service', {
      cluster: new ecs.Cluster(this, 'Cluster', { vpc: platform.vpc }),
      taskDefinition,
      // With these groups all doors are open already: no rule is written for the workload.
      securityGroups: orders.securityGroups,
      desiredCount: 2,
      minHealthyPercent: 100,
      circuitBreaker: { rollback: true },
    });

    orders.connect(Workload.ecsService(service));
  }
}
