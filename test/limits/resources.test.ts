import { App, NestedStack, Stack, Stage, aws_sns as sns } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import {
  AWSProvider,
  Capability,
  DataStore,
  EcommercePlatform,
  type EcommercePlatformProps,
  type IEnvironmentProvider,
  LocalStackProvider,
  ServiceCatalogue,
  type ServiceDefinition,
  ServiceStacks,
} from '../../src';
import { newApp } from '../support/apps';
import { EVERY_KIND, newVpc, shopOf } from '../support/service-stacks';
import { granting } from '../support/services';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const LIMIT = '@aws-cdk/core:stackResourceLimit';

/** The broker takes the connections of more services than fit in a stack. */
const FEW_CONNECTIONS = { connectionLimit: 2 };

/** The alarms are in other stacks. */
const monitoring = { alarms: false, dashboard: false };

function servicesNamed(count: number): ServiceDefinition[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `service${index + 1}`,
    capabilities: [Capability.CACHE, Capability.MESSAGING],
  }));
}

function platformOf(
  scope: Construct,
  services: ServiceDefinition[],
  provider: IEnvironmentProvider = new AWSProvider(),
): EcommercePlatform {
  return new EcommercePlatform(scope, 'Platform', {
    provider,
    catalogue: ServiceCatalogue.of(services),
    messaging: FEW_CONNECTIONS,
    monitoring,
  });
}

/** A stack with the platform, and with topics beside it. */
function shop(services: ServiceDefinition[], { topics = 0, context = {} } = {}): Stack {
  const stack = new Stack(newApp(context), 'Shop', { env: ENV });
  platformOf(stack, services);
  addTopics(stack, topics);
  return stack;
}

function addTopics(scope: Construct, count: number): void {
  for (let index = 0; index < count; index++) {
    new sns.CfnTopic(scope, `Topic${index}`);
  }
}

function sizeOf(stack: Stack): number {
  return Object.keys(Template.fromStack(stack).toJSON().Resources).length;
}

/** Number of resources that the services share, and of those of one service, from templates without a limit. */
function sizes() {
  const [three, four] = [3, 4].map((count) => sizeOf(shop(servicesNamed(count), { context: { [LIMIT]: 0 } })));
  const each = four - three;
  return { each, shared: four - 4 * each };
}

const { each, shared } = sizes();
const fitting = Math.floor((500 - shared) / each);
/** Number of resources that the platform's stack has only if services have stacks. */
const OF_LAYOUT = 2;
/** Number of services that may stay in the platform's stack if others have stacks. */
const keeping = Math.floor((500 - OF_LAYOUT - shared) / each);

