import { App, Stack } from 'aws-cdk-lib';
import {
  AWSProvider,
  EcommerceInfrastructure,
  EnvironmentProviderFactory,
  LocalStackProvider,
  ServiceCatalogue,
} from '../../src';
import { existingVpc, templateOf } from '../support/stacks';

test('is the platform, as a stack', () => {
  const stack = new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new AWSProvider() });
  const { platform } = stack;
  expect(stack.vpc).toBe(platform.vpc);
  expect(stack.network).toBe(platform.network);
  expect(stack.database).toBe(platform.database);
  expect(stack.cache).toBe(platform.cache);
  expect(stack.messaging).toBe(platform.messaging);
  expect(stack.search).toBe(platform.search);
  expect(stack.storage).toBe(platform.storage);
  expect(stack.backup).toBe(platform.backup);
  expect(stack.operationsTopic).toBe(platform.operationsTopic);
  for (const part of [stack.network, stack.database, stack.cache, stack.messaging, stack.search, stack.storage]) {
    expect(part).toBeDefined();
  }
  expect([stack.backup, stack.operationsTopic]).not.toContain(undefined);
  expect(stack.service('orderservice')).toBe(platform.service('orderservice'));
});

test('takes the props of a stack and of the platform', () => {
  const stack = new EcommerceInfrastructure(new App(), 'Ecommerce', {
    provider: new AWSProvider(),
    stackName: 'shop',
    terminationProtection: true,
    vpc: existingVpc(new Stack(new App())),
    catalogue: ServiceCatalogue.of([{ name: 'orderservice' }]),
  });
  expect(stack.stackName).toBe('shop');
  expect(stack.terminationProtection).toBe(true);
  templateOf(stack).resourceCountIs('AWS::RDS::DBInstance', 1);
});

test.each([
  ['production', true],
  ['staging', true],
  ['development', false],
  ['local', false],
])('in %s, deleting the stack is refused: %s', (environment, terminationProtection) => {
  const provider = EnvironmentProviderFactory.create({ environment });
  expect(new EcommerceInfrastructure(new App(), 'Ecommerce', { provider })).toMatchObject({ terminationProtection });
});

test('may be deleted where a prop says so', () => {
  const props = { provider: new AWSProvider(), terminationProtection: false };
  expect(new EcommerceInfrastructure(new App(), 'Ecommerce', props).terminationProtection).toBe(false);
});

test('has the first three zones of any region where it has no environment', () => {
  const stack = new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new AWSProvider() });
  expect(stack.resolve(stack.availabilityZones)).toEqual(
    [0, 1, 2].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })),
  );
  templateOf(stack).resourceCountIs('AWS::EC2::Subnet', 9);
});

test.each([{ region: 'eu-central-1' }, { account: '123456789012' }])(
  'has the first three zones with %j alone',
  (env) => {
    const stack = new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new LocalStackProvider(), env });
    expect(stack.availabilityZones).toHaveLength(3);
    expect(stack.resolve(stack.availabilityZones)).toEqual(
      [0, 1, 2].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })),
    );
  },
);

test('has the zones of its environment where it has one', () => {
  const env = { account: '123456789012', region: 'eu-central-1' };
  const stack = new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new AWSProvider(), env });
  const other = new Stack(new App(), 'Other', { env });
  expect(stack.availabilityZones).toEqual(other.availabilityZones);
});

test('fails for a service that is not there', () => {
  const stack = new EcommerceInfrastructure(new App(), 'Ecommerce', { provider: new AWSProvider() });
  expect(() => stack.service('carts')).toThrow(
    'name must be one of userservice, productservice, orderservice, paymentservice, notificationservice, searchservice, ' +
      "inventoryservice, got 'carts'. Add it to `catalogue`, or correct the name. (in Ecommerce/Platform)",
  );
});
