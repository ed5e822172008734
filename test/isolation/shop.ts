import { type App, aws_ecs as ecs, Stack } from 'aws-cdk-lib';
import {
  EcommercePlatform,
  type EcommercePlatformProps,
  type EcsWorkloadOptions,
  EnvironmentProviderFactory,
  ServiceCatalogue,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';

export const ENV = { account: '123456789012', region: 'eu-central-1' };

/** The platform, and a workload of each service in a stack of its own. */
export interface Shop {
  readonly app: App;
  readonly platform: EcommercePlatform;
  /** The stack of the platform. */
  readonly stack: Stack;
  readonly workloads: ReadonlyMap<string, ShopWorkload>;
}

export interface ShopWorkload {
  readonly stack: Stack;
  readonly service: ecs.FargateService;
}

/** Creates a shop without holes. */
export function createShop(
  environment: string,
  catalogue = ServiceCatalogue.PHASE_ONE,
  props: Partial<EcommercePlatformProps> = {},
  context: Record<string, unknown> = {},
  options: EcsWorkloadOptions = {},
): Shop {
  const app = newApp(context);
  const stack = new Stack(app, 'Shop', { env: ENV });
  const provider = EnvironmentProviderFactory.create({ environment });
  const platform = new EcommercePlatform(stack, 'Platform', { provider, catalogue, ...props });
  const workloads = new Map(catalogue.services.map(({ name }) => [name, createWorkload(app, platform, name, options)]));
  return { app, platform, stack, workloads };
}

function createWorkload(
  app: App,
  platform: EcommercePlatform,
  name: string,
  options: EcsWorkloadOptions,
): ShopWorkload {
  const stack = new Stack(app, name, { env: ENV });
  const taskDefinition = new ecs.FargateTaskDefinition(stack, 'Task');
  taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry(`shop/${name}`) });
  const service = new ecs.FargateService(stack, 'Service', {
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc }),
    taskDefinition,
    securityGroups: platform.service(name).securityGroups,
    minHealthyPercent: 50,
  });
  platform.service(name).connect(Workload.ecsService(service, options));
  return { stack, service };
}
