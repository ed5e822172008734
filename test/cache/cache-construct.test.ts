import { CfnParameter, Duration, aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  CacheConstruct,
  CacheEngine,
  type CacheOptions,
  DevelopmentProvider,
  LocalStackProvider,
  StagingProvider,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

/** The tests of the user that services share. The users of services have separate tests. */
const SHARED = { sharedLogins: true };

const GROUP = 'AWS::ElastiCache::ReplicationGroup';

function cache(options: CacheOptions = {}, provider = new AWSProvider(), context = {}) {
  const stack = threeZoneStack(context);
  const construct = new CacheConstruct(stack, 'Cache', {
    provider,
    vpc: existingVpc(stack),
    logins: SHARED,
    ...options,
  });
  return { stack, construct, template: () => templateOf(stack) };
}

describe.each(FEATURE_FLAGS)('%s', (_, context) => {
  test('encrypts data at rest and requires TLS', () => {
    cache({}, new AWSProvider(), context).template().hasResourceProperties(GROUP, {
      AtRestEncryptionEnabled: true,
      TransitEncryptionEnabled: true,
      TransitEncryptionMode: 'required',
    });
  });

  test('has one user, whose password is only a reference to the secret', () => {
    const { template } = cache({}, new AWSProvider(), context);
    const user = onlyResource(template(), 'AWS::ElastiCache::User').Properties;
    expect(JSON.stringify(user.Passwords)).toContain('{{resolve:secretsmanager:');
    expect(user.NoPasswordRequired).toBeUndefined();
    expect(user.AccessString).toMatch(/-@admin -@dangerous/);
    template().hasResourceProperties('AWS::ElastiCache::UserGroup', {
      Engine: 'valkey',
      UserIds: [{ Ref: Match.anyValue() }],
    });
    template().hasResourceProperties(GROUP, { UserGroupIds: [{ Ref: Match.anyValue() }], AuthToken: Match.absent() });
  });

  test('generates a password that ElastiCache accepts', () => {
    cache({}, new AWSProvider(), context)
      .template()
      .hasResourceProperties('AWS::SecretsManager::Secret', {
        GenerateSecretString: { ExcludePunctuation: true, PasswordLength: 64, GenerateStringKey: 'password' },
      });
  });

  test('is placed in the isolated subnets', () => {
    cache({}, new AWSProvider(), context)
      .template()
      .hasResourceProperties('AWS::ElastiCache::SubnetGroup', {
        SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
      });
  });

  test('allows ingress only from the client group, on port 6379', () => {
    const { template } = cache({}, new AWSProvider(), context);
    expect(onlyResource(template(), 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
      FromPort: 6379,
      ToPort: 6379,
      SourceSecurityGroupId: { 'Fn::GetAtt': [expect.stringContaining('ClientGroup'), 'GroupId'] },
    });
    expect(
      template().findResources('AWS::EC2::SecurityGroup', { Properties: { SecurityGroupIngress: Match.anyValue() } }),
    ).toEqual({});
  });

  test('the client group allows egress only to the cache', () => {
    const { template } = cache({}, new AWSProvider(), context);
    template().hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Allows its members to connect to the cache',
      SecurityGroupEgress: [
        { FromPort: 6379, ToPort: 6379, DestinationSecurityGroupId: Match.anyValue(), CidrIp: Match.absent() },
      ],
    });
    template().resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });
});

describe('environments', () => {
  test.each([
    ['production', new AWSProvider(), 'cache.t4g.medium', 2, true, 15, 'RetainExceptOnCreate'],
    ['staging', new StagingProvider(), 'cache.t4g.small', 2, true, 15, 'RetainExceptOnCreate'],
    ['development', new DevelopmentProvider(), 'cache.t4g.micro', 1, false, 0, 'Delete'],
    ['local', new LocalStackProvider(), 'cache.t4g.micro', 1, false, 0, 'Delete'],
  ])(
    '%s sets the node type, failover, snapshots and removal policy',
    (_, provider, CacheNodeType, NumCacheClusters, failover, SnapshotRetentionLimit, DeletionPolicy) => {
      cache({}, provider)
        .template()
        .hasResource(GROUP, {
          Properties: {
            CacheNodeType,
            NumCacheClusters,
            AutomaticFailoverEnabled: failover,
            MultiAZEnabled: failover,
            SnapshotRetentionLimit,
            Engine: 'valkey',
            EngineVersion: '9.0',
          },
          DeletionPolicy,
        });
    },
  );

  test('the users, the subnet group and the secret of a retained cache are retained', () => {
    const { template } = cache();
    for (const type of ['User', 'UserGroup', 'SubnetGroup']) {
      template().allResources(`AWS::ElastiCache::${type}`, { DeletionPolicy: 'RetainExceptOnCreate' });
    }
    template().hasResource('AWS::SecretsManager::Secret', { DeletionPolicy: 'RetainExceptOnCreate' });
  });

  test('a customer managed key encrypts the data and the secret', () => {
    const stack = threeZoneStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    const common = { provider: new AWSProvider(), vpc: existingVpc(stack), logins: SHARED };
    new CacheConstruct(stack, 'Cache', { ...common, encryptionKey });
    const key = stack.resolve(encryptionKey.keyArn);
    templateOf(stack).hasResourceProperties(GROUP, { KmsKeyId: key });
    templateOf(stack).hasResourceProperties('AWS::SecretsManager::Secret', { KmsKeyId: key });
  });
});

