import {
  aws_ec2 as ec2,
  aws_ecs as ecs,
  aws_iam as iam,
  aws_logs as logs,
  aws_ecs_patterns as patterns,
  aws_rds as rds,
  Stack,
  aws_sqs as sqs,
  aws_sns_subscriptions as subscriptions,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DataStore, ServiceCatalogue, ServiceStacks, Workload } from '../../src';
import { CrossStackValues } from '../support/cross-stack-values';
import { resourcesOfType } from '../support/resources';
import { ENV, EVERY_KIND, newVpc, type Shop, shopOf } from '../support/service-stacks';
import { taskOf } from '../support/workloads';

const LAYOUTS: [string, ServiceStacks][] = [
  ['in one stack', ServiceStacks.TOGETHER],
  ['with a stack for each service', ServiceStacks.perService()],
];

/** The templates of all stacks of an app as text. */
function textOf({ app }: Shop): string {
  return JSON.stringify(app.synth().stacks.map(({ template }) => template));
}

/** Two services that share a new cluster, which is in the stack of the platform or in a stack of the user. */
function shopWithExistingCluster(isInPlatform: boolean): Shop {
  return shopOf((stack, app) => {
    const owner = isInPlatform ? stack : new Stack(app, 'Legacy', { env: ENV });
    const vpc = newVpc(owner);
    const cluster = new rds.DatabaseCluster(owner, 'Cluster', {
      engine: rds.DatabaseClusterEngine.auroraPostgres({ version: rds.AuroraPostgresEngineVersion.of('16', '16') }),
      writer: rds.ClusterInstance.serverlessV2('Writer'),
      vpc,
    });
    const secret = new rds.DatabaseSecret(owner, 'Login', { username: 'legacy' });
    const store = DataStore.existingAurora({ cluster, databaseName: 'legacy', secret });
    const sharesStoreWith = ['orders', 'users'];
    return { vpc, catalogue: ServiceCatalogue.of(sharesStoreWith.map((name) => ({ name, store, sharesStoreWith }))) };
  });
}

describe.each(LAYOUTS)('a platform %s', (_, serviceStacks) => {
  const shop = () => shopOf({ serviceStacks });
  const inShop = (id: string) => ({ [`in ${id}`]: { 'Fn::GetAtt': [expect.stringMatching('Key'), 'Arn'] } });

  test('lets other stacks encrypt with the key of the platform and of a service, without exports', () => {
    const created = shop();
    const { app, platform } = created;
    const other = new Stack(app, 'Other', { env: ENV });
    const service = platform.service('orderservice');
    new logs.LogGroup(other, 'Logs', { encryptionKey: service.encryptionKey });
    new sqs.Queue(other, 'Queue', { encryptionMasterKey: platform.encryptionKey }).grantSendMessages(
      new iam.Role(other, 'Role', { assumedBy: new iam.AccountRootPrincipal() }),
    );
    expect(textOf(created)).not.toContain('Fn::ImportValue');
    const values = new CrossStackValues(app);
    const template = Template.fromStack(other);
    const [{ Properties: group }] = resourcesOfType(template, 'AWS::Logs::LogGroup');
    const [{ Properties: queue }] = resourcesOfType(template, 'AWS::SQS::Queue');
    expect(values.resolve(other, group?.KmsKeyId)).toEqual(inShop(platform.serviceStack('orderservice').stackName));
    expect(values.resolve(other, queue?.KmsMasterKeyId)).toEqual(inShop('Shop'));
  });

  test('lets other stacks subscribe to its topic, without exports', () => {
    const created = shop();
    const queue = new sqs.Queue(new Stack(created.app, 'Other', { env: ENV }), 'Queue');
    created.platform.operationsTopic?.addSubscription(new subscriptions.SqsSubscription(queue));
    expect(textOf(created)).not.toContain('Fn::ImportValue');
    const [{ Properties }] = resourcesOfType(Template.fromStack(queue.stack), 'AWS::SNS::Subscription');
    expect(new CrossStackValues(created.app).resolve(queue.stack, Properties?.TopicArn)).toEqual({
      'in Shop': { Ref: expect.stringMatching('^PlatformOperationsTopic') },
    });
  });

  test('lets a load balancer of another stack reach tasks with imported groups of the service', () => {
    const created = shop();
    const other = new Stack(created.app, 'Other', { env: ENV });
    const { vpc } = created.platform;
    const service = created.platform.service('orderservice');
    const pattern = new patterns.ApplicationLoadBalancedFargateService(other, 'Orders', {
      vpc: ec2.Vpc.fromVpcAttributes(other, 'Vpc', {
        vpcId: vpc.vpcId,
        availabilityZones: vpc.availabilityZones,
        publicSubnetIds: vpc.publicSubnets.map(({ subnetId }) => subnetId),
        privateSubnetIds: vpc.privateSubnets.map(({ subnetId }) => subnetId),
      }),
      securityGroups: service.securityGroups.map((group, index) =>
        ec2.SecurityGroup.fromSecurityGroupId(other, `Group${index}`, group.securityGroupId),
      ),
      taskImageOptions: { image: ecs.ContainerImage.fromRegistry('orders') },
    });
    service.connect(Workload.ecsService(pattern.service));
    expect(textOf(created)).not.toContain('Fn::ImportValue');
    const rules = resourcesOfType(Template.fromStack(other), 'AWS::EC2::SecurityGroupIngress');
    expect(rules.map(({ Properties }) => Properties?.Description)).toEqual(
      service.securityGroups.map(() => 'Load balancer to target'),
    );
  });
});

