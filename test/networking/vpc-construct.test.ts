import { aws_ec2 as ec2, Fn, aws_kms as kms } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  DevelopmentProvider,
  LocalStackProvider,
  NatGateways,
  StagingProvider,
  VpcConstruct,
  type VpcOptions,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { templateOf, threeZoneStack } from '../support/stacks';

function network(options: VpcOptions = {}, provider = new AWSProvider(), context = {}) {
  const stack = threeZoneStack(context);
  const construct = new VpcConstruct(stack, 'Network', { provider, ...options });
  return { stack, construct, template: () => templateOf(stack) };
}

describe.each(FEATURE_FLAGS)('%s', (_, context) => {
  test('has public, private and isolated subnets in three zones', () => {
    const { construct, template } = network({}, new AWSProvider(), context);
    template().resourceCountIs('AWS::EC2::Subnet', 9);
    expect(construct.vpc.publicSubnets).toHaveLength(3);
    expect(construct.vpc.privateSubnets).toHaveLength(3);
    expect(construct.vpc.isolatedSubnets).toHaveLength(3);
  });

  test('assigns no public address to instances in a public subnet', () => {
    const { template } = network({}, new AWSProvider(), context);
    expect(template().findResources('AWS::EC2::Subnet', { Properties: { MapPublicIpOnLaunch: true } })).toEqual({});
  });

  test('reaches S3 and DynamoDB through gateway endpoints from every subnet', () => {
    const { template } = network({}, new AWSProvider(), context);
    const endpoints = Object.values(template().findResources('AWS::EC2::VPCEndpoint'));
    expect(endpoints.map(({ Properties }) => [Properties.VpcEndpointType, Properties.RouteTableIds.length])).toEqual([
      ['Gateway', 9],
      ['Gateway', 9],
    ]);
  });

  test('removes the rules of the default security group', () => {
    const { template } = network({}, new AWSProvider(), context);
    template().resourceCountIs('Custom::VpcRestrictDefaultSG', 1);
  });

  test('removes the redundant dependency of the function that restricts the default group', () => {
    const { template } = network({}, new AWSProvider(), context);
    template().hasResource('AWS::Lambda::Function', { DependsOn: Match.absent() });
  });
});

describe('NAT gateways', () => {
  test.each([
    ['production has one per zone', new AWSProvider(), 3],
    ['staging has one', new StagingProvider(), 1],
    ['development has one', new DevelopmentProvider(), 1],
    ['local has one', new LocalStackProvider(), 1],
  ])('%s', (_, provider, count) => {
    network({}, provider).template().resourceCountIs('AWS::EC2::NatGateway', count);
  });

  test('the prop overrides the environment', () => {
    network({ natGateways: NatGateways.NONE }).template().resourceCountIs('AWS::EC2::NatGateway', 0);
  });
});

describe('flow logs', () => {
  test("record all traffic, with the environment's log retention", () => {
    const { template, construct } = network();
    template().hasResourceProperties('AWS::EC2::FlowLog', { TrafficType: 'ALL', ResourceType: 'VPC' });
    template().hasResource('AWS::Logs::LogGroup', {
      Properties: { RetentionInDays: 365 },
      DeletionPolicy: 'RetainExceptOnCreate',
    });
    expect(construct.flowLog).toBeDefined();
    expect(construct.flowLogGroup).toBeDefined();
  });

  test('are written with a managed policy that allows only their log group', () => {
    const { template, construct, stack } = network();
    const logGroupArn = stack.resolve(construct.flowLogGroup?.logGroupArn);
    template().resourceCountIs('AWS::IAM::Policy', 0);
    template().hasResourceProperties('AWS::IAM::ManagedPolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
            Resource: logGroupArn,
          },
        ],
      },
    });
  });

  test('are encrypted with a customer managed key, which CloudWatch Logs may use for log groups of the account', () => {
    const stack = threeZoneStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    new VpcConstruct(stack, 'Network', { provider: new AWSProvider(), encryptionKey });
    const template = templateOf(stack);
    template.hasResourceProperties('AWS::Logs::LogGroup', { KmsKeyId: stack.resolve(encryptionKey.keyArn) });
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Principal: {
              Service: { 'Fn::Join': ['', ['logs.', { Ref: 'AWS::Region' }, '.', { Ref: 'AWS::URLSuffix' }]] },
            },
            Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': Match.anyValue() } },
          }),
        ]),
      },
    });
  });

  test('do not exist when the environment disables them', () => {
    const { template, construct } = network({}, new LocalStackProvider());
    template().resourceCountIs('AWS::EC2::FlowLog', 0);
    expect(construct.flowLog).toBeUndefined();
  });
});

