import {
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_rds as rds,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import {
  Authentication,
  AWSProvider,
  DataStore,
  EcommercePlatform,
  EnvironmentProviderFactory,
  ServiceCatalogue,
  ServiceIsolationValidator,
  ServiceStacks,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { existingParts } from '../support/existing-parts';
import { createShop, ENV, type Shop } from './shop';

type Reach = Record<string, Record<string, string[]>>;

/** What each service reaches of its store and of the shared parts, by the name of the service. */
function reachOf({ app }: Shop): Reach {
  const reach: Reach = {};
  for (const { serviceName, resource, access } of new ServiceIsolationValidator().reach(app)) {
    reach[serviceName] = { ...reach[serviceName], [resource]: access };
  }
  return reach;
}

const LOGIN = ['network', 'secret'];

/** The secret of a login on a shared part belongs to the service. */
const BY_LOGIN = ['network'];

/** The shared parts that each service may use. */
const SHARED: Reach = {
  userservice: { cache: BY_LOGIN, messaging: BY_LOGIN },
  productservice: { cache: BY_LOGIN, messaging: BY_LOGIN, storage: ['read', 'write'] },
  orderservice: { cache: BY_LOGIN, messaging: BY_LOGIN },
  paymentservice: { messaging: BY_LOGIN },
  notificationservice: { messaging: BY_LOGIN, storage: ['read'] },
  searchservice: { cache: BY_LOGIN, messaging: BY_LOGIN, search: ['network', 'read', 'write'] },
  inventoryservice: { cache: BY_LOGIN, messaging: BY_LOGIN },
};

/** Adds its store to what each service reaches. */
function withStores(stores: Record<string, string[]>): Reach {
  return Object.fromEntries(
    Object.entries(SHARED).map(([name, shared]) => [name, { ...shared, [`${name} store`]: stores[name] ?? LOGIN }]),
  );
}

const PHASE_ONE = withStores({});
const PHASE_TWO = withStores({ searchservice: ['read', 'write'], inventoryservice: ['read', 'write'] });

const LAYOUTS = [
  { layout: 'one stack', serviceStacks: ServiceStacks.TOGETHER },
  { layout: 'a stack for each service', serviceStacks: ServiceStacks.perService() },
  {
    layout: 'a stack for each service but one',
    serviceStacks: ServiceStacks.perService({ keepInPlatform: ['orderservice'] }),
  },
];
const PHASES = [
  { phase: 'one', catalogue: ServiceCatalogue.PHASE_ONE, reach: PHASE_ONE },
  { phase: 'two', catalogue: ServiceCatalogue.PHASE_TWO, reach: PHASE_TWO },
];
const CASES = ['local', 'development', 'staging', 'production'].flatMap((environment) =>
  LAYOUTS.flatMap((layout) => PHASES.map((phase) => ({ environment, ...layout, ...phase }))),
);

test.each(CASES)(
  'in $environment, with $layout, each service of phase $phase reaches only its own store and its shared parts',
  ({ environment, catalogue, serviceStacks, reach }) => {
    const shop = createShop(environment, catalogue, { serviceStacks });
    expect(new ServiceIsolationValidator().validateScope(shop.app)).toEqual({ success: true, violations: [] });
    expect(reachOf(shop)).toEqual(reach);
  },
);

test.each(LAYOUTS)('with Aurora clusters and a proxy, and $layout, there are no findings', ({ serviceStacks }) => {
  const catalogue = ServiceCatalogue.PHASE_ONE.withStore('orderservice', DataStore.auroraPostgres({ proxy: true }))
    .withStore('userservice', DataStore.auroraPostgres())
    .withStore('paymentservice', DataStore.postgresInstance({ proxy: true }));
  const shop = createShop('production', catalogue, { serviceStacks });
  expect(new ServiceIsolationValidator().validateScope(shop.app).violations).toEqual([]);
  expect(reachOf(shop).userservice).toEqual(PHASE_ONE.userservice);
  expect(reachOf(shop).orderservice).toEqual({
    ...PHASE_ONE.orderservice,
    'orderservice store': ['login', 'network'],
  });
});

test('with shared logins, the table shows who may read the secret of a master', () => {
  const catalogue = ServiceCatalogue.of([{ name: 'orders' }, { name: 'users', logins: { sharedLogins: false } }]);
  const shop = createShop('production', catalogue, { logins: { sharedLogins: true } });
  expect(new ServiceIsolationValidator().validateScope(shop.app).violations).toEqual([]);
  expect(reachOf(shop)).toEqual({
    orders: { 'orders store': ['master', 'network', 'secret'] },
    users: { 'users store': LOGIN },
  });
});

test('with IAM logins, the table shows them, and there are no findings', () => {
  const catalogue = ServiceCatalogue.of([{ name: 'orders' }, { name: 'users' }]);
  const shop = createShop('production', catalogue, { logins: { authentication: Authentication.IAM } });
  expect(new ServiceIsolationValidator().validateScope(shop.app).violations).toEqual([]);
  expect(reachOf(shop)).toEqual({
    orders: { 'orders store': ['login', 'network'] },
    users: { 'users store': ['login', 'network'] },
  });
});

test('with services that use no shared part, there are no findings', () => {
  const shop = createShop('production', ServiceCatalogue.of([{ name: 'orders' }, { name: 'users' }]));
  expect(new ServiceIsolationValidator().validateScope(shop.app).violations).toEqual([]);
  expect(reachOf(shop)).toEqual({ orders: { 'orders store': LOGIN }, users: { 'users store': LOGIN } });
});

test('in a stack without an account and a region, and without an environment name, there are no findings', () => {
  const app = newApp();
  const stack = new Stack(app, 'Shop');
  const provider = EnvironmentProviderFactory.fromValues({
    databaseInstanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.SMALL),
    cacheNodeType: 'cache.t4g.small',
    mqInstanceType: 'mq.m7g.medium',
  });
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider,
    network: { maxAzs: 2 },
    search: { enabled: false },
  });
  const workloads = new Stack(app, 'Workloads');
  const orders = platform.service('orderservice');
  const role = new iam.Role(workloads, 'Pod', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
  orders.connect(Workload.identity(workloads, 'Orders', role, orders.securityGroups));
  expect(new ServiceIsolationValidator().validateScope(app).violations).toEqual([]);
  expect(new ServiceIsolationValidator().reach(app)).toContainEqual({
    serviceName: 'orderservice',
    resource: 'orderservice store',
    access: LOGIN,
  });
});

