import {
  CfnParameter,
  Duration,
  aws_ec2 as ec2,
  aws_kms as kms,
  RemovalPolicy,
  aws_rds as rds,
  Token,
} from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import {
  type AuroraPostgresOptions,
  AWSProvider,
  DataStore,
  DevelopmentProvider,
  LocalStackProvider,
  StagingProvider,
  type StoreContext,
} from '../../../src';
import { admitted, bindStore } from '../../support/bind-store';
import { FEATURE_FLAGS } from '../../support/feature-flags';
import { loginAttribute } from '../../support/logins';
import { existingVpc, onlyResource, threeZoneStack } from '../../support/stacks';

function aurora(options: AuroraPostgresOptions = {}, context: Partial<StoreContext> = {}, flags = {}) {
  return bindStore(DataStore.auroraPostgres(options), context, flags);
}

function cluster(template: Template) {
  return onlyResource(template, 'AWS::RDS::DBCluster').Properties;
}

describe.each(FEATURE_FLAGS)('%s', (_, flags) => {
  test('a cluster is encrypted, private, in isolated subnets and requires TLS', () => {
    const template = aurora({}, {}, flags).template();
    expect(cluster(template)).toMatchObject({
      Engine: 'aurora-postgresql',
      EngineVersion: '17',
      DatabaseName: 'reviews',
      StorageEncrypted: true,
      CopyTagsToSnapshot: true,
      EnableIAMDatabaseAuthentication: true,
    });
    template.allResourcesProperties('AWS::RDS::DBInstance', {
      DBInstanceClass: 'db.serverless',
      PubliclyAccessible: false,
      AutoMinorVersionUpgrade: true,
    });
    template.allResourcesProperties('AWS::RDS::DBSubnetGroup', {
      SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
    });
    expect(onlyResource(template, 'AWS::RDS::DBClusterParameterGroup').Properties).toMatchObject({
      Family: 'aurora-postgresql17',
      Parameters: { 'rds.force_ssl': '1' },
    });
  });

  test('a cluster lets RDS manage the password, which is not in the template', () => {
    const template = aurora({}, {}, flags).template();
    expect(cluster(template)).toMatchObject({ ManageMasterUserPassword: true });
    expect(cluster(template)).not.toHaveProperty('MasterUserPassword');
    template.resourceCountIs('AWS::SecretsManager::Secret', 0);
  });

  test('a cluster creates no Lambda function', () => {
    aurora({ proxy: true }, {}, flags).template().resourceCountIs('AWS::Lambda::Function', 0);
  });
});

