import { App, CfnOutput, aws_ec2 as ec2, aws_ecs as ecs, Fn, aws_iam as iam, Stack } from 'aws-cdk-lib';
import {
  DataStore,
  EcommercePlatform,
  EnvironmentProviderFactory,
  ServiceCatalogue,
  ServiceStacks,
  Workload,
} from '../../src';
import { type Reachability, reachability } from '../support/reachability';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** The platform, and a workload of each service in a separate stack. */
function shop(catalogue: ServiceCatalogue, environment: string, serviceStacks = ServiceStacks.TOGETHER) {
  const app = new App();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const provider = EnvironmentProviderFactory.create({ environment });
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider,
    catalogue,
    environmentName: 'shop',
    serviceStacks,
  });
  const roles = new Map<string, iam.IRole>();
  for (const { name } of catalogue.services) {
    const own = new Stack(app, name, { env: ENV });
    const taskDefinition = new ecs.FargateTaskDefinition(own, 'Task');
    taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry(`shop/${name}`) });
    const service = new ecs.FargateService(own, 'Service', {
      cluster: new ecs.Cluster(own, 'Cluster', { vpc: platform.vpc }),
      taskDefinition,
      securityGroups: platform.service(name).securityGroups,
      minHealthyPercent: 50,
    });
    platform.service(name).connect(Workload.ecsService(service));
    roles.set(name, taskDefinition.taskRole);
  }
  return { app, platform, roles };
}

const CACHE = ['cache: network', 'cache: secret'];
const MESSAGING = ['messaging: network', 'messaging: secret'];
const database = (service: string) => [`${service} store: network`, `${service} store: secret`];

/** The shared parts that each service may use. */
const SHARED: Record<string, string[]> = {
  userservice: [...CACHE, ...MESSAGING],
  productservice: [...CACHE, ...MESSAGING, 'media: read', 'media: write'],
  orderservice: [...CACHE, ...MESSAGING],
  paymentservice: MESSAGING,
  notificationservice: [...MESSAGING, 'media: read'],
  searchservice: [...CACHE, ...MESSAGING, 'search: network', 'search: write'],
  inventoryservice: [...CACHE, ...MESSAGING],
};

function intended(stores: Record<string, string[]>): Reachability {
  const services = Object.entries(SHARED).map(([name, shared]) => [name, [...shared, ...stores[name]].sort()]);
  return { anyone: [], ...Object.fromEntries(services) };
}

const PHASE_ONE = intended(Object.fromEntries(Object.keys(SHARED).map((name) => [name, database(name)])));
const PHASE_TWO = intended({
  userservice: database('userservice'),
  productservice: database('productservice'),
  orderservice: database('orderservice'),
  paymentservice: database('paymentservice'),
  notificationservice: database('notificationservice'),
  searchservice: [], // the store is an index on the shared domain
  inventoryservice: ['inventoryservice store: write'],
});

const LAYOUTS = [
  ['in one stack', ServiceStacks.TOGETHER],
  ['with a stack for each service', ServiceStacks.perService()],
  ['with a stack for each service but one', ServiceStacks.perService({ keepInPlatform: ['orderservice'] })],
] as const;

describe.each(LAYOUTS)('%s, each service reaches only its own store and its shared parts', (_, layout) => {
  test.each(['local', 'production'])('in phase one, in %s', (environment) => {
    expect(reachability(shop(ServiceCatalogue.PHASE_ONE, environment, layout).app, 'Shop')).toEqual(PHASE_ONE);
  });

  test.each(['local', 'production'])('in phase two, in %s', (environment) => {
    expect(reachability(shop(ServiceCatalogue.PHASE_TWO, environment, layout).app, 'Shop')).toEqual(PHASE_TWO);
  });

  test('with a proxy for its cluster', () => {
    const catalogue = ServiceCatalogue.PHASE_ONE.withStore('orderservice', DataStore.auroraPostgres({ proxy: true }));
    expect(reachability(shop(catalogue, 'production', layout).app, 'Shop')).toEqual(PHASE_ONE);
  });
});

describe.each(LAYOUTS.slice(0, 2))('%s, the check detects a planted fault', (_, layout) => {
  const planted = () => shop(ServiceCatalogue.PHASE_ONE, 'production', layout);

  test("an ingress rule from one service to another service's store", () => {
    const { app, platform } = planted();
    platform.service('userservice').store?.connections.allowDefaultPortFrom(platform.service('orderservice'));
    expect(reachability(app, 'Shop').orderservice).toContain('userservice store: network');
  });

  test('an ingress rule from an IP range to a store', () => {
    const { app, platform } = planted();
    platform.service('userservice').store?.connections.allowDefaultPortFrom(ec2.Peer.ipv4('10.0.0.0/8'));
    expect(reachability(app, 'Shop').anyone).toEqual(['userservice store: network']);
  });

  test("a permission to read another service's secret", () => {
    const { app, platform, roles } = planted();
    const role = roles.get('orderservice');
    if (role) {
      platform.service('userservice').store?.grantAccess(role);
    }
    expect(reachability(app, 'Shop').orderservice).toContain('userservice store: secret');
  });

  test('a bucket policy that allows public access', () => {
    const { app, platform } = planted();
    const media = platform.storage?.media;
    media?.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: ['s3:GetObject'],
        resources: [media.arnForObjects('*')],
      }),
    );
    expect(reachability(app, 'Shop').anyone).toEqual(['media: policy']);
  });

  test('a key policy that allows another account to decrypt', () => {
    const { app, platform } = planted();
    const key = platform.database?.encryptionKey('paymentservice');
    key?.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ArnPrincipal('arn:aws:iam::210987654321:role/stranger')],
        actions: ['kms:Decrypt'],
        resources: ['*'],
      }),
    );
    expect(reachability(app, 'Shop').anyone).toEqual(['paymentservice store: policy']);
  });

  test("a key policy that allows another service's role to decrypt", () => {
    const { app, platform, roles } = planted();
    const key = platform.database?.encryptionKey('paymentservice');
    const orders = roles.get('orderservice');
    if (orders) {
      new CfnOutput(Stack.of(orders), 'RoleArn', { value: orders.roleArn, exportName: 'RoleOfOrders' });
    }
    key?.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ArnPrincipal(Fn.importValue('RoleOfOrders'))],
        actions: ['kms:Decrypt'],
        resources: ['*'],
      }),
    );
    expect(reachability(app, 'Shop').orderservice).toContain('paymentservice store: policy');
  });
});
