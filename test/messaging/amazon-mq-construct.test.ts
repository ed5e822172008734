import { CfnParameter, Duration, aws_ec2 as ec2, aws_kms as kms, Stack, Validations } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import {
  AmazonMQConstruct,
  type AmazonMQOptions,
  AWSProvider,
  BrokerDeploymentMode,
  DevelopmentProvider,
  LocalStackProvider,
  StagingProvider,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { BY_POLICIES_OF_THE_ACCOUNT } from '../support/key-policies';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const BROKER = 'AWS::AmazonMQ::Broker';
const { SINGLE_INSTANCE, CLUSTER_MULTI_AZ } = BrokerDeploymentMode;

function broker(options: AmazonMQOptions = {}, provider = new AWSProvider(), context = {}) {
  const stack = threeZoneStack(context);
  const construct = new AmazonMQConstruct(stack, 'Messaging', { provider, vpc: existingVpc(stack), ...options });
  return { stack, construct, template: () => templateOf(stack) };
}

describe.each(FEATURE_FLAGS)('%s', (_, context) => {
  test('is private, writes logs, and enables minor version upgrades', () => {
    broker({}, new AWSProvider(), context)
      .template()
      .hasResourceProperties(BROKER, {
        EngineType: 'RABBITMQ',
        PubliclyAccessible: false,
        Logs: { General: true, Audit: Match.absent() },
        AutoMinorVersionUpgrade: true,
      });
  });

  test('has one generated administrator, whose login is only a reference to the secret', () => {
    const { template } = broker({}, new AWSProvider(), context);
    const { Users } = onlyResource(template(), BROKER).Properties;
    expect(Users).toHaveLength(1);
    expect(JSON.stringify(Users)).toMatch(/resolve:secretsmanager.*:password::.*resolve:secretsmanager.*:username::/);
    template().hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: {
        ExcludePunctuation: true,
        PasswordLength: 64,
        SecretStringTemplate: '{"username":"ecommerce"}',
      },
    });
  });

  test('allows ingress only from the client group on port 5671 when rotation is disabled', () => {
    const { template } = broker({ rotationInterval: Duration.days(0) }, new AWSProvider(), context);
    expect(onlyResource(template(), 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
      FromPort: 5671,
      ToPort: 5671,
      SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringContaining('ClientGroup'), 'GroupId'] },
    });
  });
});

describe('environments', () => {
  test.each([
    ['production', new AWSProvider(), 'mq.m7g.large', CLUSTER_MULTI_AZ, ['a', 'b', 'c'], 'RetainExceptOnCreate'],
    ['staging', new StagingProvider(), 'mq.m7g.medium', CLUSTER_MULTI_AZ, ['a', 'b', 'c'], 'RetainExceptOnCreate'],
    ['development', new DevelopmentProvider(), 'mq.m7g.medium', SINGLE_INSTANCE, ['a'], 'Delete'],
    ['local', new LocalStackProvider(), 'mq.m7g.medium', SINGLE_INSTANCE, ['a'], 'Delete'],
  ])(
    '%s sets the instance type, deployment mode, subnets and removal policy',
    (_, provider, HostInstanceType, DeploymentMode, zones, DeletionPolicy) => {
      broker({}, provider)
        .template()
        .hasResource(BROKER, {
          Properties: {
            HostInstanceType,
            DeploymentMode,
            EngineVersion: '4.2',
            SubnetIds: zones.map((zone) => `subnet-private-${zone}`),
          },
          DeletionPolicy,
        });
    },
  );
});

describe('the key of the data', () => {
  test('is a customer managed key only if `dataEncryptionKey` is set', () => {
    const stack = threeZoneStack();
    const key = (id: string) => kms.Key.fromKeyArn(stack, id, `arn:aws:kms:eu-central-1:123456789012:key/${id}`);
    new AmazonMQConstruct(stack, 'Messaging', {
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
      encryptionKey: key('secret'),
      dataEncryptionKey: key('data'),
    });
    const template = templateOf(stack);
    expect(onlyResource(template, BROKER).Properties.EncryptionOptions).toEqual({
      KmsKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/data',
      UseAwsOwnedKey: false,
    });
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      KmsKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/secret',
    });
  });

  test('is a key that AWS owns by default, even if the secret has a customer managed key', () => {
    const encryptionKey = kms.Key.fromKeyArn(new Stack(), 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/secret');
    expect(onlyResource(broker({ encryptionKey }).template(), BROKER).Properties).not.toHaveProperty(
      'EncryptionOptions',
    );
  });

  test('that the app creates may be used by the account, so that the role that deploys can grant it to Amazon MQ', () => {
    const stack = threeZoneStack();
    const dataEncryptionKey = new kms.Key(stack, 'Key');
    new AmazonMQConstruct(stack, 'Messaging', {
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
      dataEncryptionKey,
    });
    const template = templateOf(stack);
    template.hasResourceProperties(BROKER, {
      EncryptionOptions: { KmsKeyId: stack.resolve(dataEncryptionKey.keyArn), UseAwsOwnedKey: false },
    });
    expect(onlyResource(template, 'AWS::KMS::Key').Properties.KeyPolicy).toEqual({
      Statement: [BY_POLICIES_OF_THE_ACCOUNT],
      Version: '2012-10-17',
    });
  });
});