function messageOf(synthesize: () => unknown): string {
  try {
    synthesize();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return 'no error';
}

function listOf(count: number): string {
  return servicesNamed(count)
    .map(({ name }) => `'${name}'`)
    .join(', ');
}

function advice(kept: number): string {
  return (
    `Give the platform \`serviceStacks: ServiceStacks.perService({ keepInPlatform: [${listOf(kept)}] })\`; nothing ` +
    'deployed moves. The list must have every deployed service: these are the first ones of the catalogue.'
  );
}

test('a stack with 500 resources is accepted', () => {
  const stack = shop(servicesNamed(fitting), { topics: 500 - shared - fitting * each });
  expect(sizeOf(stack)).toBe(500);
});

test('one service too many is rejected with the arithmetic and the remedy, and the CDK adds no error', () => {
  const total = shared + (fitting + 1) * each;
  expect(messageOf(() => sizeOf(shop(servicesNamed(fitting + 1))))).toBe(
    'Validation failed with the following errors:\n  ' +
      `[Shop/Platform] catalogue must be at most ${fitting} such services in one stack, got ${fitting + 1}: ${shared} ` +
      `shared resources and ${fitting + 1} x ${each} make ${total}, and CloudFormation takes 500. ${advice(keeping)}`,
  );
});

test('the 501st resource is rejected, and resources of the user are named', () => {
  const topics = 501 - shared - fitting * each;
  expect(messageOf(() => sizeOf(shop(servicesNamed(fitting), { topics })))).toContain(
    `catalogue must be at most ${fitting - 1} such services in one stack, got ${fitting}: ${shared} shared resources, ` +
      `${topics} of your own and ${fitting} x ${each} make 501, and CloudFormation takes 500. ${advice(fitting - 1)} ` +
      'Or create resources of your own in another stack.',
  );
});

test('services of different sizes are rejected with the least, the most and the sum of their resources', () => {
  const services = servicesNamed(fitting + 1).map((service, index) => ({
    ...service,
    ...(index === 0 && { store: DataStore.documentDb() }),
  }));
  const total = sizeOf(shop(services, { context: { [LIMIT]: 0 } }));
  const sum = total - shared;
  const largest = sum - fitting * each;
  const inOneStack = (room: number) => 1 + Math.floor((room - shared - largest) / each);
  expect(messageOf(() => sizeOf(shop(services)))).toContain(
    `catalogue must be at most ${inOneStack(500)} of these services in one stack, got ${fitting + 1}: ${shared} shared resources ` +
      `and ${fitting + 1} services of ${each} to ${largest}, together ${sum}, make ${total}, and CloudFormation takes ` +
      `500. ${advice(inOneStack(500 - OF_LAYOUT))}`,
  );
});

describe('the services that the error lists', () => {
  /** A platform in production, with topics of the user beside it. */
  function production(props: (stack: Stack) => Partial<EcommercePlatformProps>, topics = 0): Stack {
    const { stack } = shopOf((stack) => ({ monitoring, ...props(stack) }));
    addTopics(stack, topics);
    return stack;
  }

  /** Returns the services of the list in the error. */
  function listedFor(...[props, topics]: Parameters<typeof production>): string[] {
    const [, list = '{}'] = /keepInPlatform: (\[.*?\])/.exec(messageOf(() => sizeOf(production(props, topics)))) ?? [];
    return JSON.parse(list.replaceAll("'", '"'));
  }

  const catalogue = ServiceCatalogue.of(servicesNamed(fitting + 10));
  const serviceStacks = ServiceStacks.TOGETHER;
  const messaging = FEW_CONNECTIONS;

  test('can stay in the stack of the platform', () => {
    const keepInPlatform = listedFor(() => ({ catalogue, messaging, serviceStacks }));
    expect(keepInPlatform).toHaveLength(keeping);
    const separate = ServiceStacks.perService({ keepInPlatform });
    expect(sizeOf(production(() => ({ catalogue, messaging, serviceStacks: separate })))).toBe(
      shared + keeping * each + OF_LAYOUT,
    );
  });

  test.each([
    ['are as many as fit', 0, keeping],
    ['leave room for what the layout adds to that stack', 1, keeping - 1],
  ])('%s', (_, over, count) => {
    const topics = 500 - shared - keeping * each - OF_LAYOUT + over;
    const keepInPlatform = listedFor(() => ({ catalogue, messaging, serviceStacks }), topics);
    expect(keepInPlatform).toHaveLength(count);
    const separate = ServiceStacks.perService({ keepInPlatform });
    expect(sizeOf(production(() => ({ catalogue, messaging, serviceStacks: separate }), topics))).toBe(
      over === 0 ? 500 : 501 - each,
    );
  });

  test('are fewer in a second error if the layout adds more', () => {
    const store = DataStore.searchIndex();
    const finders = ServiceCatalogue.of(servicesNamed(20).map(({ name }) => ({ name, store })));
    const props = (stack: Stack) => ({ catalogue: finders, vpc: newVpc(stack), serviceStacks });
    const topics = 501 - sizeOf(production(props));
    const first = listedFor(props, topics);
    const separate = (keepInPlatform: string[]) => (stack: Stack) => ({
      ...props(stack),
      serviceStacks: ServiceStacks.perService({ keepInPlatform }),
    });
    const second = listedFor(separate(first), topics);
    expect(second.length).toBeLessThan(first.length);
    expect(sizeOf(production(separate(second), topics))).toBeLessThanOrEqual(500);
  });
});

test('resources of the user are rejected if there is no room for a service beside them', () => {
  const topics = 501 - shared;
  expect(messageOf(() => sizeOf(shop(servicesNamed(1), { topics })))).toContain(
    `stack must be one with at most 500 resources, got ${501 + each}: ${shared} shared resources, ${topics} of your ` +
      `own and ${each} of service1. Create resources of your own, such as workloads, in another stack of the app. (in Shop)`,
  );
});

describe('the stack of a service', () => {
  /** The stack of orders, with topics of the user beside the service. */
  function ordersWith(topics: number): Stack {
    const stack = shopOf({ catalogue: EVERY_KIND }).platform.serviceStack('orders');
    addTopics(stack, topics);
    return stack;
  }
  const ofService = sizeOf(ordersWith(0));

  test('can have 500 resources', () => {
    expect(sizeOf(ordersWith(500 - ofService))).toBe(500);
  });

  test('cannot have 501', () => {
    expect(messageOf(() => sizeOf(ordersWith(501 - ofService)))).toBe(
      'Validation failed with the following errors:\n  [Shop/Platform] stack must be one with at most 500 resources, got ' +
        `501: ${501 - ofService} of your own and ${ofService} of orders. Create resources of your own, such as workloads, ` +
        'in another stack of the app. (in Shop/Platform/orders)',
    );
  });

  test('has no resources of the user if a custom store creates too many', () => {
    const { app } = shopOf({
      catalogue: ServiceCatalogue.of([
        {
          name: 'orders',
          store: {
            bind: (scope) => {
              addTopics(scope, 500);
              return granting(['sns:Publish'], ['*']);
            },
          },
        },
      ]),
    });
    expect(messageOf(() => app.synth())).toMatch(
      /\[Shop\/Platform\] stack must be one with at most 500 resources, got (\d+): \1 of orders. Have custom stores create fewer resources. \(in Shop\/Platform\/orders\)$/,
    );
  });

  test.each(EVERY_KIND.services.map(({ name }) => name))('of %s has only resources of the service', (name) => {
    const { app } = shopOf((stack) => {
      stack.node.setContext(LIMIT, 1);
      return { catalogue: EVERY_KIND };
    });
    expect(messageOf(() => app.synth())).toMatch(
      new RegExp(` got (\\d+): \\1 of ${name}\\. .+ \\(in Shop/Platform/${name}\\)`),
    );
  });
});

test('the context of the app lowers the limit, as it does for the CDK', () => {
  const context = { [LIMIT]: shared + 2 * each + OF_LAYOUT };
  expect(sizeOf(shop(servicesNamed(2), { context }))).toBe(shared + 2 * each);
  expect(messageOf(() => sizeOf(shop(servicesNamed(3), { context })))).toContain(
    `catalogue must be at most 2 such services in one stack, got 3: ${shared} shared resources and 3 x ${each} make ` +
      `${shared + 3 * each}, and the context \`${LIMIT}\` allows ${shared + 2 * each + OF_LAYOUT}. ${advice(2)}`,
  );
});

test('functions and metadata that the CDK adds to the stack are not resources of the user', () => {
  const synthesize = (limit: number) => {
    const app = new App({ context: { [LIMIT]: limit }, analyticsReporting: true });
    const stack = new Stack(app, 'Shop', { env: ENV });
    platformOf(stack, servicesNamed(2), new LocalStackProvider());
    return Template.fromStack(stack);
  };
  const resources = Object.keys(synthesize(0).toJSON().Resources);
  expect(resources).toContain('CDKMetadata');
  expect(resources).toContainEqual(expect.stringMatching(/^CustomS3AutoDeleteObjects.+Handler/));
  const message = messageOf(() => synthesize(resources.length - 1));
  expect(message).toMatch(/ got 2: \d+ shared resources and 2 x \d+ make \d+, /);
  expect(message).not.toContain('of your own');
});

test('in a nested stack, the resources of that stack count', () => {
  const parent = new Stack(newApp(), 'Parent', { env: ENV });
  const nested = new NestedStack(parent, 'Nested');
  platformOf(nested, servicesNamed(fitting + 1));
  addTopics(parent, 400);
  expect(messageOf(() => sizeOf(parent))).toContain(
    `[Parent/Nested/Platform] catalogue must be at most ${fitting} such services in one stack, got ${fitting + 1}: ` +
      `${shared} shared resources and ${fitting + 1} x ${each} make`,
  );
});

test('in a stage, the platform is rejected too', () => {
  const stage = new Stage(newApp(), 'Production', { env: ENV });
  platformOf(new Stack(stage, 'Shop'), servicesNamed(fitting + 1));
  expect(messageOf(() => stage.synth())).toContain(
    `[Production/Shop/Platform] catalogue must be at most ${fitting} such services in one stack`,
  );
});
