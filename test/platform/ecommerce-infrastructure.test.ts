import { Stack } from 'aws-cdk-lib';
import { AWSProvider, EcommerceInfrastructure, EnvironmentProviderFactory, ServiceCatalogue } from '../../src';
import { newApp } from '../support/apps';
import { existingVpc, templateOf } from '../support/stacks';

test('the stack exposes the parts and services of its platform', () => {
  const stack = new EcommerceInfrastructure(newApp(), 'Ecommerce', { provider: new AWSProvider() });
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

test('the stack accepts the props of a stack and of the platform', () => {
  const stack = new EcommerceInfrastructure(newApp(), 'Ecommerce', {
    provider: new AWSProvider(),
    stackName: 'shop',
    terminationProtection: true,
    vpc: existingVpc(new Stack(newApp())),
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
])('in %s, termination protection is %s', (environment, terminationProtection) => {
  const provider = EnvironmentProviderFactory.create({ environment });
  expect(new EcommerceInfrastructure(newApp(), 'Ecommerce', { provider })).toMatchObject({ terminationProtection });
});

test('the prop `terminationProtection` overrides the environment', () => {
  const props = { provider: new AWSProvider(), terminationProtection: false };
  expect(new EcommerceInfrastructure(newApp(), 'Ecommerce', props).terminationProtection).toBe(false);
});

test('without `env`, the network has the first three zones of the region', () => {
  const stack = new EcommerceInfrastructure(newApp(), 'Ecommerce', { provider: new AWSProvider() });
  expect(stack.resolve(stack.vpc.availabilityZones)).toEqual(
    [0, 1, 2].map((index) => ({ 'Fn::Select': [index, { 'Fn::GetAZs': '' }] })),
  );
  templateOf(stack).resourceCountIs('AWS::EC2::Subnet', 9);
});

test('a service that the platform does not have is rejected', () => {
  const stack = new EcommerceInfrastructure(newApp(), 'Ecommerce', { provider: new AWSProvider() });
  expect(() => stack.service('carts')).toThrow(
    'name must be one of userservice, productservice, orderservice, paymentservice, notificationservice, searchservice, ' +
      "inventoryservice, got 'carts'. Add it to `catalogue`, or correct the name. (in Ecommerce/Platform)",
  );
});
