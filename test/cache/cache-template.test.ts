import {
  Duration,
  aws_ec2 as ec2,
  aws_kms as kms,
  RemovalPolicy,
  Stack,
  aws_secretsmanager as secretsmanager,
  Validations,
} from 'aws-cdk-lib';
import {
  AWSProvider,
  type CacheAttributes,
  CacheConstruct,
  CacheEngine,
  type CacheOptions,
  Capability,
} from '../../src';
import { NO_EGRESS } from '../support/security-groups';
import { existingVpc, onlyResource, propertiesByType, templateOf, threeZoneStack } from '../support/stacks';

const GROUP = 'AWS::ElastiCache::ReplicationGroup';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:cache-abcdef';
const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1';
const encryptionKey = kms.Key.fromKeyArn(new Stack(), 'Key', KEY);

/** Creates a cache whose user services share, without rotation, which has separate tests. */
function cache(options: CacheOptions = {}) {
  const stack = threeZoneStack();
  const construct = new CacheConstruct(stack, 'Cache', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    rotationInterval: Duration.days(0),
    logins: { sharedLogins: true },
    ...options,
  });
  return { stack, construct, template: () => templateOf(stack) };
}

test('a cache in production consists of exactly these resources', () => {
  const { stack, construct, template } = cache();
  const { securityGroup, clientSecurityGroup, secret, user, userGroup, subnetGroup } = construct;
  const [group, clients] = stack.resolve([securityGroup.securityGroupId, clientSecurityGroup.securityGroupId]);
  expect(propertiesByType(template())).toEqual({
    'AWS::EC2::SecurityGroup': [
      {
        GroupDescription: 'Allows the clients of the cache to connect to it',
        SecurityGroupEgress: NO_EGRESS,
        VpcId: 'vpc-1',
      },
      {
        GroupDescription: 'Allows its members to connect to the cache',
        SecurityGroupEgress: [
          {
            Description: 'To the cache',
            DestinationSecurityGroupId: group,
            FromPort: 6379,
            IpProtocol: 'tcp',
            ToPort: 6379,
          },
        ],
        VpcId: 'vpc-1',
      },
    ],
    'AWS::EC2::SecurityGroupIngress': [
      {
        Description: 'From the clients of the cache',
        FromPort: 6379,
        GroupId: group,
        IpProtocol: 'tcp',
        SourceSecurityGroupId: clients,
        ToPort: 6379,
      },
    ],
    'AWS::ElastiCache::SubnetGroup': [
      {
        Description: 'Cache of Test/Cache',
        SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
      },
    ],
    'AWS::SecretsManager::Secret': [
      {
        Description: 'User of the cache Test/Cache',
        GenerateSecretString: {
          ExcludePunctuation: true,
          GenerateStringKey: 'password',
          PasswordLength: 64,
          SecretStringTemplate: '{"username":"ecommerce"}',
        },
      },
    ],
    'AWS::ElastiCache::User': [
      {
        AccessString: 'on ~* &* +@all -@admin -@dangerous +info',
        Engine: 'valkey',
        Passwords: [stack.resolve(secret?.secretValueFromJson('password').unsafeUnwrap())],
        UserId: 'cache-user-test-e8e701c1',
        UserName: 'ecommerce',
      },
    ],
    'AWS::ElastiCache::UserGroup': [
      { Engine: 'valkey', UserGroupId: 'cache-users-test-01eae4f2', UserIds: [stack.resolve(user.ref)] },
    ],
    [GROUP]: [
      {
        AtRestEncryptionEnabled: true,
        AutoMinorVersionUpgrade: true,
        AutomaticFailoverEnabled: true,
        CacheNodeType: 'cache.t4g.medium',
        CacheSubnetGroupName: stack.resolve(subnetGroup.ref),
        Engine: 'valkey',
        EngineVersion: '9.0',
        MultiAZEnabled: true,
        NumCacheClusters: 2,
        Port: 6379,
        ReplicationGroupDescription: 'Cache of Test/Cache',
        SecurityGroupIds: [group],
        SnapshotRetentionLimit: 15,
        TransitEncryptionEnabled: true,
        TransitEncryptionMode: 'required',
        UserGroupIds: [stack.resolve(userGroup.ref)],
      },
    ],
  });
});

