import {
  App,
  CfnParameter,
  Duration,
  aws_dynamodb as dynamodb,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
  aws_rds as rds,
  Stack,
  Token,
} from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  DatabaseConstruct,
  type DatabaseConstructProps,
  DataStore,
  DevelopmentProvider,
  EnvironmentProvider,
  KeyScope,
  LocalStackProvider,
  ServiceCatalogue,
  StagingProvider,
} from '../../src';
import { cfnResource } from '../../src/private/cfn-resource';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';

const SEVEN = [
  'inventoryservice',
  'notificationservice',
  'orderservice',
  'paymentservice',
  'productservice',
  'searchservice',
  'userservice',
];

function databases(props: Partial<DatabaseConstructProps> = {}, context = {}) {
  const stack = threeZoneStack(context);
  const construct = new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    ...props,
  });
  return { stack, construct, template: () => templateOf(stack) };
}

function catalogueOf(...names: string[]) {
  return ServiceCatalogue.of(names.map((name) => ({ name })));
}

function one(props: Partial<DatabaseConstructProps> = {}) {
  return databases({ catalogue: catalogueOf('orderservice'), ...props });
}

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/k';

function theirKey() {
  return kms.Key.fromKeyArn(new Stack(), 'Key', KEY_ARN);
}

function instance(template: Template) {
  return onlyResource(template, 'AWS::RDS::DBInstance').Properties;
}

describe.each(FEATURE_FLAGS)('%s', (_, context) => {
  test("makes the seed's seven databases, one on each instance", () => {
    const { template } = databases({}, context);
    const names = Object.values(template().findResources('AWS::RDS::DBInstance')).map(
      ({ Properties }) => Properties.DBName,
    );
    expect(names.sort()).toEqual(SEVEN);
  });

  test('every database is encrypted, private, in isolated subnets and speaks TLS only', () => {
    const { template } = databases({}, context);
    template().allResourcesProperties('AWS::RDS::DBInstance', {
      StorageEncrypted: true,
      PubliclyAccessible: false,
      EnableIAMDatabaseAuthentication: true,
      CopyTagsToSnapshot: true,
      AutoMinorVersionUpgrade: true,
      AllowMajorVersionUpgrade: true,
    });
    template().allResourcesProperties('AWS::RDS::DBSubnetGroup', {
      SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
    });
    template().allResourcesProperties('AWS::RDS::DBParameterGroup', { Parameters: { 'rds.force_ssl': '1' } });
  });

  test('RDS makes and keeps every password, and no template carries one', () => {
    const { template } = databases({}, context);
    template().allResourcesProperties('AWS::RDS::DBInstance', {
      ManageMasterUserPassword: true,
      MasterUserPassword: Match.absent(),
    });
  });

  test('every database has a security group of its own, which admits nobody', () => {
    const { template } = databases({}, context);
    const groups = Object.values(template().findResources('AWS::RDS::DBInstance')).map(
      ({ Properties }) => Properties.VPCSecurityGroups[0]['Fn::GetAtt'][0],
    );
    expect(new Set(groups).size).toBe(7);
    template().resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    template().allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
  });
});

describe('environments', () => {
  test.each([
    ['production', new AWSProvider(), 'db.t4g.medium', true, 14, true, '5433', 'Retain'],
    ['staging', new StagingProvider(), 'db.t4g.small', true, 7, true, '5433', 'Retain'],
    ['development', new DevelopmentProvider(), 'db.t4g.micro', false, 1, false, '5432', 'Delete'],
    ['local', new LocalStackProvider(), 'db.t4g.micro', false, 0, false, '5432', 'Delete'],
  ])('%s', (_, provider, DBInstanceClass, MultiAZ, BackupRetentionPeriod, DeletionProtection, Port, DeletionPolicy) => {
    const { template } = one({ provider });
    template().hasResource('AWS::RDS::DBInstance', {
      Properties: {
        DBInstanceClass,
        MultiAZ,
        BackupRetentionPeriod,
        DeletionProtection,
        Port,
        Engine: 'postgres',
        EngineVersion: '18',
      },
      DeletionPolicy,
      UpdateReplacePolicy: DeletionPolicy,
    });
  });

  test('a prop overrides the environment', () => {
    const { template } = one({
      postgres: {
        instanceType: new ec2.InstanceType('m8g.large'),
        engineVersion: rds.PostgresEngineVersion.VER_17,
        multiAz: false,
        allocatedStorage: 100,
        maxAllocatedStorage: 500,
        port: 6000,
      },
      backupRetention: Duration.days(35),
      deletionProtection: false,
    });
    expect(instance(template())).toMatchObject({
      DBInstanceClass: 'db.m8g.large',
      EngineVersion: '17',
      MultiAZ: false,
      AllocatedStorage: '100',
      MaxAllocatedStorage: 500,
      Port: '6000',
      BackupRetentionPeriod: 35,
      DeletionProtection: false,
    });
  });

  test("a customer's key encrypts storage and the secret", () => {
    const stack = threeZoneStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/k');
    new DatabaseConstruct(stack, 'Database', {
      provider: new AWSProvider(),
      vpc: existingVpc(stack),
      catalogue: catalogueOf('orderservice'),
      encryptionKey,
    });
    expect(instance(templateOf(stack))).toMatchObject({
      KmsKeyId: encryptionKey.keyArn,
      MasterUserSecret: { KmsKeyId: encryptionKey.keyArn },
    });
  });
});

