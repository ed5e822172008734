import { aws_lambda as lambda, aws_rds as rds, Stack } from 'aws-cdk-lib';
import {
  Capability,
  DataStore,
  EcommercePlatform,
  ServiceCatalogue,
  type ServiceDefinition,
  ServiceStacks,
  Workload,
} from '../../src';
import { integApp, tagForTest } from '../support/app';
import { disposable } from '../support/disposable';

// scripts/lib/integ/changes.mjs deploys this app, and then again with one of its changes.
const change = process.env.INTEG_CHANGE;
const app = integApp('changed');

// A platform for each order of deployment, and for each layout.
for (const first of ['platform', 'workloads']) {
  createStacks(`changed-together-${first}`, ServiceStacks.TOGETHER);
  createStacks(`changed-separate-${first}`, ServiceStacks.perService());
}

function createStacks(name: string, serviceStacks: ServiceStacks): void {
  const stacks = ['platform', 'workloads'].map((part) => new Stack(app, `integ-${name}-${part}`));
  for (const stack of stacks) {
    tagForTest(stack, name);
  }
  const [own, workloads] = stacks;
  const services = servicesOf(`integ-${name}`);
  const platform = new EcommercePlatform(own, 'Platform', {
    provider: disposable('local'),
    environmentName: `integ-${name}`,
    catalogue: ServiceCatalogue.of(services),
    serviceStacks,
    messaging: { enabled: false },
    search: { enabled: false },
    storage: { enabled: change !== 'without-part' },
  });
  for (const { name: service } of services) {
    const handler = new lambda.Function(workloads, service, {
      runtime: lambda.Runtime.NODEJS_22_X,
      code: lambda.Code.fromInline('exports.handler = async () => {};'),
      handler: 'index.handler',
      description: service,
      vpc: platform.vpc,
      securityGroups: platform.service(service).securityGroups,
    });
    platform.service(service).connect(Workload.lambdaFunction(handler));
  }
}

function servicesOf(snapshot: string): ServiceDefinition[] {
  const engineVersion = rds.PostgresEngineVersion.VER_18;
  const restored = { engineVersion, restoreFromSnapshot: snapshot };
  const orders: ServiceDefinition = {
    name: 'orders',
    store: DataStore.postgresInstance(change === 'restored' ? restored : { engineVersion }),
    capabilities: change === 'without-capability' ? [] : [Capability.CACHE],
  };
  const carts: ServiceDefinition = { name: 'carts' };
  const images: ServiceDefinition = { name: 'images', capabilities: [Capability.STORAGE] };
  return [orders, ...(change === 'without-service' ? [] : [carts]), ...(change === 'without-part' ? [] : [images])];
}
