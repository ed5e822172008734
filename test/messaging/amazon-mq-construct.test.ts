import { CfnParameter, Duration, aws_ec2 as ec2, Validations } from 'aws-cdk-lib';
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
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const BROKER = 'AWS::AmazonMQ::Broker';
const { SINGLE_INSTANCE, CLUSTER_MULTI_AZ } = BrokerDeploymentMode;

function broker(options: AmazonMQOptions = {}, provider = new AWSProvider(), context = {}) {
  const stack = threeZoneStack(context);
  const construct = new AmazonMQConstruct(stack, 'Messaging', { provider, vpc: existingVpc(stack), ...options });
  return { stack, construct, template: () => templateOf(stack) };
}

describe.each(FEATURE_FLAGS)('%s', (_, context) => {
  test('is private, logs, and takes patches by itself', () => {
    broker({}, new AWSProvider(), context)
      .template()
      .hasResourceProperties(BROKER, {
        EngineType: 'RABBITMQ',
        PubliclyAccessible: false,
        Logs: { General: true, Audit: Match.absent() },
        AutoMinorVersionUpgrade: true,
      });
  });

  test('has one generated administrator, referred to and never written', () => {
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

  test('admits the client group on 5671 and nothing else, but for the rotation of its password', () => {
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
    ['production', new AWSProvider(), 'mq.m7g.large', CLUSTER_MULTI_AZ, ['a', 'b', 'c'], 'Retain'],
    ['staging', new StagingProvider(), 'mq.m7g.medium', CLUSTER_MULTI_AZ, ['a', 'b', 'c'], 'Retain'],
    ['development', new DevelopmentProvider(), 'mq.m7g.medium', SINGLE_INSTANCE, ['a'], 'Delete'],
    ['local', new LocalStackProvider(), 'mq.m7g.medium', SINGLE_INSTANCE, ['a'], 'Delete'],
  ])('%s', (_, provider, HostInstanceType, DeploymentMode, zones, DeletionPolicy) => {
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
  });
});

describe('versions, types and modes', () => {
  test('fails when they do not go together, and says what would', () => {
    expect(() => broker({ instanceType: 'mq.t3.micro' })).toThrow(
      "instanceType must be a type for RabbitMQ 4.2 (CLUSTER_MULTI_AZ): mq.m7g.medium, or large and larger sizes of m7g, got 'mq.t3.micro'. mq.t3.micro is supported by RabbitMQ 3.13 (SINGLE_INSTANCE).",
    );
    const options = { instanceType: 'mq.t3.micro', engineVersion: '3.13', deploymentMode: SINGLE_INSTANCE };
    expect(() => broker(options)).not.toThrow();
  });

  test('fails when the version has ended', () => {
    expect(() => broker({ engineVersion: '3.9.16', allowUnlisted: true })).toThrow(
      "engineVersion must be one of 4.3, 4.2, 3.13, got '3.9.16'. AWS no longer supports RabbitMQ 3.9.16.",
    );
  });

  test('fails when the library does not know them, unless they are allowed', () => {
    const unlisted = { engineVersion: '4.9', instanceType: 'mq.m9g.large' };
    expect(() => broker(unlisted)).toThrow('The library does not know RabbitMQ 4.9.');
    broker({ ...unlisted, allowUnlisted: true })
      .template()
      .hasResourceProperties(BROKER, { EngineVersion: '4.9', HostInstanceType: 'mq.m9g.large' });
  });

  test('fails when minor upgrades are switched off on the broker', () => {
    const { construct, template } = broker({ engineVersion: '3.13' });
    construct.broker.autoMinorVersionUpgrade = false;
    expect(template).toThrow(
      'autoMinorVersionUpgrade must be true, got false. AWS requires automatic minor version upgrades for RabbitMQ.',
    );
  });
});

test('two brokers of one stack differ in name, within the 50 characters of Amazon MQ', () => {
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

test('exposes where to connect, as one text that another stack can read', () => {
  const { construct, stack, template } = broker();
  const [id, { Properties }] = Object.entries(template().findResources('AWS::SSM::Parameter'))[0];
  expect(Properties.Value).toEqual({
    'Fn::Select': [0, { 'Fn::GetAtt': [stack.getLogicalId(construct.broker), 'AmqpEndpoints'] }],
  });
  expect(stack.resolve(construct.endpoint)).toEqual({ 'Fn::GetAtt': [id, 'Value'] });
});

test('tokens pass through unbroken', () => {
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

test('fails as a cluster in a VPC of one zone, and says how to do with one', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  expect(() => new AmazonMQConstruct(stack, 'Messaging', { provider: new AWSProvider(), vpc })).toThrow(
    'vpc must be a network with subnets in at least 2 availability zones, which a broker cluster needs, got subnets ' +
      'in 1. A stack without an environment has two zones: give the stack `env` with an account and a region, or list ' +
      '`availabilityZones` on the VPC. Or set `deploymentMode` to SINGLE_INSTANCE, for a broker in one zone. ' +
      '(in Test/Messaging)',
  );
});

test('does not fail as a single instance in a VPC of one zone', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 1 });
  expect(() => new AmazonMQConstruct(stack, 'Messaging', { provider: new LocalStackProvider(), vpc })).not.toThrow();
});

test('as a cluster takes three of the zones of a VPC, at most', () => {
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

test('fails in a VPC without private subnets', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'P', subnetType: ec2.SubnetType.PUBLIC }] });
  expect(() => new AmazonMQConstruct(stack, 'Messaging', { provider: new LocalStackProvider(), vpc })).toThrow(
    'vpc must have the subnets that a broker is placed in',
  );
});

const UP_TO_16XLARGE = 'Amazon MQ offers RabbitMQ on m7g up to 16xlarge; the list of the validator ends at xlarge.';

test.each<[string, unknown[]]>([
  ['mq.m7g.xlarge', []],
  ['mq.m7g.2xlarge', [{ 'CloudFormation-Validate::E3670': UP_TO_16XLARGE }]],
  ['mq.m7g.16xlarge', [{ 'CloudFormation-Validate::E3670': UP_TO_16XLARGE }]],
])("on %s, what the CDK's validator does not know is acknowledged", (instanceType, acknowledged) => {
  const { metadata } = broker({ instanceType }).construct.broker.node;
  const written = metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  expect(written.map(({ data }) => data)).toEqual(acknowledged);
});