describe('store', () => {
  test('tells where the database is and names its secret, without a value', () => {
    const { construct, stack } = one();
    const store = construct.store('orderservice');
    const resource = stack.getLogicalId(cfnResource(construct.instance('orderservice'), rds.CfnDBInstance));
    expect(stack.resolve(store.settings)).toEqual({
      DATABASE_HOST: { 'Fn::GetAtt': [resource, 'Endpoint.Address'] },
      DATABASE_PORT: { 'Fn::GetAtt': [resource, 'Endpoint.Port'] },
      DATABASE_NAME: 'orderservice',
    });
    expect(Object.keys(store.secrets)).toEqual(['DATABASE_USERNAME', 'DATABASE_PASSWORD']);
    expect(stack.resolve(store.secrets.DATABASE_PASSWORD.secret.secretArn)).toEqual({
      'Fn::GetAtt': [resource, 'MasterUserSecret.SecretArn'],
    });
    expect(store.secrets.DATABASE_PASSWORD.field).toBe('password');
  });

  test('admits a client on its port and nothing else', () => {
    const { construct, stack, template } = one();
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc: existingVpc(new Stack(new App())) });
    construct.store('orderservice').connections.allowDefaultPortFrom(client);
    expect(onlyResource(template(), 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
      FromPort: 5433,
      ToPort: 5433,
      IpProtocol: 'tcp',
    });
  });

  test('grants reading its own secret by ARN, and no more', () => {
    const { construct, stack, template } = databases({ catalogue: catalogueOf('orderservice', 'userservice') });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    construct.store('orderservice').grantAccess(role);
    template().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
            Resource: {
              'Fn::GetAtt': [Match.stringLikeRegexp('orderserviceInstance'), 'MasterUserSecret.SecretArn'],
            },
          },
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('orderserviceKey'), 'Arn'] },
          },
        ],
      },
    });
  });

  test('fails for a service that has none, naming those that have', () => {
    const { construct } = databases({ catalogue: catalogueOf('orderservice', 'userservice') });
    expect(() => construct.store('orders')).toThrow(
      new Error(
        "service must be one of orderservice, userservice, got 'orders'. Add it to `catalogue`, or correct the name. (in Test/Database)",
      ),
    );
    expect(() => construct.instance('orders')).toThrow('service must be one of');
  });
});

describe('names', () => {
  test.each(['a', 'order_service', 'service2', 'a'.repeat(63)])("accepts '%s'", (name) => {
    expect(() => databases({ catalogue: catalogueOf(name) })).not.toThrow();
  });

  test("refuses 'order-service', which PostgreSQL would", () => {
    expect(() => databases({ catalogue: catalogueOf('order-service') })).toThrow(
      'name must be a name of 1 to 63 lower-case letters, digits and underscores that starts with a letter, because ' +
        "PostgreSQL holds it, got 'order-service'.",
    );
  });

  test("refuses 'order', which PostgreSQL reserves", () => {
    expect(() => databases({ catalogue: catalogueOf('order') })).toThrow(
      "name must be a name that PostgreSQL does not reserve, got 'order'.",
    );
  });
});

