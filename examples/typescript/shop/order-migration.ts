import { type EcommercePlatform, StoreRole, Workload } from '@org/ecommerce-constructs';
import { aws_ecs as ecs, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

export interface OrderMigrationStackProps extends StackProps {
  readonly platform: EcommercePlatform;
}

/** A task that changes the schema of the order service. The pipeline runs it before it deploys the service. */
export class OrderMigrationStack extends Stack {
  constructor(scope: Construct, id: string, { platform, ...props }: OrderMigrationStackProps) {
    super(scope, id, props);
    const orders = platform.service('orderservice');

    const task = new ecs.FargateTaskDefinition(this, 'Task', { cpu: 256, memoryLimitMiB: 512 });
    task.addContainer('migration', {
      // A placeholder for the image with the migrations.
      image: ecs.ContainerImage.fromRegistry('public.ecr.aws/docker/library/postgres:18-alpine'),
      logging: ecs.LogDrivers.awsLogs({ streamPrefix: 'order-migration' }),
    });

    // The task gets the login that may change the schema. It uses the database only.
    orders.connect(Workload.ecsTask(task, orders.securityGroupsFor(this)), {
      capabilities: [],
      storeRole: StoreRole.MIGRATION,
    });
  }
}