describe('a cluster', () => {
  test.each([
    ['production', new AWSProvider(), 1, 8, 1, 14, true, 5433, 'RetainExceptOnCreate'],
    ['staging', new StagingProvider(), 0.5, 4, 1, 7, true, 5433, 'RetainExceptOnCreate'],
    ['development', new DevelopmentProvider(), 0, 1, 0, 1, false, 5432, 'Delete'],
    ['local', new LocalStackProvider(), 0, 1, 0, 1, false, 5432, 'Delete'],
  ])(
    'has the settings of %s',
    (_, provider, MinCapacity, MaxCapacity, readers, BackupRetentionPeriod, DeletionProtection, Port, DeletionPolicy) => {
      const template = aurora({}, { provider }).template();
      template.hasResource('AWS::RDS::DBCluster', {
        Properties: {
          ServerlessV2ScalingConfiguration: { MinCapacity, MaxCapacity },
          BackupRetentionPeriod,
          DeletionProtection,
          Port,
        },
        DeletionPolicy,
        UpdateReplacePolicy: DeletionPolicy === 'Delete' ? 'Delete' : 'Retain',
      });
      template.resourceCountIs('AWS::RDS::DBInstance', 1 + readers);
    },
  );

  test('takes its own options before the environment', () => {
    const template = aurora({
      engineVersion: rds.AuroraPostgresEngineVersion.of('16', '16'),
      minCapacity: 2,
      maxCapacity: 64.5,
      readers: 3,
      port: 6000,
      backupRetention: Duration.days(35),
      deletionProtection: false,
    }).template();
    expect(cluster(template)).toMatchObject({
      EngineVersion: '16',
      ServerlessV2ScalingConfiguration: { MinCapacity: 2, MaxCapacity: 64.5 },
      Port: 6000,
      BackupRetentionPeriod: 35,
      DeletionProtection: false,
    });
    template.resourceCountIs('AWS::RDS::DBInstance', 4);
  });

  test('takes the defaults of every store, but not the options of PostgreSQL instances among them', () => {
    const defaults = { backupRetention: Duration.days(3), deletionProtection: false, port: 7000, proxy: true };
    const template = aurora({ deletionProtection: true }, { defaults }).template();
    expect(cluster(template)).toMatchObject({ BackupRetentionPeriod: 3, DeletionProtection: true, Port: 5433 });
    template.resourceCountIs('AWS::RDS::DBProxy', 0);
  });

  test('keeps backups for one day when the default of every store is 0', () => {
    const defaults = { backupRetention: Duration.days(0) };
    expect(cluster(aurora({}, { defaults }).template())).toMatchObject({ BackupRetentionPeriod: 1 });
  });

  test('scales the first reader with the writer, so that it can take over', () => {
    const tiers = Object.values(aurora({ readers: 2 }).template().findResources('AWS::RDS::DBInstance'))
      .map(({ Properties }) => Properties.PromotionTier)
      .sort();
    expect(tiers).toEqual([0, 1, 2]);
  });

  test('encrypts its storage and its secret with a customer managed key', () => {
    const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    const { template } = bindStore((stack) =>
      DataStore.auroraPostgres({ encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }),
    );
    expect(cluster(template())).toMatchObject({ KmsKeyId: keyArn, MasterUserSecret: { KmsKeyId: keyArn } });
  });

  test.each(FEATURE_FLAGS)('takes a snapshot when the removal policy is SNAPSHOT, %s', (_, flags) => {
    const template = aurora({ removalPolicy: RemovalPolicy.SNAPSHOT }, {}, flags).template();
    template.hasResource('AWS::RDS::DBCluster', { DeletionPolicy: 'Snapshot' });
    template.allResources('AWS::EC2::SecurityGroup', { DeletionPolicy: 'Delete' });
    template.allResources('AWS::RDS::DBClusterParameterGroup', { DeletionPolicy: 'Delete' });
  });
});

describe('access to a cluster', () => {
  test('has settings for the endpoints, and references to the secret of its login', () => {
    const { store, stack, template } = aurora();
    const [resource] = Object.keys(template().findResources('AWS::RDS::DBCluster'));
    expect(stack.resolve(store.settings)).toEqual({
      DATABASE_HOST: { 'Fn::GetAtt': [resource, 'Endpoint.Address'] },
      DATABASE_PORT: { 'Fn::GetAtt': [resource, 'Endpoint.Port'] },
      DATABASE_NAME: 'reviews',
      DATABASE_OPTIONS: 'sslmode=verify-full',
      DATABASE_READER_HOST: { 'Fn::GetAtt': [resource, 'ReadEndpoint.Address'] },
      DATABASE_SECRET_ARN: loginAttribute('SecretArn'),
    });
    expect(stack.resolve(store.secrets.DATABASE_PASSWORD.secret.secretArn)).toEqual(loginAttribute('SecretArn'));
  });

  test('has no setting for a reader that does not exist', () => {
    expect(aurora({ readers: 0 }).store.settings).not.toHaveProperty('DATABASE_READER_HOST');
  });

  test('has no setting for the readers behind a proxy, which leads to the writer only', () => {
    expect(aurora({ proxy: true }).store.settings).not.toHaveProperty('DATABASE_READER_HOST');
  });

  test('allows ingress from a client on its port only', () => {
    const { store, stack, template } = aurora();
    aurora().template().allResourcesProperties('AWS::EC2::SecurityGroup', { SecurityGroupIngress: Match.absent() });
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc: existingVpc(threeZoneStack()) });
    store.connections.allowDefaultPortFrom(client);
    expect(admitted(template())).toEqual([
      expect.objectContaining({ FromPort: 5433, ToPort: 5433, IpProtocol: 'tcp' }),
    ]);
  });

  test('grants reading its own secret only', () => {
    expect(aurora().granted()).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: loginAttribute('SecretArn'),
      },
    ]);
  });
});

