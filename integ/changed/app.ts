import { aws_lambda as lambda, aws_rds as rds, Stack } from 'aws-cdk-lib';
import {
  Capability,
  DataStore,
  EcommercePlatform,
  ServiceCatalogue,
  type ServiceDefinition,
  Workload,
} from '../../src';
import { integApp } from '../support/app';
import { disposable } from '../support/disposable';

// scripts/lib/integ/changes.mjs deploys this app, and then again with one of its changes.
const change = process.env.INTEG_CHANGE;

const engineVersion = rds.PostgresEngineVersion.VER_18;
const restored = { engineVersion, restoreFromSnapshot: 'integ-changed' };
const store = DataStore.postgresInstance(change === 'restored' ? restored : { engineVersion });

const orders: ServiceDefinition = {
  name: 'orders',
  store,
  capabilities: change === 'without-capability' ? [] : [Capability.CACHE],
};
const carts: ServiceDefinition = { name: 'carts' };
const images: ServiceDefinition = { name: 'images', capabilities: [Capability.STORAGE] };

const services = [
  orders,
  ...(change === 'without-service' ? [] : [carts]),
  ...(change === 'without-part' ? [] : [images]),
];

const app = integApp('changed');
const platform = new EcommercePlatform(new Stack(app, 'integ-changed-platform'), 'Platform', {
  provider: disposable('local'),
  environmentName: 'integ-changed',
  catalogue: ServiceCatalogue.of(services),
  messaging: { enabled: false },
  search: { enabled: false },
  storage: { enabled: change !== 'without-part' },
});

const stack = new Stack(app, 'integ-changed-workloads');
for (const { name } of services) {
  const handler = new lambda.Function(stack, name, {
    runtime: lambda.Runtime.NODEJS_22_X,
    code: lambda.Code.fromInline('exports.handler = async () => {};'),
    handler: 'index.handler',
    description: name,
    vpc: platform.vpc,
    securityGroups: platform.service(name).securityGroups,
  });
  platform.service(name).connect(Workload.lambdaFunction(handler));
}
