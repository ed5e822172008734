import {
  App,
  Aws,
  aws_autoscaling as autoscaling,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  aws_opensearchservice as opensearch,
  aws_rds as rds,
  Stack,
  Stage,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import {
  AWSProvider,
  type Capability,
  DataStore,
  EcommercePlatform,
  type IDataStore,
  type IWorkload,
  Microservice,
  ServiceCatalogue,
  ServiceStacks,
  Workload,
} from '../../src';
import { newVpc } from '../support/service-stacks';
import { platformIn } from '../support/services';
import { podRole, taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

interface Shop {
  readonly app: App;
  readonly platform: EcommercePlatform;
  readonly stack: Stack;
}

function shopOf(): Shop {
  const app = new App();
  const platform = platformIn(app);
  return { app, platform, stack: new Stack(app, 'Workloads', { env: ENV }) };
}

/** A role with the same name, however it is written. */
const ROLE_ARN = `arn:aws:iam::${ENV.account}:role/teams/shared`;

type Create = (shop: Shop) => readonly [IWorkload, IWorkload];

function identities({ stack, app }: Shop, one: iam.IRole, other: iam.IRole): readonly [IWorkload, IWorkload] {
  const second = new Stack(app, 'Second', { env: ENV });
  return [
    Workload.identity(stack, 'One', one, groups(stack, 'one')),
    Workload.identity(second, 'Two', other, groups(second, 'two')),
  ];
}

function groups(stack: Stack, id: string): ec2.ISecurityGroup[] {
  return [ec2.SecurityGroup.fromSecurityGroupId(stack, id, `sg-${id}`)];
}

function onInstances({ stack, platform }: Shop, count: number): ecs.Ec2Service[] {
  const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc });
  const autoScalingGroup = new autoscaling.AutoScalingGroup(stack, 'Instances', {
    vpc: platform.vpc,
    instanceType: new ec2.InstanceType('m7g.large'),
    machineImage: ecs.EcsOptimizedImage.amazonLinux2023(ecs.AmiHardwareType.ARM),
  });
  cluster.addAsgCapacityProvider(new ecs.AsgCapacityProvider(stack, 'Provider', { autoScalingGroup }));
  return Array.from({ length: count }, (_, index) => {
    const taskDefinition = new ecs.Ec2TaskDefinition(stack, `Task${index}`, { networkMode: ecs.NetworkMode.BRIDGE });
    taskDefinition.addContainer('app', { image: ecs.ContainerImage.fromRegistry('shop/app'), memoryLimitMiB: 512 });
    const service = new ecs.Ec2Service(stack, `Service${index}`, { cluster, taskDefinition, minHealthyPercent: 50 });
    service.connections.addSecurityGroup(...autoScalingGroup.connections.securityGroups);
    return service;
  });
}

const SHARED: ReadonlyArray<readonly [string, string, Create]> = [
  [
    'a role',
    'role <Workloads/Role/Resource.Arn>',
    (shop) => {
      const role = podRole(shop.stack, 'Role');
      return identities(shop, role, role);
    },
  ],
  [
    'a role of the app, and the same role imported by its name in other letters',
    `role ${ENV.account}/shared`,
    (shop) => {
      const assumedBy = new iam.ServicePrincipal('pods.eks.amazonaws.com');
      const own = new iam.Role(shop.stack, 'Role', { roleName: 'shared', assumedBy });
      return identities(shop, own, iam.Role.fromRoleName(shop.stack, 'Same', 'Shared'));
    },
  ],
  [
    'a role that is imported twice, by its ARN and by its name',
    `role ${ENV.account}/shared`,
    (shop) =>
      identities(
        shop,
        iam.Role.fromRoleArn(shop.stack, 'Arn', ROLE_ARN),
        iam.Role.fromRoleName(shop.stack, 'Name', 'shared'),
      ),
  ],
  [
    'a role that is imported by two ARNs, one of which has tokens',
    `role ${ROLE_ARN}`,
    (shop) =>
      identities(
        shop,
        iam.Role.fromRoleArn(shop.stack, 'Text', ROLE_ARN),
        iam.Role.fromRoleArn(shop.stack, 'Tokens', `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/teams/shared`),
      ),
  ],
  [
    'an imported execution role, which would collect both passwords',
    `role ${ROLE_ARN}`,
    ({ stack }) => {
      const executionRole = iam.Role.fromRoleArn(stack, 'Execution', ROLE_ARN);
      return [
        Workload.ecsTask(taskOf(stack, 'One', { executionRole }), groups(stack, 'one')),
        Workload.ecsTask(taskOf(stack, 'Two', { executionRole }), groups(stack, 'two')),
      ];
    },
  ],
  [
    'a task definition behind two ECS services',
    'task definition <Workloads/Task/Resource.Ref>',
    ({ stack, platform }) => {
      const cluster = new ecs.Cluster(stack, 'Cluster', { vpc: platform.vpc });
      const taskDefinition = taskOf(stack);
      const serviceOf = (id: string) =>
        new ecs.FargateService(stack, id, { cluster, taskDefinition, minHealthyPercent: 50 });
      return [Workload.ecsService(serviceOf('One')), Workload.ecsService(serviceOf('Two'))];
    },
  ],
  [
    'the security group of instances in network mode bridge',
    'security group <Workloads/Instances/InstanceSecurityGroup/Resource.GroupId>',
    (shop) => {
      const [one, two] = onInstances(shop, 2).map((service) => Workload.ecsService(service));
      return [one, two];
    },
  ],
];