test('a cache acknowledges the finding that it has no AUTH token, with a reason', () => {
  const { metadata } = cache().construct.replicationGroup.node;
  const acknowledged = metadata.filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY);
  expect(acknowledged.map(({ data }) => data)).toEqual([
    {
      'annotation::AwsSolutions-AEC6':
        'Each user logs in with a password or IAM; ElastiCache does not support an AUTH token together with a user group.',
    },
  ]);
});

test('the rotation can change only the user of the cache', () => {
  const { stack, construct, template } = cache({ rotationInterval: Duration.days(7) });
  expect(onlyResource(template(), 'AWS::Lambda::Function').Properties).toMatchObject({
    Description: 'Rotates the password of the cache',
    Environment: { Variables: { ROTATED: stack.resolve(construct.user.ref) } },
    Handler: 'elasticache.handler',
  });
  expect(onlyResource(template(), 'AWS::IAM::ManagedPolicy').Properties).toHaveProperty('PolicyDocument.Statement.0', {
    Action: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'],
    Effect: 'Allow',
    Resource: stack.resolve(construct.user.attrArn),
  });
});

describe("an option overrides the environment's setting", () => {
  test.each<[string, CacheOptions, string, string, unknown]>([
    ['nodeType', { nodeType: 'cache.r7g.large' }, GROUP, 'Properties.CacheNodeType', 'cache.r7g.large'],
    ['engine', { engine: CacheEngine.REDIS_7_1 }, GROUP, 'Properties.Engine', 'redis'],
    ['version of the engine', { engine: CacheEngine.VALKEY_8_2 }, GROUP, 'Properties.EngineVersion', '8.2'],
    ['nodes', { nodes: 3 }, GROUP, 'Properties.NumCacheClusters', 3],
    ['nodes, for failover', { nodes: 1 }, GROUP, 'Properties.AutomaticFailoverEnabled', false],
    ['nodes, for zones', { nodes: 1 }, GROUP, 'Properties.MultiAZEnabled', false],
    ['port', { port: 7000 }, GROUP, 'Properties.Port', 7000],
    ['port, for clients', { port: 7000 }, 'AWS::EC2::SecurityGroupIngress', 'Properties.FromPort', 7000],
    ['snapshotRetention', { snapshotRetention: Duration.days(1) }, GROUP, 'Properties.SnapshotRetentionLimit', 1],
    ['removalPolicy', { removalPolicy: RemovalPolicy.DESTROY }, GROUP, 'DeletionPolicy', 'Delete'],
    [
      'rotationInterval',
      { rotationInterval: Duration.days(7) },
      'AWS::SecretsManager::RotationSchedule',
      'Properties.RotationRules',
      { AutomaticallyAfterDays: 7 },
    ],
    [
      'vpcSubnets',
      { vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } },
      'AWS::ElastiCache::SubnetGroup',
      'Properties.SubnetIds',
      ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'],
    ],
    ['encryptionKey', { encryptionKey }, GROUP, 'Properties.KmsKeyId', KEY],
    ['encryptionKey, for the secret', { encryptionKey }, 'AWS::SecretsManager::Secret', 'Properties.KmsKeyId', KEY],
  ])('%s', (_, options, type, path, expected) => {
    expect(onlyResource(cache(options).template(), type)).toHaveProperty(path, expected);
  });
});

