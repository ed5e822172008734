import { Microservice, Workload } from '@org/ecommerce-constructs';
import { App, aws_ecs as ecs, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

interface OrderReportStackProps extends StackProps {
  /** The environment name of the deployed platform. */
  readonly environment: string;
}

/** A report on the order service, as a task. It belongs to another team, and their pipeline runs it. */
class OrderReportStack extends Stack {
  constructor(scope: Construct, id: string, { environment, ...props }: OrderReportStackProps) {
    super(scope, id, props);
    const orders = Microservice.fromParameters(this, 'Orders', { environment, serviceName: 'orderservice' });

    const task = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 });
    task.addContainer('report', {
      // A placeholder for the image of the report.
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/postgres:18-alpine'),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'order-report' }),
    });

    orders.connect(Workload.ecsTask(task, orders.securityGroupsFor(this)));
  }
}

const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
const app = new App();
new OrderReportStack(app, 'ShopOrderReport', {
  environment: app.node.getContext('environment'),
  // The CDK needs an account and a Region to look up the platform's parameters.
  env: { account, region },
});
