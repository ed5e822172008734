import {
  Duration,
  aws_ec2 as ec2,
  aws_kms as kms,
  RemovalPolicy,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import {
  AmazonMQConstruct,
  type AmazonMQOptions,
  AWSProvider,
  type BrokerAttributes,
  BrokerDeploymentMode,
  Capability,
} from '../../src';
import { NO_EGRESS } from '../support/security-groups';
import { existingVpc, onlyResource, propertiesByType, templateOf, threeZoneStack } from '../support/stacks';

const BROKER = 'AWS::AmazonMQ::Broker';
const SECRET = 'AWS::SecretsManager::Secret';
const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:broker-abcdef';
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';

/** Creates a broker without rotation, which has separate tests. */
function broker(options: AmazonMQOptions = {}) {
  const stack = threeZoneStack();
  const construct = new AmazonMQConstruct(stack, 'Messaging', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    rotationInterval: Duration.days(0),
    ...options,
  });
  return { stack, construct, template: () => templateOf(stack) };
}

test('a broker in production consists of exactly these resources', () => {
  const { stack, construct, template } = broker();
  const { securityGroup, clientSecurityGroup, secret } = construct;
  const [group, clients] = stack.resolve([securityGroup.securityGroupId, clientSecurityGroup.securityGroupId]);
  expect(propertiesByType(template())).toEqual({
    'AWS::EC2::SecurityGroup': [
      {
        GroupDescription: 'Allows the clients of the broker to connect to it',
        SecurityGroupEgress: NO_EGRESS,
        VpcId: 'vpc-1',
      },
      {
        GroupDescription: 'Allows its members to connect to the broker',
        SecurityGroupEgress: [
          {
            Description: 'To the broker',
            DestinationSecurityGroupId: group,
            FromPort: 5671,
            IpProtocol: 'tcp',
            ToPort: 5671,
          },
        ],
        VpcId: 'vpc-1',
      },
    ],
    'AWS::EC2::SecurityGroupIngress': [
      {
        Description: 'From the clients of the broker',
        FromPort: 5671,
        GroupId: group,
        IpProtocol: 'tcp',
        SourceSecurityGroupId: clients,
        ToPort: 5671,
      },
    ],
    [SECRET]: [
      {
        Description: 'Administrator of the broker Test/Messaging',
        GenerateSecretString: {
          ExcludePunctuation: true,
          GenerateStringKey: 'password',
          PasswordLength: 64,
          SecretStringTemplate: '{"username":"ecommerce"}',
        },
      },
    ],
    [BROKER]: [
      {
        AutoMinorVersionUpgrade: true,
        BrokerName: 'broker-test-messaging-ab98ecca',
        DeploymentMode: 'CLUSTER_MULTI_AZ',
        EngineType: 'RABBITMQ',
        EngineVersion: '4.2',
        HostInstanceType: 'mq.m7g.large',
        Logs: { General: true },
        PubliclyAccessible: false,
        SecurityGroups: [group],
        SubnetIds: ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'],
        Tags: [{ Key: 'Name', Value: 'broker-test-messaging-ab98ecca' }],
        Users: [
          {
            Username: stack.resolve(secret.secretValueFromJson('username').unsafeUnwrap()),
            Password: stack.resolve(secret.secretValueFromJson('password').unsafeUnwrap()),
          },
        ],
      },
    ],
    'AWS::SSM::Parameter': [
      {
        Description: 'Endpoint of the broker Test/Messaging',
        Type: 'String',
        Value: { 'Fn::Select': [0, { 'Fn::GetAtt': [stack.getLogicalId(construct.broker), 'AmqpEndpoints'] }] },
      },
    ],
  });
});

describe("an option overrides the environment's setting", () => {
  test.each<[string, AmazonMQOptions, string, string, unknown]>([
    ['instanceType', { instanceType: 'mq.m7g.xlarge' }, BROKER, 'Properties.HostInstanceType', 'mq.m7g.xlarge'],
    ['engineVersion', { engineVersion: '4.3' }, BROKER, 'Properties.EngineVersion', '4.3'],
    [
      'deploymentMode',
      { deploymentMode: BrokerDeploymentMode.SINGLE_INSTANCE },
      BROKER,
      'Properties.DeploymentMode',
      'SINGLE_INSTANCE',
    ],
    [
      'deploymentMode, for the subnets',
      { deploymentMode: BrokerDeploymentMode.SINGLE_INSTANCE },
      BROKER,
      'Properties.SubnetIds',
      ['subnet-private-a'],
    ],
    ['removalPolicy', { removalPolicy: RemovalPolicy.DESTROY }, BROKER, 'DeletionPolicy', 'Delete'],
    ['removalPolicy, for the secret', { removalPolicy: RemovalPolicy.DESTROY }, SECRET, 'DeletionPolicy', 'Delete'],
    [
      'removalPolicy SNAPSHOT, which retains',
      { removalPolicy: RemovalPolicy.SNAPSHOT },
      BROKER,
      'DeletionPolicy',
      'RetainExceptOnCreate',
    ],
    [
      'encryptionKey',
      { encryptionKey: kms.Key.fromKeyArn(new Stack(), 'Key', KEY) },
      SECRET,
      'Properties.KmsKeyId',
      KEY,
    ],
    [
      'rotationInterval',
      { rotationInterval: Duration.days(7) },
      'AWS::SecretsManager::RotationSchedule',
      'Properties.RotationRules',
      { AutomaticallyAfterDays: 7 },
    ],
    [
      'vpcSubnets',
      { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } },
      BROKER,
      'Properties.SubnetIds',
      ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
    ],
  ])('%s', (_, options, type, path, expected) => {
    expect(onlyResource(broker(options).template(), type)).toHaveProperty(path, expected);
  });
});

