import { App, Aws, CfnOutput, Stack, aws_ssm as ssm } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { EcommercePlatform, LocalStackProvider, Microservice, ServiceCatalogue } from '../../src';
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

describe('a setting of a service', () => {
  const disabled = { enabled: false };

  /** An app with a setting of this length, of which another stack reads the parameters. */
  function shop(characters: number, names: string[]) {
    const app = new App();
    const stack = new Stack(app, 'Shop', { env: ENV });
    const store = { ...granting(['s3:GetObject'], ['*']), settings: { LIST: 'x'.repeat(characters) } };
    new EcommercePlatform(stack, 'Platform', {
      provider: new LocalStackProvider(),
      environmentName: 'local',
      catalogue: ServiceCatalogue.of([{ name: 'orders', store: { bind: () => store } }]),
      vpc: existingVpc(stack),
      cache: disabled,
      messaging: disabled,
      search: disabled,
      storage: disabled,
    });
    const reader = new Stack(app, 'Reader', { env: ENV });
    for (const name of names) {
      new CfnOutput(reader, 'Output', { value: ssm.StringParameter.valueForStringParameter(reader, name) });
    }
    return () => app.synth();
  }

  const NAME = '/local/orders/settings/LIST';

  test('that a stack of the app reads can have 4,096 characters', () => {
    expect(shop(4096, [NAME])).not.toThrow();
  });

  test('that a stack of the app reads cannot have 4,097 characters', () => {
    expect(shop(4097, [NAME])).toThrow(
      new Error(
        'Validation failed with the following errors:\n  [Shop/Platform] settings must be of at most 4096 characters, ' +
          `because a stack of the app reads ${NAME} by a parameter, got at least 4097. Have the store pass a shorter ` +
          'setting, or read the parameter when the workload runs. (in ' +
          'Shop/Platform/orders/Parameters/settings-LIST/Resource)',
      ),
    );
  });

  test('that no stack reads can have 4,097 characters', () => {
    expect(shop(4097, ['/local/orders/connection'])).not.toThrow();
  });
});
