import {
  type App,
  aws_ec2 as ec2,
  aws_ecs as ecs,
  type aws_iam as iam,
  aws_ecs_patterns as patterns,
  Stack,
} from 'aws-cdk-lib';
import { AWSProvider, EcommercePlatform, type IMicroservice, Microservice, Workload } from '../../src';
import { newApp } from '../support/apps';
import { CrossStackValues } from '../support/cross-stack-values';
import { platformIn } from '../support/services';
import { existingVpc, propertiesByType, templateOf } from '../support/stacks';
import { podRole, taskOf } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

interface Shop {
  readonly app: App;
  readonly platform: EcommercePlatform;
  readonly workloads: Stack;
}

function shopOf(): Shop {
  const app = newApp();
  const platform = platformIn(app);
  return { app, platform, workloads: new Stack(app, 'Workloads', { env: ENV }) };
}

/** The rules of groups, with the group that each is for and the group that it admits, written in any stack of the app. */
function rulesOf(app: App) {
  const values = new CrossStackValues(app);
  return app.node.children.filter(Stack.isStack).flatMap((stack) =>
    Object.values(templateOf(stack).findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => ({
      stack: stack.stackName,
      ...ruleOf(values.resolve(stack, Properties)),
    })),
  );
}

function ruleOf(properties: unknown) {
  const { GroupId, SourceSecurityGroupId, FromPort } = Object(properties);
  return { group: nameOf(GroupId), admits: nameOf(SourceSecurityGroupId), port: FromPort };
}

function nameOf(id: unknown): string {
  const text = JSON.stringify(id);
  return text.match(/Platform[A-Za-z]+(?=[0-9A-F]{8})|Orders[A-Za-z]+(?=[0-9A-F]{8})|sg-[a-z-]+/)?.[0] ?? text;
}

/** Creates the pattern of the CDK that attackers used: a load balancer before a service with the service's groups. */
function balanced(scope: Stack, vpc: ec2.IVpc, securityGroups: ec2.ISecurityGroup[]) {
  return new patterns.ApplicationLoadBalancedFargateService(scope, 'Orders', {
    vpc,
    securityGroups,
    taskImageOptions: { image: ecs.ContainerImage.fromRegistry('orders') },
  });
}

describe('a workload that lacks a group of its service', () => {
  test('with the client group of the cache opens nothing to the group, which other services carry', () => {
    const { app, platform, workloads } = shopOf();
    const orders = platform.service('orders');
    const [own, ofCache] = orders.securityGroups;
    const before = rulesOf(shopOf().app).filter(({ admits }) => admits.includes('ClientGroup'));
    orders.connect(Workload.ecsTask(taskOf(workloads), [own, ofCache]));
    const rules = rulesOf(app);
    expect(rules.filter(({ admits }) => admits.includes('ClientGroup'))).toEqual(before);
    expect(rules.filter(({ stack }) => stack === 'Workloads').map(({ admits, port }) => [admits, port])).toEqual(
      [6379, 5671, 443].map((port) => ['PlatformordersSecurityGroup', port]),
    );
  });

  test('with a client group of a part that its service does not use opens nothing to the group', () => {
    const app = newApp();
    const stack = new Stack(app, 'Shop', { env: ENV });
    const platform = new EcommercePlatform(stack, 'Platform', { provider: new AWSProvider() });
    const [, ofCache] = platform.service('userservice').securityGroups;
    const payment = platform.service('paymentservice');
    const workloads = new Stack(app, 'Workloads', { env: ENV });
    payment.connect(Workload.ecsTask(taskOf(workloads), [payment.securityGroup, ofCache]));
    const written = rulesOf(app).filter((rule) => rule.stack === 'Workloads');
    expect(written.map(({ admits, port }) => [admits, port])).toEqual([['PlatformpaymentserviceSecurityGroup', 5671]]);
  });

  test('opens its own group alone, and not the other groups that it carries', () => {
    const { app, platform, workloads } = shopOf();
    const orders = platform.service('orders');
    const other = ec2.SecurityGroup.fromSecurityGroupId(workloads, 'Other', 'sg-other');
    orders.connect(Workload.ecsTask(taskOf(workloads), [orders.securityGroups[0], other]));
    expect(rulesOf(app).filter(({ admits }) => admits === 'sg-other')).toEqual([]);
  });

  test('with only the groups of clients is refused', () => {
    const { platform, workloads } = shopOf();
    const orders = platform.service('orders');
    expect(() => orders.connect(Workload.ecsTask(taskOf(workloads), orders.securityGroups.slice(1)))).toThrow(
      'workload must be a workload with the security groups of orders, or with a group of its own, got one that has only ' +
        'groups that several services share. Create it with the `securityGroupsFor(scope)` of orders: a rule for a shared ' +
        'group would admit the other services. (in Workloads/Task/PlatformWorkload/orders)',
    );
  });

  test('gets each rule once, also with several workloads in several stacks', () => {
    const { app, platform, workloads } = shopOf();
    const orders = platform.service('orders');
    const more = new Stack(app, 'More', { env: ENV });
    const group = (stack: Stack) => ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-orders');
    for (const [stack, id] of [
      [workloads, 'One'],
      [workloads, 'Two'],
      [more, 'Three'],
    ] as const) {
      const groups = id === 'One' ? [group(stack)] : [stack.node.tryFindChild('Group') ?? group(stack)];
      orders.connect(Workload.ecsTask(taskOf(stack, id), groups.filter(ec2.SecurityGroup.isSecurityGroup)));
    }
    const rules = rulesOf(app).filter(({ admits }) => admits === 'sg-orders');
    expect(rules.map(({ port }) => port).sort()).toEqual([443, 5433, 5671, 6379]);
    expect(more.dependencies).toContain(workloads);
  });
});

