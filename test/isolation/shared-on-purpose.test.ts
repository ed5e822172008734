import {
  type App,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_rds as rds,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import {
  AWSProvider,
  DataStore,
  EcommercePlatform,
  ServiceCatalogue,
  ServiceIsolationValidator,
  ServiceStacks,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { taskOf } from '../support/workloads';
import { allow, READ_SECRET, smallShop } from './hole';
import { ENV, type Shop } from './shop';

const violationsOf = (app: App) =>
  new ServiceIsolationValidator().validateScope(app).violations.map(({ ruleName }) => ruleName);

/** A workload of each service with one role; each service but the first one names the first one. */
function withOneRole(shop: Shop, services: string[]): Shop {
  const tools = new Stack(shop.app, 'Tools', { env: ENV });
  const role = new iam.Role(tools, 'Pod', { assumedBy: new iam.ServicePrincipal('pods.eks.amazonaws.com') });
  const [first] = services;
  for (const name of services) {
    const service = shop.platform.service(name);
    const options = name === first ? {} : { sharesWith: services };
    service.connect(Workload.identity(tools, name, role, service.securityGroups), options);
  }
  return shop;
}

test('a role that two services share on purpose is no finding, and the matrix shows what each reaches by it', () => {
  const { app } = withOneRole(smallShop(), ['orderservice', 'paymentservice']);
  expect(violationsOf(app)).toEqual([]);
  expect(new ServiceIsolationValidator().reach(app)).toEqual(
    expect.arrayContaining([
      { serviceName: 'orderservice', resource: 'paymentservice store', access: ['secret'] },
      { serviceName: 'paymentservice', resource: 'orderservice store', access: ['secret'] },
    ]),
  );
});

test('a role that two services share on purpose still reaches nothing else', () => {
  const shop = withOneRole(smallShop(), ['orderservice', 'paymentservice']);
  const { secret } = shop.platform.service('userservice').store?.secrets.DATABASE_PASSWORD ?? {};
  const role = shop.app.node.findChild('Tools').node.findChild('Pod');
  if (role instanceof iam.Role) {
    role.addToPolicy(allow([READ_SECRET], [secret?.secretArn ?? '']));
  }
  expect(violationsOf(shop.app)).toEqual([
    'Policy[orderservice:userservice-store]',
    'Policy[paymentservice:userservice-store]',
  ]);
});

test('a third service with the role of two that share it is found', () => {
  const shop = withOneRole(smallShop(), ['orderservice', 'paymentservice']);
  const role = shop.app.node.findChild('Tools').node.findChild('Pod').node.defaultChild;
  const task = shop.workloads.get('userservice')?.service.taskDefinition.node.defaultChild;
  if (role instanceof iam.CfnRole && task) {
    role.roleName = 'pod';
    Reflect.set(task, 'taskRoleArn', `arn:aws:iam::${ENV.account}:role/pod`);
  }
  const violations = violationsOf(shop.app);
  expect(violations).toContain('SharedIdentity[userservice+orderservice+paymentservice:Tools/Pod/Resource]');
  expect(violations).toContain('Policy[userservice:paymentservice-store]');
  expect(violations).not.toContain('Policy[orderservice:paymentservice-store]');
});

test('a security group that two services share on purpose is no finding', () => {
  const { app, platform } = smallShop();
  const tools = new Stack(app, 'Tools', { env: ENV });
  const group = new ec2.SecurityGroup(tools, 'Instances', { vpc: platform.vpc });
  platform.service('orderservice').connect(Workload.ecsTask(taskOf(tools, 'Orders'), [group]));
  platform
    .service('paymentservice')
    .connect(Workload.ecsTask(taskOf(tools, 'Payment'), [group]), { sharesWith: ['orderservice'] });
  expect(violationsOf(app)).toEqual([]);
  expect(new ServiceIsolationValidator().reach(app)).toContainEqual({
    serviceName: 'orderservice',
    resource: 'paymentservice store',
    access: ['network'],
  });
});

/** A platform with two databases behind one group. */
function withOneGroup(sharesStoreWith?: string[]): App {
  const app = newApp();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const group = ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-legacy');
  const postgres = (name: string) =>
    DataStore.existingPostgres({
      instance: rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, name, {
        instanceIdentifier: name,
        instanceEndpointAddress: `${name}.example`,
        port: 5432,
        securityGroups: [group],
      }),
      databaseName: name,
      secret: new secretsmanager.Secret(stack, `Secret-${name}`),
    });
  new EcommercePlatform(stack, 'Platform', {
    provider: new AWSProvider(),
    serviceStacks: ServiceStacks.TOGETHER,
    catalogue: ServiceCatalogue.of([
      { name: 'orders', store: postgres('orders') },
      { name: 'users', store: postgres('users'), sharesStoreWith },
    ]),
  });
  return app;
}

test('a group of stores that two services share on purpose is no finding', () => {
  expect(violationsOf(withOneGroup(['orders']))).toEqual([]);
  expect(() => withOneGroup()).toThrow("`sharesStoreWith: ['orders']`");
});
