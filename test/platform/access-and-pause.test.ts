import { App, aws_dynamodb as dynamodb, aws_ec2 as ec2, aws_ecs as ecs, Stack, TimeZone } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import {
  DataStore,
  EcommercePlatform,
  type EcommercePlatformProps,
  EnvironmentProviderFactory,
  LocalStackProvider,
  ServiceCatalogue,
  ServiceEgress,
  ServiceStacks,
  Workload,
} from '../../src';
import { analyse } from '../../src/isolation/analysis';
import { newApp } from '../support/apps';
import { taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const CATALOGUE = ServiceCatalogue.of([
  { name: 'orders' },
  { name: 'payments', egress: ServiceEgress.PLATFORM },
  { name: 'products', store: DataStore.documentDb() },
  { name: 'stock', store: DataStore.dynamoDb({ partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING } }) },
  { name: 'ratings', store: DataStore.auroraPostgres() },
]);

function shopOf(props: Partial<EcommercePlatformProps> = {}) {
  const app = newApp();
  const stack = new Stack(app, 'Shop', { env: ENV });
  const provider = new LocalStackProvider();
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider,
    environmentName: 'test',
    catalogue: CATALOGUE,
    ...props,
  });
  return { app, stack, platform };
}

function accessOf(targets: string[], props: Partial<EcommercePlatformProps> = {}): Template {
  const { platform } = shopOf({ access: { targets }, ...props });
  if (platform.access === undefined) {
    throw new Error('there is no access');
  }
  return Template.fromStack(Stack.of(platform.access));
}

describe('the access of operators to a platform', () => {
  test.each([
    ['orders', '5432'],
    ['products', '27017'],
    ['ratings', '5432'],
    ['cache', '6379'],
    ['messaging', '5671'],
    ['search', '443'],
  ])('to %s has the port %s', (target, portNumber) => {
    accessOf([target]).hasResourceProperties('AWS::SSM::Document', {
      Name: `test-access-${target}`,
      Content: { properties: { portNumber } },
    });
  });

  test('has the group of the service for its store, and no other', () => {
    const template = accessOf(['orders']);
    const [service] = Object.values(template.findResources('AWS::ECS::Service'));
    const SecurityGroups = service?.Properties.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups;
    expect(SecurityGroups).toHaveLength(1);
    expect(JSON.stringify(SecurityGroups)).toContain('|SecurityGroup.GroupId = ');
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
  });

  test('has the group of clients for a part, and a group that leads to the APIs of AWS alone', () => {
    const template = accessOf(['cache', 'messaging']);
    template.resourceCountIs('AWS::EC2::SecurityGroup', 1);
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443, IpProtocol: 'tcp' })],
    });
    for (const { Properties } of Object.values(template.findResources('AWS::ECS::Service'))) {
      expect(Properties.NetworkConfiguration.AwsvpcConfiguration.SecurityGroups).toHaveLength(2);
    }
  });

  test('changes no way out of a service that is closed', () => {
    const rules = (stack: Stack) => JSON.stringify(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroup'));
    expect(rules(shopOf({ access: { targets: ['payments'] } }).stack)).toBe(rules(shopOf().stack));
  });

  test.each([
    [
      'a closed service',
      ServiceEgress.PLATFORM,
      'The way out of orders is closed, and the network has no endpoint for ssmmessages',
    ],
    ['an open service', ServiceEgress.OPEN, undefined],
    ['a closed service that may call all of AWS', ServiceEgress._PLATFORM_OR_HTTPS, undefined],
  ])('%s has a warning if its task would not start', (_, egress, warning) => {
    const { ECR, ECR_DOCKER, CLOUDWATCH_LOGS } = ec2.InterfaceVpcEndpointAwsService;
    const { platform } = shopOf({
      catalogue: ServiceCatalogue.of([{ name: 'orders', egress }]),
      network: { interfaceEndpoints: [ECR, ECR_DOCKER, CLOUDWATCH_LOGS] },
      access: { targets: ['orders'] },
    });
    const stack = platform.access ? Stack.of(platform.access) : new Stack();
    const found = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('operators connect'));
    expect(found.map(({ entry }) => String(entry.data))).toEqual(warning ? [expect.stringContaining(warning)] : []);
  });

  test.each([
    ['in the stack of the platform', undefined],
    ['in stacks of their own', ServiceStacks.perService()],
  ])('refers to no export where services are %s', (_, serviceStacks) => {
    const { app, platform } = shopOf({ access: { targets: ['orders', 'cache'] }, serviceStacks });
    const { stacks } = app.synth();
    expect(JSON.stringify(stacks.map(({ template }) => template))).not.toMatch(/ImportValue|"Export"/);
    expect(platform.stacks.at(-1)?.node.path).toBe('Shop/Platform/Access');
  });

  test('is left out by default, and then no stack has it', () => {
    const { app, platform } = shopOf();
    expect(platform.access).toBeUndefined();
    expect(app.synth().stacks).toHaveLength(1);
  });

  test.each([
    [
      ['stock'],
      "access.targets must be the name of a part or of a service whose store has a host and a port, got 'stock'.",
    ],
    [
      ['Orders'],
      "access.targets must be among the services and the parts with a port: orders, payments, products, stock, ratings, cache, messaging, search, got 'Orders'.",
    ],
    [['storage'], "whose store has a host and a port, got 'storage'."],
    [['orders', 'orders'], "access.targets must be unique, got 'orders, orders'."],
    [[], 'access.targets must be a list of 1 to 45 targets, got an empty list.'],
  ])('to %p is refused', (targets, message) => {
    expect(() => shopOf({ access: { targets } })).toThrow(message);
  });

  test('is refused for a name that a service and a part have', () => {
    const catalogue = ServiceCatalogue.of([{ name: 'cache' }]);
    expect(() => shopOf({ catalogue, access: { targets: ['cache'] } })).toThrow(
      "access.targets must be the name of either a service or a part, got 'cache'.",
    );
  });

  test('is refused without an environment name', () => {
    const stack = new Stack(new App(), 'Shop', { env: ENV });
    const { databaseInstanceType, cacheNodeType, mqInstanceType } = new LocalStackProvider();
    const provider = EnvironmentProviderFactory.fromValues({ databaseInstanceType, cacheNodeType, mqInstanceType });
    expect(
      () =>
        new EcommercePlatform(stack, 'Platform', { provider, catalogue: CATALOGUE, access: { targets: ['orders'] } }),
    ).toThrow('environmentName must be set if `access` has targets, got none.');
  });
});