describe.each(SHARED)('%s', (_, text, create) => {
  test('that two services have is refused, and the error names both', () => {
    const shop = shopOf();
    const [one, two] = create(shop);
    shop.platform.service('orders').connect(one);
    const connect = () => shop.platform.service('baskets').connect(two);
    expect(connect).toThrow(`got one whose ${text} belongs to orders (${one.node.path}/orders).`);
    expect(connect).toThrow("allow it by `sharesWith: ['orders']` in the options of `connect`.");
    expect(connect).toThrow('that serves baskets alone');
  });

  test.each(['the first', 'the second'])('is accepted if %s service names the other one', (position) => {
    const shop = shopOf();
    const [one, two] = create(shop);
    const isFirst = position === 'the first';
    const capabilities: Capability[] = []; // each service has a login of its own on the broker, and a container one of a name
    const sharing = (other: string) => ({ capabilities, sharesWith: [other] });
    shop.platform.service('orders').connect(one, isFirst ? sharing('baskets') : { capabilities });
    const connect = () => shop.platform.service('baskets').connect(two, isFirst ? { capabilities } : sharing('orders'));
    expect(connect).not.toThrow();
  });

  test('may serve two workloads of one service', () => {
    const shop = shopOf();
    const [one, two] = create(shop);
    const orders = shop.platform.service('orders');
    orders.connect(one);
    expect(() => orders.connect(two)).not.toThrow();
  });
});

test('a role name in two stages of unknown accounts stands for two roles', () => {
  const app = new App();
  const connect = (id: string, name: string) => {
    const stack = new Stack(new Stage(app, id), 'Shop');
    const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'] });
    const service = new Microservice(stack, 'Service', { serviceName: name, vpc });
    service.connect(Workload.identity(stack, 'Pod', iam.Role.fromRoleName(stack, 'Role', 'shared'), []));
  };
  connect('Blue', 'orders');
  expect(() => connect('Green', 'users')).not.toThrow();
});

test('services of one name in two environments are two services', () => {
  const stack = new Stack(new App(), 'Shop', { env: ENV });
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['eu-central-1a'] });
  const role = podRole(stack, 'Role');
  const connect = (environment: string) => {
    const service = new Microservice(stack, environment, { serviceName: 'orders', vpc, environment });
    service.connect(Workload.identity(stack, `Pod-${environment}`, role, []));
  };
  connect('development');
  expect(() => connect('production')).toThrow(
    'got one whose role <Shop/Role/Resource.Arn> belongs to orders (Shop/Pod-development/orders).',
  );
});

/** Creates a platform whose two services have the stores. */
function storesOf(create: (stack: Stack) => readonly [IDataStore, IDataStore], sharesStoreWith?: string[]) {
  const stack = new Stack(new App(), 'Shop', { env: ENV });
  const [one, two] = create(stack);
  return new EcommercePlatform(stack, 'Platform', {
    provider: new AWSProvider(),
    vpc: newVpc(stack),
    catalogue: ServiceCatalogue.of([
      { name: 'orders', store: one },
      { name: 'users', store: two, sharesStoreWith },
    ]),
    serviceStacks: ServiceStacks.TOGETHER,
  });
}

function existingPostgres(stack: Stack, id: string): IDataStore {
  return DataStore.existingPostgres({
    instance: rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, id, {
      instanceIdentifier: id,
      instanceEndpointAddress: `${id}.example`,
      port: 5432,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, `${id}Group`, 'sg-legacy')],
    }),
    databaseName: id,
    secret: new secretsmanager.Secret(stack, `${id}Login`),
  });
}

function existingTable(stack: Stack, id: string): IDataStore {
  return DataStore.existingTable({ table: dynamodb.Table.fromTableName(stack, id, 'legacy') });
}

function existingIndex(stack: Stack, id: string, indexName: string): IDataStore {
  const domain = opensearch.Domain.fromDomainAttributes(stack, id, {
    domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/legacy',
    domainEndpoint: 'legacy.example',
  });
  const securityGroups = [ec2.SecurityGroup.fromSecurityGroupId(stack, `${id}Group`, 'sg-domain')];
  return DataStore.existingSearchIndex({ domain, indexName, securityGroups });
}

