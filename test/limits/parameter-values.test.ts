import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Microservice } from '../../src';
import { granting } from '../support/services';
import { existingVpc } from '../support/stacks';

const ENV = { account: '123456789012', region: 'eu-central-1' };

/** A service whose record in Systems Manager is longer by this number of characters. */
function serviceWith(characters: number, resource = 'arn:aws:s3:::') {
  const stack = new Stack(new App(), 'Shop', { env: ENV });
  new Microservice(stack, 'Orders', {
    serviceName: 'orders',
    environment: 'production',
    vpc: existingVpc(stack),
    store: granting(['s3:GetObject'], [`${resource}${'o'.repeat(characters)}`]),
  });
  return () => Template.fromStack(stack);
}

/** The length of the record, in which the id of the security group has the least length. */
function lengthOf(template: Template): number {
  const [{ Properties }] = Object.values(
    template.findResources('AWS::SSM::Parameter', { Properties: { Name: '/production/orders/connection' } }),
  );
  const [, parts]: [string, unknown[]] = Properties.Value['Fn::Join'];
  return parts.map((part) => (typeof part === 'string' ? part : 'sg-12345678')).join('').length;
}

const length = lengthOf(serviceWith(0)());

test('the record of a service can have 8,192 characters', () => {
  expect(lengthOf(serviceWith(8192 - length)())).toBe(8192);
});

test('the record of a service cannot have 8,193 characters', () => {
  expect(serviceWith(8193 - length)).toThrow(
    new Error(
      'Validation failed with the following errors:\n  [Shop/Orders/Parameters] ' +
        'store must be one whose settings and permissions fit into the parameter /production/orders/connection, which ' +
        'takes 8192 characters, got at least 8193. Have the store pass fewer settings, or grant access to fewer ' +
        'resources, of which one can be a pattern. (in Shop/Orders/Parameters)',
    ),
  );
});

test('a token in the record counts as its shortest value', () => {
  const partition = (text: string) => text.replace('aws', Aws.PARTITION);
  expect(serviceWith(8192 - length, partition('arn:aws:s3:::'))).not.toThrow();
  expect(serviceWith(8193 - length, partition('arn:aws:s3:::'))).toThrow('got at least 8193');
});