describe('restoring', () => {
  const warning =
    'Adding, changing or removing `restoreFromSnapshot` replaces the cache. Keep the value after the restore. ' +
    '[ack: @org/ecommerce-constructs:restore]';

  test('restores a cache from a snapshot, and warns that changing the snapshot replaces the cache', () => {
    const { stack, template } = cache({
      restoreFromSnapshot: 'automatic.carts-2026-11-22',
      engine: CacheEngine.REDIS_7_1,
    });
    template().hasResourceProperties(GROUP, {
      SnapshotName: 'automatic.carts-2026-11-22',
      Engine: 'redis',
      EngineVersion: '7.1',
    });
    Annotations.fromStack(stack).hasWarning('/Test/Cache', warning);
  });

  test('rejects a snapshot without its engine, which could differ from the default', () => {
    expect(() => cache({ restoreFromSnapshot: 'automatic.carts-2026-11-22' })).toThrow(
      new Error(
        'engine must be set if `restoreFromSnapshot` is set, got none. Set the major version of the source: the ' +
          'default version could upgrade the restored data irreversibly. (in Test/Cache)',
      ),
    );
  });

  test('creates an empty cache without a warning by default', () => {
    const { stack, template } = cache();
    template().hasResourceProperties(GROUP, { SnapshotName: Match.absent() });
    Annotations.fromStack(stack).hasNoWarning('*', Match.anyValue());
  });
});

describe('Redis OSS', () => {
  test('has a disabled default user, so that no client connects without a password', () => {
    const { template } = cache({ engine: CacheEngine.REDIS_7_1 });
    template().hasResourceProperties(GROUP, { Engine: 'redis', EngineVersion: '7.1' });
    const users = template().findResources('AWS::ElastiCache::User');
    expect(Object.values(users).map(({ Properties }) => Properties)).toEqual([
      expect.objectContaining({ Engine: 'redis', UserId: 'cache-user-test-e8e701c1', UserName: 'ecommerce' }),
      {
        Engine: 'redis',
        UserId: 'cache-default-test-2a6a22d3',
        UserName: 'default',
        NoPasswordRequired: true,
        AccessString: 'off -@all',
      },
    ]);
    expect(onlyResource(template(), 'AWS::ElastiCache::UserGroup').Properties).toEqual({
      Engine: 'redis',
      UserGroupId: 'cache-users-test-01eae4f2',
      UserIds: Object.keys(users).map((Ref) => ({ Ref })),
    });
  });
});

test('user ids have at most the 40 characters of ElastiCache and are unique in a stack', () => {
  const stack = threeZoneStack();
  const vpc = existingVpc(stack);
  const provider = new AWSProvider();
  new CacheConstruct(stack, 'AVeryLongConstructIdForTheFirstOfTheCaches', { provider, vpc });
  new CacheConstruct(stack, 'AVeryLongConstructIdForTheOtherOfTheCaches', { provider, vpc });
  const ids = Object.values(templateOf(stack).findResources('AWS::ElastiCache::User')).map(
    ({ Properties }) => Properties.UserId,
  );
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) {
    expect(id).toMatch(/^[a-z][a-z0-9-]{0,39}$/);
  }
});

test('exposes the endpoints and the port', () => {
  const { construct, stack } = cache();
  const id = stack.getLogicalId(construct.replicationGroup);
  expect(stack.resolve([construct.endpointAddress, construct.readerEndpointAddress, construct.endpointPort])).toEqual([
    { 'Fn::GetAtt': [id, 'PrimaryEndPoint.Address'] },
    { 'Fn::GetAtt': [id, 'ReaderEndPoint.Address'] },
    { 'Fn::GetAtt': [id, 'PrimaryEndPoint.Port'] },
  ]);
});

test('passes tokens to the template, and enables failover as in the environment', () => {
  const stack = threeZoneStack();
  const nodes = new CfnParameter(stack, 'Nodes', { type: 'Number' });
  const nodeType = new CfnParameter(stack, 'NodeType');
  const snapshot = new CfnParameter(stack, 'Snapshot');
  new CacheConstruct(stack, 'Cache', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    nodes: nodes.valueAsNumber,
    nodeType: nodeType.valueAsString,
    restoreFromSnapshot: snapshot.valueAsString,
    engine: CacheEngine.VALKEY_9_0,
  });
  expect(onlyResource(templateOf(stack), GROUP).Properties).toMatchObject({
    NumCacheClusters: { Ref: 'Nodes' },
    CacheNodeType: { Ref: 'NodeType' },
    AutomaticFailoverEnabled: true,
  });
});