describe.each([
  [RemovalPolicy.RETAIN, 'Retain', 'Retain'],
  [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate', 'RetainExceptOnCreate'],
  [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
  [RemovalPolicy.SNAPSHOT, 'Snapshot', 'Delete'],
])('with the removal policy %s', (removalPolicy, cachePolicy, relatedPolicy) => {
  test.each([
    [GROUP, cachePolicy],
    ['AWS::ElastiCache::SubnetGroup', relatedPolicy],
    ['AWS::ElastiCache::User', relatedPolicy],
    ['AWS::ElastiCache::UserGroup', relatedPolicy],
    ['AWS::SecretsManager::Secret', relatedPolicy],
  ])('%s has the deletion policy %s', (type, policy) => {
    const resource = onlyResource(cache({ removalPolicy }).template(), type);
    const replaced = policy === 'RetainExceptOnCreate' ? 'Retain' : policy; // UpdateReplacePolicy has no such value
    expect([resource.DeletionPolicy, resource.UpdateReplacePolicy]).toEqual([policy, replaced]);
  });

  test(`the security group has the deletion policy ${relatedPolicy}`, () => {
    cache({ removalPolicy })
      .template()
      .hasResource('AWS::EC2::SecurityGroup', {
        Properties: { GroupDescription: 'Allows the clients of the cache to connect to it' },
        DeletionPolicy: relatedPolicy,
      });
  });
});

describe('the access of a service', () => {
  const client = { serviceName: 'orders', capability: Capability.CACHE };

  test('to a new cache, without a login of its own, consists of its endpoints and the fields of its secret', () => {
    const { stack, construct } = cache();
    const { settings, secrets, connections } = construct.accessFor(client);
    const { endpointAddress, readerEndpointAddress, endpointPort, secret } = construct;
    expect(stack.resolve(settings)).toEqual(
      stack.resolve({
        CACHE_ENDPOINT: endpointAddress,
        CACHE_READER_ENDPOINT: readerEndpointAddress,
        CACHE_PORT: endpointPort,
        CACHE_SECRET_ARN: secret?.secretArn,
      }),
    );
    expect(secrets).toEqual({
      CACHE_USERNAME: { secret, field: 'username' },
      CACHE_PASSWORD: { secret, field: 'password' },
    });
    expect(connections).toBe(construct.connections);
    expect(construct.capabilities).toEqual(['cache']);
    expect(construct.clientSecurityGroups).toEqual([construct.clientSecurityGroup]);
  });

  function imported(optional: Pick<CacheAttributes, 'port' | 'readerEndpointAddress'>) {
    const stack = threeZoneStack();
    const secret = secretsmanager.Secret.fromSecretCompleteArn(stack, 'Secret', SECRET);
    const existing = CacheConstruct.fromCacheAttributes(stack, 'Cache', {
      vpc: existingVpc(stack),
      securityGroup: ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-cache'),
      secret,
      endpointAddress: 'cache.example',
      ...optional,
    });
    return { stack, secret, existing };
  }

  test.each([
    ['without optional attributes', {}, 'cache.example', 6379],
    ['with a port', { port: 7000 }, 'cache.example', 7000],
    ['with a reader endpoint', { readerEndpointAddress: 'reader.example' }, 'reader.example', 6379],
  ])('to an existing cache %s consists of its endpoints and the fields of its secret', (_, optional, reader, port) => {
    const { stack, secret, existing } = imported(optional);
    const { settings, secrets, connections } = existing.accessFor(client);
    expect(settings).toEqual({
      CACHE_ENDPOINT: 'cache.example',
      CACHE_READER_ENDPOINT: reader,
      CACHE_PORT: String(port),
      CACHE_SECRET_ARN: SECRET,
    });
    expect(secrets).toEqual({
      CACHE_USERNAME: { secret, field: 'username' },
      CACHE_PASSWORD: { secret, field: 'password' },
    });
    expect(connections.securityGroups.map(({ securityGroupId }) => securityGroupId)).toEqual(['sg-cache']);
    expect(connections.defaultPort?.toRuleJson()).toEqual({ ipProtocol: 'tcp', fromPort: port, toPort: port });
    expect(existing.capabilities).toEqual(['cache']);
    expect(existing.clientSecurityGroups).toEqual([existing.clientSecurityGroup]);
    expect(propertiesByType(templateOf(stack))).toEqual({
      'AWS::EC2::SecurityGroup': [
        {
          GroupDescription: 'Allows its members to connect to the cache',
          SecurityGroupEgress: [
            {
              Description: 'To the cache',
              DestinationSecurityGroupId: 'sg-cache',
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
          Description: 'From the clients of the cache',
          FromPort: port,
          GroupId: 'sg-cache',
          IpProtocol: 'tcp',
          SourceSecurityGroupId: stack.resolve(existing.clientSecurityGroup.securityGroupId),
          ToPort: port,
        },
      ],
    });
  });
});