describe('bad sizes', () => {
  test.each([0, 19, 65537, -20, 20.5, Number.NaN])('fails when allocatedStorage is %p', (allocatedStorage) => {
    expect(() => one({ postgres: { allocatedStorage } })).toThrow(
      `allocatedStorage must be a whole number of GiB from 20 to 65536, got ${allocatedStorage}.`,
    );
  });

  test.each([100, 109, 65537])(
    'fails when maxAllocatedStorage is %p over an allocatedStorage of 100',
    (maxAllocatedStorage) => {
      expect(() => one({ postgres: { allocatedStorage: 100, maxAllocatedStorage } })).toThrow(
        `maxAllocatedStorage must be a whole number of GiB from 110 to 65536, got ${maxAllocatedStorage}.`,
      );
    },
  );

  test('accepts a tenth of headroom', () => {
    expect(() => one({ postgres: { allocatedStorage: 100, maxAllocatedStorage: 110 } })).not.toThrow();
  });

  test.each([0, 80, 1149, 65536])('fails when the port is %p', (port) => {
    expect(() => one({ postgres: { port } })).toThrow(`port must be a whole number from 1150 to 65535, got ${port}.`);
  });

  test.each([Duration.days(36), Duration.hours(12)])('fails when backups are kept for %s', (backupRetention) => {
    expect(() => one({ backupRetention })).toThrow('backupRetention must be a whole number of days from 0 to 35');
  });

  test.each(['t2.micro', 'm4.large', 't4g.nano', 'db.t4g.micro', 'large'])(
    'fails when the instance type is %s, which RDS does not offer',
    (type) => {
      expect(() => one({ postgres: { instanceType: new ec2.InstanceType(type) } })).toThrow(
        new RegExp(`^instanceType must be a type for PostgreSQL 18: t4g\\.micro, .*got '${type}'\\.`),
      );
    },
  );

  test.each(['12', '15.3'])('fails when the version is %s, which has ended', (version) => {
    const engineVersion = rds.PostgresEngineVersion.of(version, version.split('.')[0]);
    expect(() => one({ postgres: { engineVersion }, allowUnlisted: true })).toThrow(
      `engineVersion must be one of 18, 17, 16, 15, got '${version}'. PostgreSQL ${version} has ended`,
    );
  });

  test('fails when a minor is pinned, unless that is allowed', () => {
    const engineVersion = rds.PostgresEngineVersion.VER_16_13;
    expect(() => one({ postgres: { engineVersion } })).toThrow(
      "engineVersion must be one of 18, 17, 16, 15, got '16.13'. Give 16 alone: AWS upgrades within it by itself, and a later deployment would fail as a downgrade.",
    );
    expect(() => one({ postgres: { engineVersion }, allowUnlisted: true })).not.toThrow();
  });

  test('fails when the library does not know the instance type, unless that is allowed', () => {
    const instanceType = new ec2.InstanceType('m99g.large');
    expect(() => one({ postgres: { instanceType } })).toThrow('The library does not know m99g types of PostgreSQL.');
    expect(() => one({ postgres: { instanceType }, allowUnlisted: true })).not.toThrow();
  });
});