test('the rotation calls the host of the first endpoint, and has no permissions on the broker', () => {
  const { stack, construct, template } = broker({ rotationInterval: Duration.days(7) });
  const first = { 'Fn::Select': [0, { 'Fn::GetAtt': [stack.getLogicalId(construct.broker), 'AmqpEndpoints'] }] };
  const authority = { 'Fn::Select': [1, { 'Fn::Split': ['://', first] }] };
  const host = { 'Fn::Select': [0, { 'Fn::Split': [':', authority] }] };
  expect(onlyResource(template(), 'AWS::Lambda::Function').Properties).toMatchObject({
    Description: 'Rotates the password of the broker',
    Environment: { Variables: { ROTATED: { 'Fn::Join': ['', ['https://', host]] } } },
    Handler: 'rabbitmq.handler',
  });
  const { PolicyDocument } = onlyResource(template(), 'AWS::IAM::ManagedPolicy').Properties;
  expect(JSON.stringify(PolicyDocument)).not.toContain('mq:');
  expect(
    Object.values(template().findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => [
      Properties.Description,
      Properties.FromPort,
      Properties.ToPort,
      Properties.GroupId,
    ]),
  ).toEqual([
    ['From the clients of the broker', 5671, 5671, stack.resolve(construct.securityGroup.securityGroupId)],
    ['From the rotation of the password', 443, 443, stack.resolve(construct.securityGroup.securityGroupId)],
  ]);
});

describe('the access of a service', () => {
  const client = { serviceName: 'orders', capability: Capability.MESSAGING };

  test('to a new broker is by its port', () => {
    const { construct } = broker();
    expect(construct.accessFor(client).connections).toBe(construct.connections);
    expect(construct.capabilities).toEqual(['messaging']);
    expect(construct.clientSecurityGroups).toEqual([construct.clientSecurityGroup]);
  });

  test.each<[string, Pick<BrokerAttributes, 'port'>, number]>([
    ['the default port', {}, 5671],
    ['the given port', { port: 5672 }, 5672],
  ])('to an existing broker uses %s', (_, optional, port) => {
    const stack = threeZoneStack();
    const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', SECRET_ARN);
    const existing = AmazonMQConstruct.fromBrokerAttributes(stack, 'Broker', {
      vpc: existingVpc(stack),
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-broker'),
      secret,
      endpoint: `amqps://broker.example:${port}`,
      ...optional,
    });
    const { settings, secrets, connections } = existing.accessFor(client);
    expect(settings).toEqual({ BROKER_ENDPOINT: `amqps://broker.example:${port}`, BROKER_SECRET_ARN: SECRET_ARN });
    expect(secrets).toEqual({
      BROKER_USERNAME: { secret, field: 'username' },
      BROKER_PASSWORD: { secret, field: 'password' },
    });
    expect(connections.securityGroups.map(({ securityGroupId }) => securityGroupId)).toEqual(['sg-broker']);
    expect(connections.defaultPort?.toRuleJson()).toEqual({ ipProtocol: 'tcp', fromPort: port, toPort: port });
    expect(existing.capabilities).toEqual(['messaging']);
    expect(existing.clientSecurityGroups).toEqual([existing.clientSecurityGroup]);
    expect(propertiesByType(templateOf(stack))).toEqual({
      'AWS::EC2::SecurityGroup': [
        {
          GroupDescription: 'Allows its members to connect to the broker',
          SecurityGroupEgress: [
            {
              Description: 'To the broker',
              DestinationSecurityGroupId: 'sg-broker',
              FromPort: port,
              IpProtocol: 'tcp',
              ToPort: port,
            },
          ],
          VpcId: 'vpc-1',
        },
      ],
      'AWS::EC2::SecurityGroupIngress': [
        {
          Description: 'From the clients of the broker',
          FromPort: port,
          GroupId: 'sg-broker',
          IpProtocol: 'tcp',
          SourceSecurityGroupId: stack.resolve(existing.clientSecurityGroup.securityGroupId),
          ToPort: port,
        },
      ],
    });
  });
});
