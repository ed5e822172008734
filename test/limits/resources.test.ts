import { App, NestedStack, Stack, Stage, aws_sns as sns } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import {
  AWSProvider,
  Capability,
  DataStore,
  EcommercePlatform,
  type IEnvironmentProvider,
  LocalStackProvider,
  ServiceCatalogue,
  type ServiceDefinition,
} from '../../src';

const ENV = { account: '123456789012', region: 'eu-central-1' };
const LIMIT = '@aws-cdk/core:stackResourceLimit';

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
  });
}

/** A stack with the platform, and with topics beside it. */
function shop(services: ServiceDefinition[], { topics = 0, context = {} } = {}): Stack {
  const stack = new Stack(new App({ context }), 'Shop', { env: ENV });
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
      `shared resources and ${fitting + 1} x ${each} make ${total}, and CloudFormation takes 500. ${advice(fitting)}`,
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
  const kept = 1 + Math.floor((500 - shared - largest) / each);
  expect(messageOf(() => sizeOf(shop(services)))).toContain(
    `catalogue must be at most ${kept} of these services in one stack, got ${fitting + 1}: ${shared} shared resources ` +
      `and ${fitting + 1} services of ${each} to ${largest}, together ${sum}, make ${total}, and CloudFormation takes ` +
      `500. ${advice(kept)}`,
  );
});

test('a platform whose services do not fit beside resources of the user is rejected with their number', () => {
  const topics = 501 - shared;
  expect(messageOf(() => sizeOf(shop(servicesNamed(1), { topics })))).toContain(
    `stack must be one with at most ${500 - shared - each} resources of your own, got ${topics}: ${shared} shared ` +
      `resources, ${topics} of your own and 1 x ${each} make ${501 + each}, and CloudFormation takes 500. Create ` +
      'resources of your own in another stack. (in Shop)',
  );
});

test('the context of the app lowers the limit, as it does for the CDK', () => {
  const context = { [LIMIT]: shared + 2 * each };
  expect(sizeOf(shop(servicesNamed(2), { context }))).toBe(shared + 2 * each);
  expect(messageOf(() => sizeOf(shop(servicesNamed(3), { context })))).toContain(
    `catalogue must be at most 2 such services in one stack, got 3: ${shared} shared resources and 3 x ${each} make ` +
      `${shared + 3 * each}, and the context \`${LIMIT}\` allows ${shared + 2 * each}. ${advice(2)}`,
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
  const parent = new Stack(new App(), 'Parent', { env: ENV });
  const nested = new NestedStack(parent, 'Nested');
  platformOf(nested, servicesNamed(fitting + 1));
  addTopics(parent, 400);
  expect(messageOf(() => sizeOf(parent))).toContain(
    `[Parent/Nested/Platform] catalogue must be at most ${fitting} such services in one stack, got ${fitting + 1}: ` +
      `${shared} shared resources and ${fitting + 1} x ${each} make`,
  );
});

test('in a stage, the platform is rejected too', () => {
  const stage = new Stage(new App(), 'Production', { env: ENV });
  platformOf(new Stack(stage, 'Shop'), servicesNamed(fitting + 1));
  expect(messageOf(() => stage.synth())).toContain(
    `[Production/Shop/Platform] catalogue must be at most ${fitting} such services in one stack`,
  );
});
