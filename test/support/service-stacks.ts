import { type App, aws_dynamodb as dynamodb, aws_ec2 as ec2, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  DataStore,
  EcommercePlatform,
  type EcommercePlatformProps,
  EnvironmentProviderFactory,
  ServiceCatalogue,
  ServiceStacks,
} from '../../src';
import { newApp } from './apps';
import { existingParts } from './existing-parts';
import { existingVpc } from './stacks';

/** The account and region of the platforms. */
export const ENV = { account: '123456789012', region: 'eu-central-1' };

/** A service with each kind of store that creates resources. */
export const EVERY_KIND = ServiceCatalogue.of([
  { name: 'accounts', store: DataStore.auroraPostgres({ proxy: true }), pciScope: true },
  { name: 'baskets', store: DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }) },
  { name: 'catalogue', store: DataStore.documentDb() },
  { name: 'finder', store: DataStore.searchIndex() },
  { name: 'orders' },
]);

/** A platform in the stack `Shop` of a new app. */
export interface Shop {
  readonly app: App;
  readonly stack: Stack;
  readonly platform: EcommercePlatform;
}

/** How a platform is created: its props may need constructs in its stack, or in another stack of the app. */
export type Variant = (stack: Stack, app: App) => Partial<EcommercePlatformProps>;

/** Creates a platform that gives each service a stack, unless the props say otherwise. */
export function shopOf(
  props: Partial<EcommercePlatformProps> | Variant = {},
  environment = 'production',
  stackProps: StackProps = { env: ENV },
): Shop {
  const app = newApp();
  const stack = new Stack(app, 'Shop', stackProps);
  const platform = new EcommercePlatform(stack, 'Platform', {
    provider: EnvironmentProviderFactory.create({ environment }),
    environmentName: 'shop',
    serviceStacks: ServiceStacks.perService(),
    ...(typeof props === 'function' ? props(stack, app) : props),
  });
  return { app, stack, platform };
}

/** Returns the templates of the platform's stacks, by the path of the stack. */
export function templatesOf({ app, platform }: Shop): Record<string, Template> {
  app.synth();
  return Object.fromEntries(platform.stacks.map((stack) => [stack.node.path, Template.fromStack(stack)]));
}

/** The kinds of platform whose services have stacks, by what is special about them. */
export const VARIANTS: Readonly<Record<string, Variant>> = {
  'with the services of phase one': () => ({ catalogue: ServiceCatalogue.PHASE_ONE }),
  'with the services of phase two': () => ({ catalogue: ServiceCatalogue.PHASE_TWO }),
  'with every kind of store': () => ({ catalogue: EVERY_KIND }),
  'with existing parts': (stack) => existingParts(stack),
  'with an imported VPC': (stack) => ({ vpc: existingVpc(stack) }),
  "with a VPC in the platform's stack": (stack) => ({ catalogue: EVERY_KIND, vpc: newVpc(stack) }),
  'with a VPC in another stack': (_, app) => ({
    catalogue: EVERY_KIND,
    vpc: newVpc(new Stack(app, 'Network', { env: ENV })),
  }),
  'without backups and a cache': () => ({ backup: { enabled: false }, cache: { enabled: false } }),
  'without stores': () => ({ database: { enabled: false } }),
};

/** Creates a VPC with public, private and isolated subnets in three Availability Zones. */
export function newVpc(stack: Stack): ec2.Vpc {
  return new ec2.Vpc(stack, 'Vpc', {
    availabilityZones: ['a', 'b', 'c'].map((zone) => `${ENV.region}${zone}`),
    subnetConfiguration: [
      { name: 'Public', subnetType: ec2.SubnetType.PUBLIC },
      { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    ],
  });
}
