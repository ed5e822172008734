import { aws_ec2 as ec2, aws_kms as kms, RemovalPolicy, Token } from 'aws-cdk-lib';
import {
  AWSProvider,
  DevelopmentProvider,
  GatewayEndpointAccess,
  type IEnvironmentProvider,
  LocalStackProvider,
  NatGateways,
  VpcConstruct,
  type VpcOptions,
} from '../../src';
import { policyForLogGroups } from '../support/key-policies';
import { propertiesByType, templateOf, threeZoneStack } from '../support/stacks';

function network(options: VpcOptions = {}, provider: IEnvironmentProvider = new AWSProvider()) {
  const stack = threeZoneStack();
  const construct = new VpcConstruct(stack, 'Network', { provider, ...options });
  return { stack, construct, template: () => templateOf(stack) };
}

/** Returns the name, zone, address range and `MapPublicIpOnLaunch` of each subnet. */
function subnets(template: ReturnType<typeof templateOf>) {
  return Object.values(template.findResources('AWS::EC2::Subnet')).map(({ Properties }) => [
    Properties.Tags.find(({ Key }: { readonly Key: string }) => Key === 'aws-cdk:subnet-name').Value,
    Properties.AvailabilityZone,
    Properties.CidrBlock,
    Properties.MapPublicIpOnLaunch,
  ]);
}

describe('a network in production', () => {
  const { stack, construct, template } = network({
    securityGroupNames: ['bastion'],
    interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER],
  });
  const resources = propertiesByType(template());
  const vpcId = stack.resolve(construct.vpc.vpcId);
  const routeTables = ({ privateSubnets, publicSubnets, isolatedSubnets }: ec2.Vpc) =>
    [...privateSubnets, ...publicSubnets, ...isolatedSubnets].map(({ routeTable }) =>
      stack.resolve(routeTable.routeTableId),
    );

  test('has three subnets in each of three zones, none of which assigns public addresses', () => {
    expect(subnets(template())).toEqual([
      ['Public', 'dummy1a', '10.0.0.0/20', false],
      ['Public', 'dummy1b', '10.0.16.0/20', false],
      ['Public', 'dummy1c', '10.0.32.0/20', false],
      ['Private', 'dummy1a', '10.0.48.0/20', false],
      ['Private', 'dummy1b', '10.0.64.0/20', false],
      ['Private', 'dummy1c', '10.0.80.0/20', false],
      ['Database', 'dummy1a', '10.0.96.0/20', false],
      ['Database', 'dummy1b', '10.0.112.0/20', false],
      ['Database', 'dummy1c', '10.0.128.0/20', false],
    ]);
  });

  test('has security groups with all egress, and ingress only of HTTPS from the VPC to the interface endpoints', () => {
    const egress = [{ CidrIp: '0.0.0.0/0', Description: 'Allow all outbound traffic by default', IpProtocol: '-1' }];
    expect(resources['AWS::EC2::SecurityGroup']).toEqual([
      { GroupDescription: 'Group bastion of Test/Network', SecurityGroupEgress: egress, VpcId: vpcId },
      {
        GroupDescription: 'Group endpoints of Test/Network',
        SecurityGroupEgress: egress,
        SecurityGroupIngress: [
          {
            CidrIp: '10.0.0.0/16',
            Description: 'From the VPC',
            FromPort: 443,
            IpProtocol: 'tcp',
            ToPort: 443,
          },
        ],
        VpcId: vpcId,
      },
    ]);
    expect(resources['AWS::EC2::SecurityGroupIngress']).toBeUndefined();
    expect(resources['AWS::EC2::SecurityGroupEgress']).toBeUndefined();
  });

  test('has endpoints for S3 and DynamoDB in every route table, and for Secrets Manager in private subnets', () => {
    const gateway = (service: string) => ({
      RouteTableIds: routeTables(construct.vpc),
      ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, `.${service}`]] },
      Tags: [{ Key: 'Name', Value: 'vpc-test-network-0fe8bbf0' }],
      VpcEndpointType: 'Gateway',
      VpcId: vpcId,
    });
    expect(resources['AWS::EC2::VPCEndpoint']).toEqual([
      gateway('s3'),
      gateway('dynamodb'),
      {
        PrivateDnsEnabled: true,
        SecurityGroupIds: [stack.resolve(construct.securityGroups.endpoints.securityGroupId)],
        ServiceName: 'com.amazonaws.eu-central-1.secretsmanager',
        SubnetIds: stack.resolve(construct.vpc.privateSubnets.map(({ subnetId }) => subnetId)),
        Tags: [{ Key: 'Name', Value: 'vpc-test-network-0fe8bbf0' }],
        VpcEndpointType: 'Interface',
        VpcId: vpcId,
      },
    ]);
  });

  test('has flow logs of all traffic, with a role that only VPC flow logs can assume, for one log group', () => {
    const [role] = Object.keys(
      template().findResources('AWS::IAM::Role', {
        Properties: { Description: 'Writes the flow logs of Test/Network' },
      }),
    );
    const logGroupName = stack.resolve(construct.flowLogGroup?.logGroupName);
    expect(resources['AWS::IAM::Role'][0]).toEqual({
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
            Effect: 'Allow',
            Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
          },
        ],
        Version: '2012-10-17',
      },
      Description: 'Writes the flow logs of Test/Network',
    });
    expect(resources['AWS::IAM::ManagedPolicy']).toEqual([
      {
        Description: 'Allows writing the flow logs of Test/Network',
        Path: '/',
        PolicyDocument: {
          Statement: [
            {
              Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
              Effect: 'Allow',
              Resource: stack.resolve(construct.flowLogGroup?.logGroupArn),
            },
          ],
          Version: '2012-10-17',
        },
        Roles: [{ Ref: role }],
      },
    ]);
    expect(resources['AWS::EC2::FlowLog']).toEqual([
      {
        DeliverLogsPermissionArn: { 'Fn::GetAtt': [role, 'Arn'] },
        LogDestinationType: 'cloud-watch-logs',
        LogGroupName: logGroupName,
        ResourceId: vpcId,
        ResourceType: 'VPC',
        Tags: [{ Key: 'Name', Value: 'flow-log-test-network-4efdd5ab' }],
        TrafficType: 'ALL',
      },
    ]);
  });

  test('logs the DNS queries of the VPC to a log group of its own', () => {
    expect(resources['AWS::Logs::LogGroup']).toEqual([{ RetentionInDays: 365 }, { RetentionInDays: 365 }]);
    const destination = stack.resolve(construct.dnsQueryLogGroup?.logGroupArn);
    expect(destination).not.toEqual(stack.resolve(construct.flowLogGroup?.logGroupArn));
    expect(resources['AWS::Route53Resolver::ResolverQueryLoggingConfig']).toEqual([{ DestinationArn: destination }]);
    const [config] = Object.keys(template().findResources('AWS::Route53Resolver::ResolverQueryLoggingConfig'));
    expect(resources['AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation']).toEqual([
      { ResolverQueryLogConfigId: { 'Fn::GetAtt': [config, 'Id'] }, ResourceId: vpcId },
    ]);
  });
});

