import { EcommerceInfrastructure, Workload } from '@org/ecommerce-constructs';
import { type App, aws_ecs as ecs, Stack } from 'aws-cdk-lib';
import { catalogueOf, ENV, production } from './library';
import type { Service } from './services';

/** Creates the platform in production with the library, and a workload of each service in a stack of its own. */
export function create(app: App, services: Service[]): void {
  const { platform } = new EcommerceInfrastructure(app, 'Shop', {
    provider: production(),
    catalogue: catalogueOf(services),
    env: ENV,
  });
  for (const { name } of services) {
    const stack = new Stack(app, name, { env: ENV });
    const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
    taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry(`shop/${name}`) });
    const service = new ecs.FargateService(stack, 'Service', {
      cluster: new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc }),
      taskDefinition,
      securityGroups: platform.service(name).securityGroups,
      minHealthyPercent: 50,
    });
    platform.service(name).connect(Workload.ecsService(service));
  }
}