describe.each<[string, string, (stack: Stack) => readonly [IDataStore, IDataStore]]>([
  [
    'stores behind one security group',
    'store must be a store whose security group serves users alone, got the security group sg-legacy, which orders ' +
      '(Shop/Platform/orders) uses.',
    (stack) => [existingPostgres(stack, 'one'), existingPostgres(stack, 'two')],
  ],
  [
    'one index of the shared domain',
    'indexName must be a store whose index serves users alone, got the index <Shop/Platform/Search/',
    () => [DataStore.searchIndex({ indexName: 'shop' }), DataStore.searchIndex({ indexName: 'shop' })],
  ],
  [
    'one index of an existing domain',
    'indexName must be a store whose index serves users alone, got the index ' +
      'arn:aws:es:eu-central-1:123456789012:domain/legacy/shop, which orders (Shop/Platform/orders) uses.',
    (stack) => [existingIndex(stack, 'one', 'shop'), existingIndex(stack, 'two', 'shop')],
  ],
  [
    'one existing table',
    'store must be a store whose table serves users alone, got the table ' +
      'arn:aws:dynamodb:eu-central-1:123456789012:table/legacy, which orders (Shop/Platform/orders) uses.',
    (stack) => [existingTable(stack, 'one'), existingTable(stack, 'two')],
  ],
])('two services with %s', (_, message, create) => {
  test('are refused, and the error names both', () => {
    expect(() => storesOf(create)).toThrow(message);
    expect(() => storesOf(create)).toThrow("allow it by `sharesStoreWith: ['orders']` of the service.");
  });

  test('are accepted if one names the other one', () => {
    expect(() => storesOf(create, ['orders'])).not.toThrow();
  });
});

/** Reads two services of another app, whose stores are behind one security group. */
function importedServices(sharesStoreWith?: string[]): void {
  const context = ['orders', 'users'].map((serviceName) => {
    const access = {
      settings: { DATABASE_HOST: 'legacy.example', DATABASE_PORT: '5432', DATABASE_NAME: serviceName },
      secrets: {},
      rules: [{ securityGroupId: 'sg-legacy', port: 5432 }],
      permissions: [],
    };
    const record = { version: 1, ...ENV, vpcId: 'vpc-1', securityGroupIds: [`sg-${serviceName}`], accesses: [access] };
    const name = `/production/${serviceName}/connection`;
    return [`ssm:account=${ENV.account}:parameterName=${name}:region=${ENV.region}`, JSON.stringify(record)];
  });
  const stack = new Stack(new App({ context: Object.fromEntries(context) }), 'Reports', { env: ENV });
  const names = { environment: 'production', serviceName: 'users', sharesStoreWith };
  Microservice.fromParameters(stack, 'Orders', { environment: 'production', serviceName: 'orders' });
  Microservice.fromParameters(stack, 'Users', names);
}

test('two services of another app behind one security group are refused, unless one names the other one', () => {
  expect(() => importedServices()).toThrow(
    'store must be a store whose security group serves users alone, got the security group sg-legacy, which orders ' +
      '(Reports/Orders) uses.',
  );
  expect(() => importedServices(['orders'])).not.toThrow();
});

test('two indexes of an existing domain behind one security group are accepted, because IAM separates them', () => {
  expect(() =>
    storesOf((stack) => [existingIndex(stack, 'one', 'shop'), existingIndex(stack, 'two', 'users')]),
  ).not.toThrow();
});

describe('a role that silently gets nothing', () => {
  const connect = (createRole: (stack: Stack) => iam.IRole, permissionsGrantedElsewhere?: boolean) => {
    const { platform, stack } = shopOf();
    const orders = platform.service('orders');
    const workload = Workload.identity(stack, 'Pod', createRole(stack), orders.securityGroupsFor(stack));
    orders.connect(workload, { permissionsGrantedElsewhere });
  };

  test.each<[string, (stack: Stack) => iam.IRole]>([
    [
      'imported as one that must not be changed',
      (stack) => iam.Role.fromRoleArn(stack, 'R', ROLE_ARN, { mutable: false }),
    ],
    ['created in the app, without updates', (stack) => podRole(stack, 'R').withoutPolicyUpdates()],
  ])('is refused when it is %s, unless somebody else grants', (_, createRole) => {
    expect(() => connect(createRole)).toThrow(
      'workload must be a workload whose role may be changed, so that it gets the permissions of orders, got one whose ' +
        'role must not be changed, and gets no permissions. Import or create the role as one that may be changed, or set ' +
        '`permissionsGrantedElsewhere` in the options of `connect` if somebody else grants the permissions. ' +
        '(in Workloads/Pod/orders)',
    );
    expect(() => connect(createRole, true)).not.toThrow();
  });

  test('is refused when it is of another account, also if somebody else grants', () => {
    const createRole = (stack: Stack) => iam.Role.fromRoleArn(stack, 'R', 'arn:aws:iam::999999999999:role/partner');
    for (const isGrantedElsewhere of [undefined, true]) {
      expect(() => connect(createRole, isGrantedElsewhere)).toThrow('got one whose role is in account 999999999999.');
    }
  });
});