describe('gateway endpoints', () => {
  const policies = (gatewayEndpointAccess?: GatewayEndpointAccess) => {
    const stack = threeZoneStack();
    new VpcConstruct(stack, 'Network', { provider: new LocalStackProvider(), gatewayEndpointAccess });
    const endpoints = Object.values(templateOf(stack).findResources('AWS::EC2::VPCEndpoint'));
    return endpoints.map(({ Properties }) => Properties.PolicyDocument?.Statement);
  };
  const ofAccount = (action: string) => ({
    Action: action,
    Condition: { StringEquals: { 'aws:ResourceAccount': { Ref: 'AWS::AccountId' } } },
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Resource: '*',
  });
  const inRegion = (before: string, after: string, region: unknown = { Ref: 'AWS::Region' }) => ({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:s3:::${before}`, region, `${after}/*`]],
  });
  const withoutHyphens = { 'Fn::Join': ['', { 'Fn::Split': ['-', { Ref: 'AWS::Region' }] }] };

  test('have the policy of AWS by default', () => {
    expect(policies()).toEqual([undefined, undefined]);
    expect(policies(GatewayEndpointAccess.ANY)).toEqual([undefined, undefined]);
  });

  test('can admit the buckets and tables of the account, and the buckets of AWS that workloads need', () => {
    expect(policies(GatewayEndpointAccess.OWN_ACCOUNT)).toEqual([
      [
        ofAccount('s3:*'),
        {
          Action: 's3:GetObject',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Resource: [
            inRegion('prod-', '-starport-layer-bucket'),
            inRegion('al2023-repos-', '-de612dc2'),
            inRegion('amazonlinux-2-repos-', ''),
            inRegion('amazonlinux.', '.amazonaws.com'),
          ],
        },
        {
          Action: 's3:PutObject',
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Resource: [
            inRegion('cloudformation-custom-resource-response-', '', withoutHyphens),
            inRegion('cloudformation-waitcondition-', ''),
          ],
        },
      ],
      [ofAccount('dynamodb:*')],
    ]);
  });
});

test('the key policy allows CloudWatch Logs to use the key only for log groups of this account', () => {
  const stack = threeZoneStack();
  const encryptionKey = new kms.Key(stack, 'Key');
  new VpcConstruct(stack, 'Network', { provider: new AWSProvider(), encryptionKey });
  const resources = propertiesByType(templateOf(stack));
  const encrypted = { KmsKeyId: stack.resolve(encryptionKey.keyArn), RetentionInDays: 365 };
  expect(resources['AWS::Logs::LogGroup']).toEqual([encrypted, encrypted]);
  expect(resources['AWS::KMS::Key']).toEqual([
    {
      KeyPolicy: policyForLogGroups('STACK-*'),
    },
  ]);
});

test.each([
  [RemovalPolicy.RETAIN, 'Retain'],
  [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
  [RemovalPolicy.DESTROY, 'Delete'],
  [RemovalPolicy.SNAPSHOT, 'RetainExceptOnCreate'],
])(
  "with the environment's removal policy %s, the log group has the deletion policy %s",
  (removalPolicy, DeletionPolicy) => {
    const provider: IEnvironmentProvider = { ...new AWSProvider(), retention: { removalPolicy } };
    network({}, provider).template().hasResource('AWS::Logs::LogGroup', { DeletionPolicy });
  },
);

describe("an option overrides the environment's setting", () => {
  const development = new DevelopmentProvider();
  const production = new AWSProvider();

  test.each<[string, VpcOptions, IEnvironmentProvider, string, number]>([
    ['maxAzs', { maxAzs: 1 }, production, 'AWS::EC2::Subnet', 3],
    ['availabilityZones', { availabilityZones: ['dummy1a', 'dummy1b'] }, production, 'AWS::EC2::Subnet', 6],
    ['natGateways', { natGateways: NatGateways.ONE }, production, 'AWS::EC2::NatGateway', 1],
    ['natGateways', { natGateways: NatGateways.NONE }, production, 'AWS::EC2::NatGateway', 0],
    ['natGateways', { natGateways: NatGateways.ONE_PER_ZONE }, development, 'AWS::EC2::NatGateway', 2],
    ['flowLogs', { flowLogs: false }, production, 'AWS::EC2::FlowLog', 0],
    ['flowLogs', { flowLogs: true }, development, 'AWS::EC2::FlowLog', 1],
    ['dnsQueryLogs', { dnsQueryLogs: false }, production, 'AWS::Route53Resolver::ResolverQueryLoggingConfig', 0],
    ['dnsQueryLogs', { dnsQueryLogs: true }, development, 'AWS::Route53Resolver::ResolverQueryLoggingConfig', 1],
  ])('%s: %j', (_, options, provider, type, count) => {
    network(options, provider).template().resourceCountIs(type, count);
  });

  test('ipAddresses', () => {
    const { template } = network({ ipAddresses: ec2.IpAddresses.cidr('172.16.0.0/20') });
    expect(propertiesByType(template())['AWS::EC2::VPC']).toEqual([
      expect.objectContaining({ CidrBlock: '172.16.0.0/20' }),
    ]);
  });

  test('availabilityZones, in the given order', () => {
    const { template } = network({ availabilityZones: ['eu-central-1c', 'eu-central-1a'] });
    expect(subnets(template()).map(([, zone]) => zone)).toEqual(
      Array.from({ length: 3 }, () => ['eu-central-1c', 'eu-central-1a']).flat(),
    );
  });
});

/** The context key of the zones that the CDK has looked up for the stack. */
const ZONES_OF_STACK = 'availability-zones:account=123456789012:region=eu-central-1';

describe('the size of the address range', () => {
  test('may be /25 in a stack with two zones, even if maxAzs is 3', () => {
    const stack = threeZoneStack({ [ZONES_OF_STACK]: ['eu-central-1a', 'eu-central-1b'] });
    const ipAddresses = ec2.IpAddresses.cidr('10.0.0.0/25');
    expect(() => new VpcConstruct(stack, 'Network', { provider: new AWSProvider(), ipAddresses })).not.toThrow();
  });

  test('is not checked when the range is a token', () => {
    const ipAddresses: ec2.IIpAddresses = {
      allocateVpcCidr: () => ({ cidrBlock: Token.asString({ Ref: 'Range' }) }),
      allocateSubnetsCidr: ({ requestedSubnets }) => ({
        allocatedSubnets: requestedSubnets.map((_, index) => ({ cidr: `10.0.${index}.0/24` })),
      }),
    };
    const { template } = network({ ipAddresses });
    expect(propertiesByType(template())['AWS::EC2::VPC']).toEqual([
      expect.objectContaining({ CidrBlock: { Ref: 'Range' } }),
    ]);
  });

  test('depends on the number of listed zones', () => {
    const ipAddresses = ec2.IpAddresses.cidr('10.0.0.0/25');
    const listed = { ipAddresses, availabilityZones: ['dummy1a', 'dummy1b', 'dummy1c'] };
    expect(() => network(listed)).toThrow('ipAddresses must be a range from /16 to /24');
    expect(() => network({ ...listed, availabilityZones: ['dummy1a', 'dummy1b'] })).not.toThrow();
  });
});