describe.each([
  ['the stack of the platform', true],
  ['a stack of the user', false],
])('an existing cluster in %s', (_, isInPlatform) => {
  const shop = shopWithExistingCluster(isInPlatform);
  const owner = isInPlatform ? 'Shop' : 'Legacy';
  const workloads = new Stack(shop.app, 'Workloads', { env: ENV });
  const orders = shop.platform.service('orders');
  orders.connect(Workload.ecsTask(taskOf(workloads), [orders.securityGroup]));
  const text = textOf(shop);
  const values = new CrossStackValues(shop.app);

  test('is used by services in their own stacks without exports', () => {
    expect(text).not.toContain('Fn::ImportValue');
  });

  test('has the rule for a service in the stack of the service, on its own port', () => {
    const stack = shop.platform.serviceStack('orders');
    const rules = resourcesOfType(Template.fromStack(stack), 'AWS::EC2::SecurityGroupIngress');
    const port = { [`in ${owner}`]: { 'Fn::GetAtt': [expect.stringMatching('^Cluster'), 'Endpoint.Port'] } };
    expect(values.resolve(stack, rules)).toMatchObject([
      {
        Properties: {
          GroupId: {
            [`in ${owner}`]: { 'Fn::GetAtt': [expect.stringMatching('^ClusterSecurityGroup'), 'GroupId'] },
          },
          SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringMatching('^ServiceSecurityGroup'), 'GroupId'] },
          FromPort: port,
          ToPort: port,
        },
      },
    ]);
  });

  test('makes no service depend on another one', () => {
    const [platform, ...others] = shop.platform.stacks;
    for (const stack of others.filter(({ node }) => node.id !== 'Monitoring')) {
      expect(stack.dependencies.filter((other) => ![platform.stackName, owner].includes(other.stackName))).toEqual([]);
    }
  });
});

test('an imported database in the stack of the platform gets the rule of a service from the stack of the service', () => {
  const shop = shopOf((stack) => {
    const instance = rds.DatabaseInstance.fromDatabaseInstanceAttributes(stack, 'Legacy', {
      instanceIdentifier: 'legacy',
      instanceEndpointAddress: 'legacy.example',
      port: 5432,
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'LegacyGroup', 'sg-legacy')],
    });
    const secret = new rds.DatabaseSecret(stack, 'Login', { username: 'legacy' });
    const store = DataStore.existingPostgres({ instance, databaseName: 'legacy', secret });
    return { catalogue: ServiceCatalogue.of([{ name: 'orders', store }]) };
  });
  expect(textOf(shop)).not.toContain('Fn::ImportValue');
  const [{ Properties }] = resourcesOfType(
    Template.fromStack(shop.platform.serviceStack('orders')),
    'AWS::EC2::SecurityGroupIngress',
  );
  expect(Properties).toMatchObject({ GroupId: 'sg-legacy', FromPort: 5432 });
});

test('a boundary of roles that the app creates is read from a parameter by the stacks of services', () => {
  const shop = shopOf((stack) => ({
    catalogue: EVERY_KIND,
    rolePermissionsBoundary: new iam.ManagedPolicy(stack, 'Boundary', {
      statements: [new iam.PolicyStatement({ actions: ['logs:PutLogEvents'], resources: ['*'] })],
    }),
  }));
  expect(textOf(shop)).not.toContain('Fn::ImportValue');
  const stack = shop.platform.serviceStack('accounts');
  const roles = resourcesOfType(Template.fromStack(stack), 'AWS::IAM::Role');
  expect(roles.length).toBeGreaterThan(0);
  for (const { Properties } of roles) {
    expect(new CrossStackValues(shop.app).resolve(stack, Properties?.PermissionsBoundary)).toEqual({
      'in Shop': { Ref: expect.stringMatching('^Boundary') },
    });
  }
});

test('a workload in the stack of the platform is refused for a service with its own stack', () => {
  const { platform, stack } = shopOf();
  const service = platform.service('orderservice');
  expect(() => service.connect(Workload.ecsTask(taskOf(stack), service.securityGroups))).toThrow(
    'workload must be in Shop/Platform/orderservice, or in a stack that is deployed after it, got one in the stack ' +
      'Shop. Shop is deployed before the stack of orderservice, which reads values of it: create the workload in ' +
      '`platform.serviceStack`, or in another stack. (in Shop/',
  );
});