test('disables failover when nodes is a token and the environment has one node', () => {
  const stack = threeZoneStack();
  const nodes = new CfnParameter(stack, 'Nodes', { type: 'Number' }).valueAsNumber;
  new CacheConstruct(stack, 'Cache', { provider: new DevelopmentProvider(), vpc: existingVpc(stack), nodes });
  expect(onlyResource(templateOf(stack), GROUP).Properties.AutomaticFailoverEnabled).toBe(false);
});

describe('bad input', () => {
  test.each([0, 7, -1, 1.5, Number.NaN])('rejects %p as the number of nodes', (nodes) => {
    expect(() => cache({ nodes })).toThrow(
      `nodes must be a whole number from 1 to 6, got ${nodes}. A cache has one primary and up to five replicas. (in Test/Cache)`,
    );
  });

  test.each([0, 65536])('rejects %p as the port', (port) => {
    expect(() => cache({ port })).toThrow(
      `port must be a whole number from 1 to 65535, got ${port}. Redis and Valkey clients expect 6379. (in Test/Cache)`,
    );
  });

  test.each([
    [Duration.days(36), '36'],
    [Duration.hours(12), '0.5'],
  ])('rejects a snapshot retention of %s', (snapshotRetention, days) => {
    expect(() => cache({ snapshotRetention })).toThrow(
      `snapshotRetention must be a whole number of days from 0 to 35, got ${days}. Use 0 to disable snapshots. (in Test/Cache)`,
    );
  });

  test.each([
    ['the highest number of nodes', { nodes: 6 }],
    ['the lowest port', { port: 1 }],
    ['the highest port', { port: 65535 }],
    ['the longest retention', { snapshotRetention: Duration.days(35) }],
  ])('accepts %s', (_, options) => {
    expect(() => cache(options)).not.toThrow();
  });

  test.each(['t4g.micro', 'cache.large', 'db.t4g.micro', ''])("rejects the malformed node type '%s'", (nodeType) => {
    expect(() => cache({ nodeType })).toThrow(`got '${nodeType}'. Use the format of cache.m8g.large.`);
  });

  test('rejects a node type that does not support encryption', () => {
    expect(() => cache({ nodeType: 'cache.m3.medium' })).toThrow(
      /^nodeType must be a type for Valkey 9\.0: cache\.t4g\.micro, .*got 'cache\.m3\.medium'\. m3 types do not support encryption\./,
    );
  });

  test('rejects a version past its end of support', () => {
    expect(() => cache({ engine: CacheEngine.redis('5.0.6'), allowUnlisted: true })).toThrow(
      "engine.version must be one of 7.1, 7.0, got '5.0.6'. Standard support of Redis OSS 5.0.6 has ended, or AWS no longer creates it",
    );
  });

  test('rejects unlisted versions and node types unless `allowUnlisted` is true', () => {
    const unlisted = { engine: CacheEngine.valkey('10.0'), nodeType: 'cache.m9g.large' };
    expect(() => cache(unlisted)).toThrow('The library does not know Valkey 10.0.');
    cache({ ...unlisted, allowUnlisted: true })
      .template()
      .hasResourceProperties(GROUP, { EngineVersion: '10.0', CacheNodeType: 'cache.m9g.large' });
  });

  test.each(['', 'arn:aws:elasticache:eu-central-1:123456789012:snapshot:night', '1st', 'night!'])(
    "rejects '%s' as the name of a snapshot",
    (restoreFromSnapshot) => {
      expect(() => cache({ restoreFromSnapshot })).toThrow(
        `restoreFromSnapshot must be the name of a snapshot: a letter, then letters, digits, dots and hyphens, got '${restoreFromSnapshot}'. Pass the name of the snapshot, not its ARN. (in Test/Cache)`,
      );
    },
  );

  test('rejects failover in a VPC with one zone, but not a single node', () => {
    const stack = threeZoneStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      maxAzs: 1,
      subnetConfiguration: [{ name: 'I', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    expect(() => new CacheConstruct(stack, 'Cache', { provider: new AWSProvider(), vpc })).toThrow(
      'vpc must be a network with subnets in at least 2 availability zones, which a cache with failover needs, got ' +
        'subnets in 1. Add subnets to the VPC, or create it with `VpcConstruct`: ' +
        'an `ec2.Vpc` in a stack without `env` has only two zones. Or set `nodes` to 1, for a ' +
        'cache without failover. (in Test/Cache)',
    );
    const single = { provider: new AWSProvider(), vpc, nodes: 1, rotationInterval: Duration.days(0) };
    expect(() => new CacheConstruct(stack, 'Single', single)).not.toThrow();
  });

  test.each([
    [1, 'a cache'],
    [2, 'a cache with failover'],
  ])('rejects a VPC without isolated subnets when the number of nodes is %d', (nodes, part) => {
    const stack = threeZoneStack();
    const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'P', subnetType: ec2.SubnetType.PUBLIC }] });
    expect(() => new CacheConstruct(stack, 'Cache', { provider: new AWSProvider(), vpc, nodes })).toThrow(
      `vpc must have the subnets that ${part} is placed in: `,
    );
  });
});