describe('versions, instance types and deployment modes', () => {
  test('rejects an unsupported combination, and names the supported ones', () => {
    expect(() => broker({ instanceType: 'mq.t3.micro' })).toThrow(
      "instanceType must be a type for RabbitMQ 4.2 (CLUSTER_MULTI_AZ): mq.m7g.medium, or large and larger sizes of m7g, got 'mq.t3.micro'. mq.t3.micro is supported by RabbitMQ 3.13 (SINGLE_INSTANCE).",
    );
    const options = { instanceType: 'mq.t3.micro', engineVersion: '3.13', deploymentMode: SINGLE_INSTANCE };
    expect(() => broker(options)).not.toThrow();
  });

  test('rejects a version past its end of support', () => {
    expect(() => broker({ engineVersion: '3.9.16', allowUnlisted: true })).toThrow(
      "engineVersion must be one of 4.3, 4.2, 3.13, got '3.9.16'. Standard support of RabbitMQ 3.9.16 has ended, or AWS no longer creates it",
    );
  });

  test('rejects unlisted versions and instance types unless `allowUnlisted` is true', () => {
    const unlisted = { engineVersion: '4.9', instanceType: 'mq.m9g.large' };
    expect(() => broker(unlisted)).toThrow('The library does not know RabbitMQ 4.9.');
    broker({ ...unlisted, allowUnlisted: true })
      .template()
      .hasResourceProperties(BROKER, { EngineVersion: '4.9', HostInstanceType: 'mq.m9g.large' });
  });

  test('rejects a broker with disabled minor version upgrades', () => {
    const { construct, template } = broker({ engineVersion: '3.13' });
    construct.broker.autoMinorVersionUpgrade = false;
    expect(template).toThrow(
      'autoMinorVersionUpgrade must be true, got false. AWS requires automatic minor version upgrades for RabbitMQ.',
    );
  });
});

test('broker names have at most the 50 characters of Amazon MQ and are unique in a stack', () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const provider = new AWSProvider();
  new AmazonMQConstruct(stack, 'AVeryLongConstructIdForTheFirstOfTheBrokers', { provider, vpc });
  new AmazonMQConstruct(stack, 'AVeryLongConstructIdForTheOtherOfTheBrokers', { provider, vpc });
  const names = Object.values(templateOf(stack).findResources(BROKER)).map(({ Properties }) => Properties.BrokerName);
  expect(new Set(names).size).toBe(2);
  for (const name of names) {
    expect(name).toMatch(/^[A-Za-z0-9-]{1,50}$/);
  }
});

test('exposes the endpoint as a string that another stack can import', () => {
  const { construct, stack, template } = broker();
  const [id, { Properties }] = Object.entries(template().findResources('AWS::SSM::Parameter'))[0];
  expect(Properties.Value).toEqual({
    'Fn::Select': [0, { 'Fn::GetAtt': [stack.getLogicalId(construct.broker), 'AmqpEndpoints'] }],
  });
  expect(stack.resolve(construct.endpoint)).toEqual({ 'Fn::GetAtt': [id, 'Value'] });
});

test('passes tokens to the template', () => {
  const stack = threeZoneStack();
  const type = new CfnParameter(stack, 'Type');
  const version = new CfnParameter(stack, 'Version');
  new AmazonMQConstruct(stack, 'Messaging', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    instanceType: type.valueAsString,
    engineVersion: version.valueAsString,
  });
  templateOf(stack).hasResourceProperties(BROKER, {
    HostInstanceType: { Ref: 'Type' },
    EngineVersion: { Ref: 'Version' },
  });
});

test('rejects a cluster in a VPC with one zone, and names the alternatives', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  expect(() => new AmazonMQConstruct(stack, 'Messaging', { provider: new AWSProvider(), vpc })).toThrow(
    'vpc must be a network with subnets in at least 2 availability zones, which a broker cluster needs, got subnets ' +
      'in 1. Add subnets to the VPC, or create it with `VpcConstruct`: ' +
      'an `ec2.Vpc` in a stack without `env` has only two zones. Or set `deploymentMode` to ' +
      'SINGLE_INSTANCE, for a broker in one zone. ' +
      '(in Test/Messaging)',
  );
});

test('accepts a single instance in a VPC with one zone', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  expect(() => new AmazonMQConstruct(stack, 'Messaging', { provider: new LocalStackProvider(), vpc })).not.toThrow();
});

test('places a cluster in at most three zones of a VPC', () => {
  const stack = threeZoneStack();
  const zones = ['a', 'b', 'c', 'd'];
  const vpc = ec2.Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: zones.map((zone) => `us-east-1${zone}`),
    privateSubnetIds: zones.map((zone) => `subnet-${zone}`),
    privateSubnetRouteTableIds: zones.map((zone) => `rtb-${zone}`),
  });
  new AmazonMQConstruct(stack, 'Messaging', { provider: new AWSProvider(), vpc });
  expect(onlyResource(templateOf(stack), BROKER).Properties.SubnetIds).toEqual(['subnet-a', 'subnet-b', 'subnet-c']);
});

test('rejects a VPC without private subnets', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'P', subnetType: ec2.SubnetType.PUBLIC }] });
  expect(() => new AmazonMQConstruct(stack, 'Messaging', { provider: new LocalStackProvider(), vpc })).toThrow(
    'vpc must have the subnets that a broker is placed in',
  );
});

const UP_TO_16XLARGE =
  'Amazon MQ supports RabbitMQ on m7g types up to 16xlarge; the validator lists them only up to xlarge.';

test.each<[string, unknown[]]>([
  ['mq.m7g.xlarge', []],
  ['mq.m7g.2xlarge', [{ 'CloudFormation-Validate::E3670': UP_TO_16XLARGE }]],
  ['mq.m7g.16xlarge', [{ 'CloudFormation-Validate::E3670': UP_TO_16XLARGE }]],
])(
  "on %s, acknowledges the finding of the CDK's validator if it does not list the type",
  (instanceType, acknowledged) => {
    const { metadata } = broker({ instanceType }).construct.broker.node;
    const entries = metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
    expect(entries.map(({ data }) => data)).toEqual(acknowledged);
  },
);