describe('the pause of a platform', () => {
  const operations = (template: Template) =>
    Object.values(template.findResources('AWS::Scheduler::Schedule'))
      .map(({ Properties }) => JSON.stringify(Properties.Target.Arn).replace(/.*aws-sdk:([^"]*)".*/, '$1'))
      .sort();

  test('stops the PostgreSQL instances and DocumentDB clusters, and no instance of Aurora', () => {
    const { stack } = shopOf({ pauseSchedule: {} });
    expect(operations(Template.fromStack(stack))).toEqual([
      'docdb:startDBCluster',
      'docdb:stopDBCluster',
      ...['rds:startDBInstance', 'rds:startDBInstance', 'rds:stopDBInstance', 'rds:stopDBInstance'],
    ]);
  });

  test('is in the stacks of services that have one', () => {
    const { platform } = shopOf({ pauseSchedule: {}, serviceStacks: ServiceStacks.perService() });
    expect(operations(Template.fromStack(platform.serviceStack('orders')))).toEqual([
      'rds:startDBInstance',
      'rds:stopDBInstance',
    ]);
  });

  test('scales the ECS services of connected workloads, in their own stacks, without findings of the isolation', () => {
    const { app, platform, stack } = shopOf({ pauseSchedule: { timeZone: TimeZone.EUROPE_BERLIN } });
    const own = new Stack(app, 'Orders', { env: ENV });
    const service = new ecs.FargateService(own, 'Service', {
      cluster: new ecs.Cluster(own, 'Cluster', { vpc: platform.vpc }),
      taskDefinition: taskOf(own),
      desiredCount: 2,
      minHealthyPercent: 50,
      securityGroups: platform.service('orders').securityGroupsFor(own),
    });
    platform.service('orders').connect(Workload.ecsService(service));
    platform.service('orders').connect(Workload.ecsService(service));
    app.synth();
    expect(operations(Template.fromStack(own))).toEqual(['ecs:updateService', 'ecs:updateService']);
    expect(stack.dependencies).toEqual([]);
    expect(analyse(app).findings).toEqual([]);
  });

  test('says what keeps running', () => {
    const { stack } = shopOf({ pauseSchedule: {} });
    Annotations.fromStack(stack).hasInfo(
      '/Shop/Platform',
      Match.stringLikeRegexp('the message broker, the cache, the search domain, .*Aurora clusters'),
    );
  });

  test('is left out by default', () => {
    const { platform, stack } = shopOf();
    expect(platform.pauseSchedule).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::Scheduler::ScheduleGroup', 0);
  });

  test('mutes the alarms, if there are any', () => {
    const { platform } = shopOf({ pauseSchedule: {}, monitoring: { alarms: true } });
    const { monitoring } = platform;
    const template = Template.fromStack(monitoring ? Stack.of(monitoring) : new Stack());
    template.hasResourceProperties('AWS::CloudWatch::AlarmMuteRule', {
      Rule: { Schedule: { Expression: 'cron(0 20 * * MON,TUE,WED,THU)', Duration: 'PT12H30M', Timezone: 'Etc/UTC' } },
    });
    template.hasResourceProperties('AWS::CloudWatch::AlarmMuteRule', {
      Rule: { Schedule: { Expression: 'cron(0 20 * * FRI)', Duration: 'P2DT12H30M' } },
    });
  });

  const production = { provider: EnvironmentProviderFactory.create({ environment: 'production' }) };
  test.each([
    ['that is named production', { environmentName: 'production' }],
    ['that is named prod', { environmentName: 'prod' }],
    ['whose name has production in it', { environmentName: 'eu-Production.2' }],
    ['that protects its databases', production],
  ])('is refused for an environment %s, unless a word says otherwise', (_, props) => {
    expect(() => shopOf({ ...props, pauseSchedule: {} })).toThrow(
      'pauseSchedule must be left out for an environment that is named production or protects its databases from deletion',
    );
    expect(() => shopOf({ ...props, pauseSchedule: { evenInProduction: true } })).not.toThrow();
  });
});
