import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Capability,
  EcommercePlatform,
  type EgressPeer,
  LocalStackProvider,
  ServiceCatalogue,
  ServiceEgress,
  ServiceStacks,
  Workload,
} from '../../src';
import { newApp } from '../support/apps';
import { podRole } from '../support/workloads';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** A platform whose services use the broker, and a stack for their workloads. */
function shop(context: Record<string, unknown> = {}, serviceStacks = ServiceStacks.TOGETHER) {
  const app = newApp(context);
  const stack = new Stack(app, 'Shop', { env: ENV });
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider: new LocalStackProvider(),
    serviceStacks,
    catalogue: ServiceCatalogue.of([
      { name: 'orders', capabilities: [Capability.MESSAGING] },
      { name: 'returns', capabilities: [Capability.MESSAGING] },
    ]),
  });
  return { app, platform, stack, workloads: new Stack(app, 'Workloads', { env: ENV }) };
}

type Shop = ReturnType<typeof shop>;

/** Connects workloads of a service, each of which has a security group of its own, or those of the service. */
function connect({ platform, workloads }: Shop, name: string, count: number, groups?: ec2.ISecurityGroup[]): void {
  const role = podRole(workloads, `Role-${name}`);
  for (let index = 0; index < count; index++) {
    const own = groups ?? [new ec2.SecurityGroup(workloads, `Group-${name}-${index}`, { vpc: platform.vpc })];
    platform.service(name).connect(Workload.identity(workloads, `Workload-${name}-${index}`, role, own));
  }
}

