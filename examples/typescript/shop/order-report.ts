import { Microservice, Workload } from '@org/ecommerce-constructs';
import { App, aws_ecs as ecs, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

interface OrderReportStackProps extends StackProps {
  /** The environment that the platform was deployed as. */
  readonly environment: string;
}

/** A report of another team's on the order service: a task for their pipeline to run. */
class OrderReportStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: OrderReportStackProps) {
    super(scope, id, props);
    const orders = Microservice.fromParameters(this, 'Orders', { environment, serviceName: 'orderservice' });

    const task = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 });
    task.addContainer('report', {
      // Stands for the report's own image.
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/postgres:18-alpine'),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'order-report' }),
    });

    orders.connect(Workload.ecsTask(task, orders.securityGroups));
  }
}

const app = new App();
new OrderReportStack(app, 'ShopOrderReport', {
  environment: app.node.getContext('environment'),
  // To look up the platform's parameters, the CDK must know where to look.
  env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
});