describe('kinds of store', () => {
  test('each service has the store that its catalogue says', () => {
    const { construct, template, stack } = databases({
      catalogue: ServiceCatalogue.PHASE_TWO,
      search: {
        domain: opensearch.Domain.fromDomainAttributes(new Stack(), 'Domain', {
          domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/shared',
          domainEndpoint: 'shared.example.org',
        }),
      },
    });
    template().resourceCountIs('AWS::RDS::DBInstance', 3);
    template().resourceCountIs('AWS::DocDB::DBCluster', 2);
    template().resourceCountIs('AWS::DynamoDB::Table', 1);
    expect(construct.store('searchservice').settings.SEARCH_INDEX).toBe('searchservice');
    expect(stack.resolve(construct.store('productservice').settings.DATABASE_NAME)).toBe('productservice');
  });

  test('a service on an index fails when there is no search, and says where', () => {
    expect(() => databases({ catalogue: ServiceCatalogue.PHASE_TWO })).toThrow(
      /search must be a search domain, because the store of searchservice is an index.*Test\/Database\/searchservice/,
    );
  });

  test('what is said of all holds for each that says nothing else', () => {
    const { template } = databases({
      backupRetention: Duration.days(3),
      postgres: { instanceType: new ec2.InstanceType('m8g.large') },
      catalogue: ServiceCatalogue.of([
        { name: 'a' },
        { name: 'b', store: DataStore.postgresInstance({ backupRetention: Duration.days(5) }) },
        { name: 'c', store: DataStore.documentDb() },
      ]),
    });
    const days = (type: string) =>
      Object.values(template().findResources(type)).map(({ Properties }) => Properties.BackupRetentionPeriod);
    expect(days('AWS::RDS::DBInstance').sort()).toEqual([3, 5]);
    expect(days('AWS::DocDB::DBCluster')).toEqual([3]);
    template().allResourcesProperties('AWS::RDS::DBInstance', { DBInstanceClass: 'db.m8g.large' });
  });

  test('tells by which ARN AWS Backup knows each, of those that have one of their own', () => {
    const existing = (stack: Stack) =>
      DataStore.existingTable({ table: dynamodb.Table.fromTableName(stack, 'Theirs', 'theirs') });
    const { construct, stack, template } = databases({
      catalogue: ServiceCatalogue.of([
        { name: 'a' },
        { name: 'b', store: DataStore.auroraPostgres() },
        { name: 'c', store: DataStore.documentDb() },
        {
          name: 'd',
          store: DataStore.dynamoDb({ partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING } }),
        },
        { name: 'e', store: existing(new Stack()) },
      ]),
    });
    const idOf = (type: string) => Object.keys(template().findResources(type)).find((id) => !/Writer|Reader/.test(id));
    const inRds = (kind: string, type: string) => ({
      'Fn::Join': [
        '',
        ['arn:', { Ref: 'AWS::Partition' }, `:rds:eu-central-1:123456789012:${kind}:`, { Ref: idOf(type) }],
      ],
    });
    expect(stack.resolve(construct.storeArns)).toEqual([
      inRds('db', 'AWS::RDS::DBInstance'),
      inRds('cluster', 'AWS::RDS::DBCluster'),
      inRds('cluster', 'AWS::DocDB::DBCluster'),
      { 'Fn::GetAtt': [idOf('AWS::DynamoDB::Table'), 'Arn'] },
    ]);
    expect(construct.store('e').resourceArn).toBeUndefined();
  });

  test('tells the ARNs in the order of names, however the catalogue lists them', () => {
    const { construct, stack } = databases({ catalogue: catalogueOf('b', 'c', 'a') });
    const ids = ['a', 'b', 'c'].map((name) =>
      stack.getLogicalId(cfnResource(construct.instance(name), rds.CfnDBInstance)),
    );
    expect(stack.resolve(construct.storeArns).map((arn: unknown) => JSON.stringify(arn))).toEqual(
      ids.map((id) => expect.stringContaining(id)),
    );
  });

  test("a service's tags are on all that is made for it, and on nothing else", () => {
    const { template } = databases({
      catalogue: ServiceCatalogue.of([{ name: 'a', tags: { team: 'checkout' } }, { name: 'b' }]),
    });
    const tagged = Object.values(template().findResources('AWS::RDS::DBInstance')).map(({ Properties }) => [
      Properties.DBName,
      Properties.Tags,
    ]);
    expect(tagged).toEqual([
      ['a', [{ Key: 'team', Value: 'checkout' }]],
      ['b', undefined],
    ]);
  });

  test('one value may serve two services', () => {
    const store = DataStore.documentDb();
    const { template } = databases({
      catalogue: ServiceCatalogue.of([
        { name: 'a', store },
        { name: 'b', store },
      ]),
    });
    template().resourceCountIs('AWS::DocDB::DBCluster', 2);
  });

  test('instance fails for a store of another kind, naming the kind', () => {
    const { construct } = databases({ catalogue: ServiceCatalogue.of([{ name: 'a', store: DataStore.documentDb() }]) });
    expect(() => construct.instance('a')).toThrow(
      new Error(
        "service must be one whose store is a PostgreSQL instance made here, got 'a'. Its store is of the kind DocumentDb: " +
          'use `store`, or give the service `DataStore.postgresInstance()`. (in Test/Database)',
      ),
    );
  });
});