function errorOf({ app }: Shop): string {
  try {
    app.synth({ force: true });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}

/** Number of the rules in the workloads' stack that allow ingress on the port. */
function rulesOn({ workloads }: Shop, port: number): number {
  const rules = Object.values(Template.fromStack(workloads).findResources('AWS::EC2::SecurityGroupIngress'));
  return rules.filter(({ Properties }) => Properties.FromPort === port).length;
}

function refusal(service: string, got: string, path: string, limit = 60): string {
  return (
    `securityGroups must be those of ${service}, because a security group takes ${limit} rules for inbound traffic, got ` +
    `${got} with other groups. Create the workloads with \`securityGroups: service.securityGroupsFor(stack)\`, for which the rules ` +
    'exist already. If AWS has raised the quota of the account, set the context ' +
    `\`@org/ecommerce-constructs:rulesPerSecurityGroup\` to its value. (in ${path})`
  );
}

const STORE = 'Shop/Platform/Database/orders/SecurityGroup/Resource';
const BROKER = 'Shop/Platform/Messaging/SecurityGroup/Resource';

/** Number of rules of the broker's group besides those of workloads: of the services, and of the function for logins. */
const OF_BROKER = 2;

describe('the security group of a store', () => {
  test('takes the rules of 58 workloads with groups of their own, besides those of its service and of its logins', () => {
    const app = shop();
    connect(app, 'orders', 58);
    expect(errorOf(app)).toBe('no error');
    expect(rulesOn(app, 5432)).toBe(58);
  });

  test('does not take more than 60 rules', () => {
    const app = shop();
    connect(app, 'orders', 60);
    expect(errorOf(app)).toBe(
      'Validation failed with the following errors:\n  [Shop/Platform] ' +
        `${refusal('its service for each workload', '62 rules, 60 of them for workloads of orders', BROKER)}\n  [Shop/Platform] ` +
        refusal('orders for its workloads', '62 rules, 60 of them for workloads of orders', STORE),
    );
  });

  test('needs no rules for workloads with the groups of their service', () => {
    const app = shop();
    connect(app, 'orders', 100, app.platform.service('orders').securityGroups);
    expect(errorOf(app)).toBe('no error');
    expect(rulesOn(app, 5432)).toBe(0);
  });

  test('takes as many rules as the context of the app says, also as text', () => {
    const raised = shop({ '@org/ecommerce-constructs:rulesPerSecurityGroup': '61' });
    connect(raised, 'orders', 59);
    expect(errorOf(raised)).toBe('no error');
    const app = shop({ '@org/ecommerce-constructs:rulesPerSecurityGroup': 61 });
    connect(app, 'orders', 61);
    expect(errorOf(app)).toContain(
      refusal('orders for its workloads', '63 rules, 61 of them for workloads of orders', STORE, 61),
    );
  });
});

describe('the security group of a shared part', () => {
  test('counts the workloads of all services', () => {
    const app = shop();
    connect(app, 'orders', 30);
    connect(app, 'returns', 30 - OF_BROKER);
    expect(errorOf(app)).toBe('no error');
    connect({ ...app, workloads: new Stack(app.app, 'More', { env: ENV }) }, 'returns', 1);
    expect(errorOf(app)).toBe(
      'Validation failed with the following errors:\n  [Shop/Platform] ' +
        refusal('its service for each workload', '61 rules, 59 of them for workloads of orders, returns', BROKER),
    );
  });

  test('counts the rules for IPv4 and IPv6 separately, and those for groups in both', () => {
    const app = shop();
    const { messaging } = app.platform;
    for (let index = 0; index < 60 - OF_BROKER; index++) {
      messaging?.connections.allowDefaultPortFrom(ec2.Peer.ipv4(`10.0.${index}.0/24`));
      messaging?.connections.allowDefaultPortFrom(ec2.Peer.ipv6(`fd00:${index}::/64`));
    }
    expect(errorOf(app)).toBe('no error');
    connect(app, 'orders', 1);
    expect(errorOf(app)).toContain('got 61 rules, 1 of them for workloads of orders');
  });

  test('does not take the 61st peer that the user allows', () => {
    const app = shop();
    for (let index = 0; index < 61 - OF_BROKER; index++) {
      app.platform.messaging?.connections.allowDefaultPortFrom(ec2.Peer.ipv4(`10.0.${index}.0/24`));
    }
    expect(errorOf(app)).toBe(
      'Validation failed with the following errors:\n  [Shop/Platform] ' +
        'connections must be of at most 60 peers, because a security group takes 60 rules for inbound traffic, got 61. ' +
        'Allow ingress from one security group instead of many addresses. If AWS has raised the quota of the account, ' +
        `set the context \`@org/ecommerce-constructs:rulesPerSecurityGroup\` to its value. (in ${BROKER})`,
    );
  });
});

describe('the security group of a store in the stack of its service', () => {
  const serviceStacks = ServiceStacks.perService();

  test('takes the rules of 58 workloads of another stack, which reads the id of the group from a parameter', () => {
    const app = shop({}, serviceStacks);
    connect(app, 'orders', 58);
    expect(errorOf(app)).toBe('no error');
    expect(rulesOn(app, 5432)).toBe(58);
    const { Parameters } = Template.fromStack(app.workloads).toJSON();
    expect(Object.values(Parameters)).toContainEqual(expect.objectContaining({ Default: '/local/orders/values' }));
    expect(Template.fromStack(app.platform.serviceStack('orders')).findOutputs('*')).toEqual({});
  });

  test('does not take the rules of 61', () => {
    const app = shop({}, serviceStacks);
    connect(app, 'orders', 61);
    expect(errorOf(app)).toContain(
      refusal(
        'orders for its workloads',
        '63 rules, 61 of them for workloads of orders',
        'Shop/Platform/orders/Store/SecurityGroup/Resource',
      ),
    );
  });
});

test('a quota that is not a number is rejected', () => {
  const app = shop({ '@org/ecommerce-constructs:rulesPerSecurityGroup': 'many' });
  expect(errorOf(app)).toBe(
    'Validation failed with the following errors:\n  [Shop/Platform] ' +
      'context must be a whole number from 1 to 9999 for @org/ecommerce-constructs:rulesPerSecurityGroup, got ' +
      "'many'. Set the account's value of the quota, or remove the key for the value of a new account. (in " +
      'Shop/Platform)',
  );
});

describe('the security group of a service', () => {
  const peers = (count: number): EgressPeer[] =>
    Array.from({ length: count }, (_, index) => ({
      peer: ec2.Peer.ipv4(`203.0.113.${index}/32`),
      port: ec2.Port.HTTPS,
    }));

  function errorWith(count: number, separate = 0): string {
    const app = newApp();
    const stack = new Stack(app, 'Shop', { env: ENV });
    const platform = new EcommercePlatform(stack, 'Platform', {
      provider: new LocalStackProvider(),
      catalogue: ServiceCatalogue.of([{ name: 'orders', egress: ServiceEgress.platformAnd(peers(count)) }]),
    });
    for (let index = 0; index < separate; index++) {
      const group = new ec2.SecurityGroup(stack, `Group${index}`, { vpc: platform.vpc });
      platform.service('orders').connections.allowTo(group, ec2.Port.HTTPS);
    }
    try {
      app.synth();
    } catch (error) {
      return String(error);
    }
    return 'no error';
  }

  test('takes 59 peers besides the store', () => {
    expect(errorWith(59)).toBe('no error');
  });

  test.each([
    [60, 0],
    [58, 2],
  ])('does not take the 61st rule, of %i peers and %i rules of the user', (count, separate) => {
    expect(errorWith(count, separate)).toContain(
      'egress must be of at most 60 peers, because a security group takes 60 rules for outbound traffic, got 61. Allow ' +
        'egress to one prefix list instead of many addresses. If AWS has raised the quota of the account, set the context ' +
        '`@org/ecommerce-constructs:rulesPerSecurityGroup` to its value. (in Shop/Platform/orders/SecurityGroup/Resource)',
    );
  });
});