describe('a load balancer before a service', () => {
  test.each(['the same stack', 'another stack'])('in %s reaches that service alone', (place) => {
    const { app, platform, workloads } = shopOf();
    const orders = platform.service('orders');
    const stack = place === 'the same stack' ? Stack.of(orders) : workloads;
    const before = rulesOf(shopOf().app);
    const { service } = balanced(stack, platform.vpc, orders.securityGroupsFor(stack));
    orders.connect(Workload.ecsService(service));
    const added = rulesOf(app).filter(({ admits }) => admits.startsWith('Orders'));
    expect(added).toEqual([
      { stack: stack.stackName, group: 'PlatformordersSecurityGroup', admits: 'OrdersLBSecurityGroup', port: 80 },
    ]);
    expect(rulesOf(app)).toHaveLength(before.length + 1);
    expect(JSON.stringify(app.synth().stacks.map(({ template }) => template))).not.toContain('Fn::ImportValue');
  });

  test.each<[string, (service: IMicroservice, stack: Stack) => ec2.ISecurityGroup[]]>([
    ['securityGroups', ({ securityGroups }) => securityGroups],
    ['securityGroupsFor', (service, stack) => service.securityGroupsFor(stack)],
  ])('of another app, with `%s`, reaches that service alone', (_, groupsOf) => {
    const { orders, stack } = imported();
    const { service } = balanced(stack, existingVpc(stack), groupsOf(orders, stack));
    orders.connect(Workload.ecsService(service));
    expect(propertiesByType(templateOf(stack))['AWS::EC2::SecurityGroupIngress']).toEqual([
      expect.objectContaining({ GroupId: 'sg-own', FromPort: 80 }),
    ]);
  });
});

test('the groups for a stack are the same when they are asked for again', () => {
  const { platform, workloads } = shopOf();
  const orders = platform.service('orders');
  expect(orders.securityGroupsFor(workloads)).toEqual(orders.securityGroupsFor(workloads));
  expect(orders.securityGroupsFor(orders)).toEqual(orders.securityGroups);
});

test('a client group takes no rules of the user', () => {
  const { app, platform } = shopOf();
  const before = rulesOf(shopOf().app);
  for (const group of platform.service('orders').securityGroups.slice(1)) {
    group.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.HTTPS);
    group.connections.allowFromAnyIpv4(ec2.Port.HTTPS);
  }
  expect(rulesOf(app)).toEqual(before);
});

/** A service of another app, in a stack of this app. */
function imported() {
  const record = {
    account: ENV.account,
    region: ENV.region,
    vpcId: 'vpc-1',
    securityGroupIds: ['sg-own', 'sg-cache-clients'],
    accesses: [
      {
        settings: { DATABASE_HOST: 'db.example' },
        secrets: {},
        rules: [{ securityGroupId: 'sg-db', port: 5433 }],
        permissions: [],
      },
    ],
  };
  const key = `ssm:account=${ENV.account}:parameterName=/production/orders/connection:region=${ENV.region}`;
  const stack = new Stack(newApp({ [key]: JSON.stringify(record) }), 'App', { env: ENV });
  const orders = Microservice.fromParameters(stack, 'Service', { environment: 'production', serviceName: 'orders' });
  return { stack, orders };
}

test("a workload with another service's group is refused", () => {
  const { platform, workloads } = shopOf();
  const [own] = platform.service('baskets').securityGroups;
  const role: iam.Role = podRole(workloads);
  const orders = platform.service('orders');
  const workload = Workload.identity(workloads, 'Pod1', role, [...orders.securityGroups, own]);
  expect(() => orders.connect(workload)).toThrow(
    'workload must be a workload with a security group that serves orders alone, got one whose security group ' +
      '<Shop/Platform/baskets/SecurityGroup/Resource.GroupId> belongs to baskets (Shop/Platform/baskets). Each service ' +
      'could do what the other one may do: give orders a security group of its own, or allow it by ' +
      "`sharesWith: ['baskets']` in the options of `connect`. (in Workloads/Pod1/orders)",
  );
  expect(() => orders.connect(workload, { sharesWith: ['baskets'] })).not.toThrow();
});