describe('invalid input', () => {
  test.each([-1, 0.25, 256.5, Number.NaN])('rejects a minCapacity of %p', (minCapacity) => {
    expect(() => aurora({ minCapacity })).toThrow(
      `minCapacity must be a capacity from 0 to 256 in steps of 0.5, got ${minCapacity}.`,
    );
  });

  test.each([0, 0.5, 3.5, 4.25, 257])('rejects a maxCapacity of %p with a minCapacity of 4', (maxCapacity) => {
    expect(() => aurora({ minCapacity: 4, maxCapacity })).toThrow(
      `maxCapacity must be a capacity from 4 to 256 in steps of 0.5, got ${maxCapacity}.`,
    );
  });

  test('rejects a maxCapacity below 1, even with a minCapacity of 0', () => {
    expect(() => aurora({ minCapacity: 0, maxCapacity: 0.5 })).toThrow('maxCapacity must be a capacity from 1 to 256');
  });

  test.each([
    [0, 1],
    [0.5, 1],
    [256, 256],
  ])('accepts capacities from %p to %p', (minCapacity, maxCapacity) => {
    expect(() => aurora({ minCapacity, maxCapacity })).not.toThrow();
  });

  test('rejects an unsupported version', () => {
    const engineVersion = rds.AuroraPostgresEngineVersion.VER_13_20;
    expect(() => aurora({ engineVersion, allowUnlisted: true })).toThrow(
      "engineVersion must be one of 18, 17, 16, 15, got '13.20'. Standard support of Aurora PostgreSQL 13.20 has ended, or AWS no longer creates it",
    );
  });

  test('rejects a minor version, unless allowUnlisted is true', () => {
    const engineVersion = rds.AuroraPostgresEngineVersion.VER_17_9;
    expect(() => aurora({ engineVersion })).toThrow('Set only 17: AWS upgrades minor versions automatically');
    expect(() => aurora({ engineVersion, allowUnlisted: true })).not.toThrow();
    expect(() => aurora({ engineVersion }, { defaults: { allowUnlisted: true } })).not.toThrow();
    expect(() => aurora({ engineVersion, allowUnlisted: false }, { defaults: { allowUnlisted: true } })).toThrow();
  });

  test.each([-1, 16, 1.5])('rejects %p readers', (readers) => {
    expect(() => aurora({ readers })).toThrow(`readers must be a whole number from 0 to 15, got ${readers}.`);
  });

  test('rejects a token as the number of readers', () => {
    expect(() => aurora({ readers: Token.asNumber({ Ref: 'Readers' }) })).toThrow(
      'readers must be a number that is known at synthesis, got a token.',
    );
  });

  test.each([1149, 65536])('rejects the port %p', (port) => {
    expect(() => aurora({ port })).toThrow(`port must be a whole number from 1150 to 65535, got ${port}.`);
  });

  test.each([0, 36])('rejects a backup retention of %p days', (days) => {
    expect(() => aurora({ backupRetention: Duration.days(days) })).toThrow(
      `backupRetention must be a whole number of days from 1 to 35, got ${days}.`,
    );
  });

  test.each(['order-service', 'order'])("rejects the service name '%s', which PostgreSQL rejects", (serviceName) => {
    expect(() => aurora({}, { serviceName })).toThrow('name must be a name');
  });

  test('rejects a VPC without isolated subnets', () => {
    expect(() =>
      bindStore(DataStore.auroraPostgres(), (stack) => ({
        vpc: new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'P', subnetType: ec2.SubnetType.PUBLIC }] }),
      })),
    ).toThrow(/vpc must have the subnets that an Aurora cluster is placed in/);
  });
});

test('a cluster accepts tokens and passes them to the template', () => {
  const { template } = bindStore((stack) => {
    const maximum = new CfnParameter(stack, 'Maximum', { type: 'Number' });
    return DataStore.auroraPostgres({ maxCapacity: maximum.valueAsNumber, port: Token.asNumber({ Ref: 'Port' }) });
  });
  expect(cluster(template())).toMatchObject({
    ServerlessV2ScalingConfiguration: { MinCapacity: 1, MaxCapacity: { Ref: 'Maximum' } },
    Port: { Ref: 'Port' },
  });
});