describe('keys', () => {
  const catalogue = ServiceCatalogue.of([{ name: 'orders' }, { name: 'payments', pciScope: true }]);

  test.each([
    ['production', new AWSProvider(), 2],
    ['staging', new StagingProvider(), 1],
    ['development', new DevelopmentProvider(), 1],
    ['local', new LocalStackProvider(), 1],
  ])('in %s', (_, provider, count) => {
    const { construct, template } = databases({ provider, catalogue });
    template().resourceCountIs('AWS::KMS::Key', count);
    template().allResourcesProperties('AWS::KMS::Key', { EnableKeyRotation: true });
    expect(construct.encryptionKey('payments')).toBeInstanceOf(kms.Key);
    expect(construct.encryptionKey('orders') === undefined).toBe(count === 1);
  });

  test("each service's own key encrypts its data and its secret", () => {
    const { template } = databases({ catalogue });
    for (const [id, { Properties }] of Object.entries(template().findResources('AWS::RDS::DBInstance'))) {
      const key = { 'Fn::GetAtt': [expect.stringContaining(`${id.replace(/Instance.*/, '')}Key`), 'Arn'] };
      expect(Properties).toMatchObject({ KmsKeyId: key, MasterUserSecret: { KmsKeyId: key } });
    }
  });

  test('a key that is given stands for all but those in PCI scope', () => {
    const { construct, template } = databases({ catalogue, encryptionKey: theirKey() });
    template().resourceCountIs('AWS::KMS::Key', 1);
    expect(construct.encryptionKey('orders')?.keyArn).toBe(KEY_ARN);
    expect(construct.encryptionKey('payments')?.keyArn).not.toBe(KEY_ARN);
  });

  test("a key that a store names goes before the service's own", () => {
    const store = DataStore.postgresInstance({ encryptionKey: theirKey() });
    const { template } = databases({ catalogue: ServiceCatalogue.of([{ name: 'payments', store, pciScope: true }]) });
    expect(instance(template()).KmsKeyId).toBe(KEY_ARN);
  });

  test('a provider decides how much one key stands for', () => {
    class Sharing extends AWSProvider {
      public readonly encryption = { keyScope: KeyScope.PLATFORM };
    }
    expect(new Sharing()).toBeInstanceOf(EnvironmentProvider);
    databases({ provider: new Sharing(), catalogue: catalogueOf('orders') })
      .template()
      .resourceCountIs('AWS::KMS::Key', 0);
  });

  test.each([
    [RemovalPolicy.SNAPSHOT, 'Retain'],
    [RemovalPolicy.RETAIN, 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete'],
  ])('where data is kept by %s, the key is by %s', (removalPolicy, DeletionPolicy) => {
    const { template } = databases({ catalogue, removalPolicy, deletionProtection: false });
    template().allResources('AWS::KMS::Key', { DeletionPolicy });
  });

  test('encryptionKey fails for a service that has no store, naming those that have', () => {
    expect(() => databases({ catalogue }).construct.encryptionKey('users')).toThrow(
      "service must be one of orders, payments, got 'users'.",
    );
  });
});

test.each(FEATURE_FLAGS)('a snapshot is taken of an instance where asked for, %s', (_, context) => {
  const { template } = databases({ removalPolicy: RemovalPolicy.SNAPSHOT }, context);
  template().allResources('AWS::RDS::DBInstance', { DeletionPolicy: 'Snapshot' });
  template().allResources('AWS::EC2::SecurityGroup', { DeletionPolicy: 'Delete' });
  template().allResources('AWS::RDS::DBParameterGroup', { DeletionPolicy: 'Delete' });
});

test('tokens pass through unbroken', () => {
  const stack = threeZoneStack();
  const size = new CfnParameter(stack, 'Size', { type: 'Number' });
  const type = new CfnParameter(stack, 'Type');
  new DatabaseConstruct(stack, 'Database', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    catalogue: catalogueOf('orderservice'),
    postgres: {
      instanceType: new ec2.InstanceType(type.valueAsString),
      maxAllocatedStorage: size.valueAsNumber,
      port: Token.asNumber({ Ref: 'Port' }),
    },
  });
  expect(instance(templateOf(stack))).toMatchObject({
    DBInstanceClass: { 'Fn::Join': ['', ['db.', { Ref: 'Type' }]] },
    MaxAllocatedStorage: { Ref: 'Size' },
    Port: { Ref: 'Port' },
  });
});

test('fails when the VPC has no isolated subnets', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'P', subnetType: ec2.SubnetType.PUBLIC }] });
  expect(() => new DatabaseConstruct(stack, 'Database', { provider: new AWSProvider(), vpc })).toThrow(
    /vpc must have the subnets that a database is placed in.*`vpcSubnets`/s,
  );
});

test('fails when the VPC has one zone, whatever the mode', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 1,
    subnetConfiguration: [{ name: 'I', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  expect(() => new DatabaseConstruct(stack, 'Database', { provider: new LocalStackProvider(), vpc })).toThrow(
    /at least 2 availability zones, which a database needs/,
  );
});