describe('with existing parts and stores', () => {
  function existingShop() {
    const app = newApp();
    const stack = new Stack(app, 'Shop', { env: ENV });
    const { vpc, existing } = existingParts(stack);
    const secret = (name: string) =>
      secretsmanager.Secret.fromSecretCompleteArn(
        stack,
        name,
        `arn:aws:secretsmanager:eu-central-1:123456789012:secret:${name}-abcdef`,
      );
    const postgres = (name: string) =>
      DataStore.existingPostgres({
        instance: rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, `Existing-${name}`, {
          instanceIdentifier: name,
          instanceEndpointAddress: `${name}.example`,
          port: 5432,
          securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, `Group-${name}`, `sg-${name}`)],
        }),
        databaseName: 'legacy',
        secret: secret(name),
      });
    const table = dynamodb.Table.fromTableName(stack, 'Table', 'legacy');
    const catalogue = ServiceCatalogue.PHASE_TWO.withStore('orderservice', postgres('orders'))
      .withStore('userservice', postgres('users'))
      .withStore('inventoryservice', DataStore.existingTable({ table }));
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new AWSProvider(),
      vpc,
      existing,
      catalogue,
    });
    return { app, stack, platform };
  }

  test('there are no findings', () => {
    expect(new ServiceIsolationValidator().validateScope(existingShop().app).violations).toEqual([]);
  });

  test('a rule on the group of an existing store is found', () => {
    const { app, stack, platform } = existingShop();
    new ec2.CfnSecurityGroupIngress(stack, 'Hole', {
      groupId: 'sg-users',
      sourceSecurityGroupId: platform.service('orderservice').securityGroup.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 5432,
      toPort: 5432,
    });
    const [violation] = new ServiceIsolationValidator().validateScope(app).violations;
    expect(violation.ruleName).toBe('Network[orderservice:userservice-store]');
  });
});