describe('interface endpoints', () => {
  test.each([
    ['the given range', ec2.IpAddresses.cidr('172.16.0.0/20'), '172.16.0.0/20'],
    [
      'a range that IPAM allocates',
      ec2.IpAddresses.awsIpamAllocation({
        ipv4IpamPoolId: 'pool',
        ipv4NetmaskLength: 20,
        defaultSubnetIpv4NetmaskLength: 24,
      }),
      { 'Fn::GetAtt': [Match.stringLikeRegexp('Vpc'), 'CidrBlock'] },
    ],
  ])('allow ingress from %s', (_, ipAddresses, CidrIp) => {
    const { template } = network({
      ipAddresses,
      interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER],
    });
    template().hasResourceProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: [{ CidrIp }] });
  });

  test('share a security group that allows only HTTPS from the VPC', () => {
    const { template, construct } = network({
      interfaceEndpoints: [
        ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
        ec2.InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
      ],
    });
    expect(construct.interfaceEndpoints).toHaveLength(2);
    expect(Object.keys(construct.securityGroups)).toEqual(['endpoints']);
    template().hasResourceProperties('AWS::EC2::SecurityGroup', {
      SecurityGroupIngress: [{ FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/16' }],
    });
    template().resourcePropertiesCountIs('AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Interface' }, 2);
  });

  test('do not exist by default', () => {
    expect(network().construct.interfaceEndpoints).toEqual([]);
  });
});

describe('security groups', () => {
  const NAMES = 'names of 1 to 63 letters, digits and hyphens that start with a letter';
  const UNIQUE = "unique names other than 'endpoints', which is the group of the interface endpoints";

  test('are exposed by name and allow no ingress', () => {
    const { construct, template } = network({ securityGroupNames: ['bastion', 'batch'] });
    expect(Object.keys(construct.securityGroups)).toEqual(['bastion', 'batch']);
    template().resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    expect(
      template().findResources('AWS::EC2::SecurityGroup', { Properties: { SecurityGroupIngress: Match.anyValue() } }),
    ).toEqual({});
  });

  test('are exposed as a copy, which callers cannot use to change them', () => {
    const { construct } = network({ securityGroupNames: ['bastion'] });
    delete construct.securityGroups.bastion;
    expect(Object.keys(construct.securityGroups)).toEqual(['bastion']);
  });

  test.each([
    [['a b'], NAMES, 'a b', 'Rename the group.'],
    [['1a'], NAMES, '1a', 'Rename the group.'],
    [[''], NAMES, '', 'Rename the group.'],
    [['a!'], NAMES, 'a!', 'Rename the group.'],
    [['a'.repeat(64)], NAMES, 'a'.repeat(64), 'Rename the group.'],
    [['one', 'one'], UNIQUE, 'one, one', 'Rename the group.'],
    [['endpoints'], UNIQUE, 'endpoints', 'Rename the group.'],
  ])('reject the names %p', (securityGroupNames, allowed, got, fix) => {
    expect(() => network({ securityGroupNames })).toThrow(
      `securityGroupNames must be ${allowed}, got '${got}'. ${fix} (in Test/Network)`,
    );
  });

  test.each([
    ['a list', Fn.split(',', Fn.importValue('Groups'))],
    ['a name', ['bastion', Fn.importValue('Group')]],
  ])('reject a token as %s, because they determine the resources of the template', (_, securityGroupNames) => {
    expect(() => network({ securityGroupNames })).toThrow(
      'securityGroupNames must be names that are known at synthesis, got a token. They determine the resources of the ' +
        'template: pass literal names. (in Test/Network)',
    );
  });

  test('accept names of 1 and of 63 characters', () => {
    expect(() => network({ securityGroupNames: ['a', 'b'.repeat(63)] })).not.toThrow();
  });
});

describe('the address range', () => {
  const range = (cidr: string, maxAzs: number) => () => network({ ipAddresses: ec2.IpAddresses.cidr(cidr), maxAzs });

  test.each([
    ['10.0.0.0/16', 3],
    ['10.0.0.0/24', 3],
    ['10.0.0.0/25', 2],
    ['10.0.0.0/26', 1],
  ])('accepts %s for %d zones', (cidr, zones) => {
    expect(range(cidr, zones)).not.toThrow();
  });

  test.each([
    ['10.0.0.0/15', 3, '/24', 9],
    ['10.0.0.0/25', 3, '/24', 9],
    ['10.0.0.0/26', 2, '/25', 6],
    ['10.0.0.0/27', 1, '/26', 3],
    ['10.0.0.0/33', 1, '/26', 3],
  ])('rejects %s for %d zones', (cidr, zones, smallest, subnets) => {
    expect(range(cidr, zones)).toThrow(
      `ipAddresses must be a range from /16 to ${smallest}, got '${cidr.slice(-3)}'. A VPC can be at most /16, and ` +
        `each of its ${subnets} subnets must be at least /28. (in Test/Network)`,
    );
  });

  test('is not checked when an IPAM pool allocates it', () => {
    const ipAddresses = ec2.IpAddresses.awsIpamAllocation({
      ipv4IpamPoolId: 'ipam-pool-1',
      ipv4NetmaskLength: 20,
      defaultSubnetIpv4NetmaskLength: 24,
    });
    expect(() => network({ ipAddresses })).not.toThrow();
  });
});

test('rejects a duplicate interface endpoint', () => {
  const { SSM, ECR } = ec2.InterfaceVpcEndpointAwsService;
  expect(() => network({ interfaceEndpoints: [SSM, ECR, SSM] })).toThrow(
    "interfaceEndpoints must be unique, got 'ssm, ecr.api, ssm'. Remove the duplicate. (in Test/Network)",
  );
});
