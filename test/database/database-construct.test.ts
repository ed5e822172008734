import {
  App,
  CfnParameter,
  Duration,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
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
  DevelopmentProvider,
  LocalStackProvider,
  StagingProvider,
} from '../../src';
import { cfnResource } from '../../src/private/cfn-resource';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { loginAttribute } from '../support/logins';
import { existingVpc, onlyResource, templateOf, threeZoneStack } from '../support/stacks';
import { catalogueOf, databases } from './databases';

const SEVEN = [
  'inventoryservice',
  'notificationservice',
  'orderservice',
  'paymentservice',
  'productservice',
  'searchservice',
  'userservice',
];

function one(props: Partial<DatabaseConstructProps> = {}) {
  return databases({ catalogue: catalogueOf('orderservice'), ...props });
}

function instance(template: Template) {
  return onlyResource(template, 'AWS::RDS::DBInstance').Properties;
}

describe.each(FEATURE_FLAGS)('%s', (_, context) => {
  test('a database construct creates seven databases by default, one on each instance', () => {
    const { template } = databases({}, context);
    const names = Object.values(template().findResources('AWS::RDS::DBInstance')).map(
      ({ Properties }) => Properties.DBName,
    );
    expect(names.sort()).toEqual(SEVEN);
  });

  test('every database is encrypted, private, in isolated subnets and requires TLS', () => {
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

  test('RDS manages every password, which is not in the template', () => {
    const { template } = databases({}, context);
    template().allResourcesProperties('AWS::RDS::DBInstance', {
      ManageMasterUserPassword: true,
      MasterUserPassword: Match.absent(),
    });
  });

  test('every database has its own security group, without ingress rules', () => {
    const { template } = databases({}, context);
    const groups = Object.values(template().findResources('AWS::RDS::DBInstance')).map(
      ({ Properties }) => Properties.VPCSecurityGroups[0]['Fn::GetAtt'][0],
    );
    expect(new Set(groups).size).toBe(7);
    template().resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    template().allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
  });
});

describe('a database construct', () => {
  test.each([
    ['production', new AWSProvider(), 'db.t4g.medium', true, 14, true, '5433', 'RetainExceptOnCreate'],
    ['staging', new StagingProvider(), 'db.t4g.small', true, 7, true, '5433', 'RetainExceptOnCreate'],
    ['development', new DevelopmentProvider(), 'db.t4g.micro', false, 1, false, '5432', 'Delete'],
    ['local', new LocalStackProvider(), 'db.t4g.micro', false, 0, false, '5432', 'Delete'],
  ])(
    'has the settings of %s',
    (_, provider, DBInstanceClass, MultiAZ, BackupRetentionPeriod, DeletionProtection, Port, DeletionPolicy) => {
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
        UpdateReplacePolicy: DeletionPolicy === 'Delete' ? 'Delete' : 'Retain',
      });
    },
  );

  test('takes its props before the environment', () => {
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

  test('encrypts storage and secrets with a customer managed key', () => {
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

describe('the store of a service', () => {
  test('has settings for the endpoint, and a reference to the secret in place of its value', () => {
    const { construct, stack } = one();
    const store = construct.store('orderservice');
    const resource = stack.getLogicalId(cfnResource(construct.instance('orderservice'), rds.CfnDBInstance));
    expect(stack.resolve(store.settings)).toEqual({
      DATABASE_HOST: { 'Fn::GetAtt': [resource, 'Endpoint.Address'] },
      DATABASE_PORT: { 'Fn::GetAtt': [resource, 'Endpoint.Port'] },
      DATABASE_NAME: 'orderservice',
      DATABASE_OPTIONS: 'sslmode=verify-full',
      DATABASE_SECRET_ARN: loginAttribute('SecretArn'),
    });
    expect(Object.keys(store.secrets)).toEqual(['DATABASE_USERNAME', 'DATABASE_PASSWORD']);
    expect(stack.resolve(store.secrets.DATABASE_PASSWORD.secret.secretArn)).toEqual(loginAttribute('SecretArn'));
    expect(store.secrets.DATABASE_PASSWORD.field).toBe('password');
  });

  test('allows ingress from a client on its port only', () => {
    const { construct, stack, template } = one();
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc: existingVpc(new Stack(new App())) });
    construct.store('orderservice').connections.allowDefaultPortFrom(client);
    expect(onlyResource(template(), 'AWS::EC2::SecurityGroupIngress').Properties).toMatchObject({
      FromPort: 5433,
      ToPort: 5433,
      IpProtocol: 'tcp',
    });
  });

  test('grants reading its own secret only, by ARN', () => {
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
              'Fn::GetAtt': [Match.stringLikeRegexp('orderserviceLogins'), Match.stringLikeRegexp('SecretArn$')],
            },
          },
          {
            Effect: 'Allow',
            Action: 'kms:Decrypt',
            Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' } },
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('orderserviceKey'), 'Arn'] },
          },
        ],
      },
    });
  });

  test('is rejected for an unknown service, with the list of services', () => {
    const { construct } = databases({ catalogue: catalogueOf('orderservice', 'userservice') });
    expect(() => construct.store('orders')).toThrow(
      new Error(
        "service must be one of orderservice, userservice, got 'orders'. Add the service to `catalogue`, or correct its name. (in Test/Database)",
      ),
    );
    expect(() => construct.instance('orders')).toThrow('service must be one of');
  });
});

describe('the name of a service', () => {
  test.each(['a', 'order_service', 'service2', 'a'.repeat(54)])("can be '%s'", (name) => {
    expect(() => databases({ catalogue: catalogueOf(name) })).not.toThrow();
  });

  test("cannot be 'order-service', which PostgreSQL rejects", () => {
    expect(() => databases({ catalogue: catalogueOf('order-service') })).toThrow(
      'name must be a name of 1 to 63 lower-case letters, digits and underscores that starts with a letter, because ' +
        "it names a PostgreSQL database, got 'order-service'.",
    );
  });

  test("cannot be 'order', which PostgreSQL reserves", () => {
    expect(() => databases({ catalogue: catalogueOf('order') })).toThrow(
      "name must be a name that PostgreSQL does not reserve, got 'order'.",
    );
  });
});

test.each(FEATURE_FLAGS)('an instance takes a snapshot when the removal policy is SNAPSHOT, %s', (_, context) => {
  const { template } = databases({ removalPolicy: RemovalPolicy.SNAPSHOT }, context);
  template().allResources('AWS::RDS::DBInstance', { DeletionPolicy: 'Snapshot' });
  template().allResources('AWS::EC2::SecurityGroup', { DeletionPolicy: 'Delete' });
  template().allResources('AWS::RDS::DBParameterGroup', { DeletionPolicy: 'Delete' });
});

test('a database construct accepts tokens and passes them to the template', () => {
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

test('a database construct rejects a VPC without isolated subnets', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'P', subnetType: ec2.SubnetType.PUBLIC }] });
  expect(() => new DatabaseConstruct(stack, 'Database', { provider: new AWSProvider(), vpc })).toThrow(
    /vpc must have the subnets that a database is placed in.*`vpcSubnets`/s,
  );
});

test('a database construct rejects a VPC with one zone, even without standbys', () => {
  const stack = threeZoneStack();
  const vpc = new ec2.Vpc(stack, 'Vpc', {
    maxAzs: 1,
    subnetConfiguration: [{ name: 'I', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  });
  expect(() => new DatabaseConstruct(stack, 'Database', { provider: new LocalStackProvider(), vpc })).toThrow(
    /at least 2 availability zones, which a database needs/,
  );
});
