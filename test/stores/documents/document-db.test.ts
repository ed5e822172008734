import { Duration, aws_ec2 as ec2, aws_kms as kms, RemovalPolicy, Token } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  DataStore,
  DevelopmentProvider,
  type DocumentDbOptions,
  LocalStackProvider,
  StagingProvider,
  type StoreContext,
} from '../../../src';
import { admitted, bindStore } from '../../support/bind-store';
import { FEATURE_FLAGS } from '../../support/feature-flags';
import { loginAttribute } from '../../support/logins';
import { existingVpc, onlyResource, threeZoneStack } from '../../support/stacks';

/** Without rotation, which test/rotation tests. */
const NO_ROTATION = { rotationInterval: Duration.days(0) };

function documents(options: DocumentDbOptions = {}, context: Partial<StoreContext> = {}, flags = {}) {
  return bindStore(DataStore.documentDb({ ...NO_ROTATION, ...options }), context, flags);
}

function cluster(template: Template) {
  return onlyResource(template, 'AWS::DocDB::DBCluster').Properties;
}

describe.each(FEATURE_FLAGS)('%s', (_, flags) => {
  test('a cluster is encrypted, in isolated subnets, requires TLS and exports its audit log', () => {
    const template = documents({}, {}, flags).template();
    expect(cluster(template)).toMatchObject({
      EngineVersion: '8.0.0',
      StorageEncrypted: true,
      CopyTagsToSnapshot: true,
      EnableCloudwatchLogsExports: ['audit'],
    });
    expect(onlyResource(template, 'AWS::DocDB::DBClusterParameterGroup').Properties).toMatchObject({
      Family: 'docdb8.0',
      Parameters: { tls: 'enabled', audit_logs: 'enabled' },
    });
    template.allResourcesProperties('AWS::DocDB::DBSubnetGroup', {
      SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
    });
  });

  test('a cluster creates its log group first, with a retention, without a Lambda function', () => {
    const template = documents({}, {}, flags).template();
    const [[group, { Properties }]] = Object.entries(template.findResources('AWS::Logs::LogGroup'));
    expect(Properties).toMatchObject({
      LogGroupName: `/aws/docdb/${cluster(template).DBClusterIdentifier}/audit`,
      RetentionInDays: 365,
    });
    expect(onlyResource(template, 'AWS::DocDB::DBCluster').DependsOn).toEqual([group]);
    template.resourceCountIs('AWS::Lambda::Function', 0);
  });

  test('a cluster has a generated password, which is not in the template', () => {
    const template = documents({}, {}, flags).template();
    const [secret] = Object.keys(template.findResources('AWS::SecretsManager::Secret'));
    expect(cluster(template)).toMatchObject({
      MasterUsername: 'ecommerce',
      MasterUserPassword: {
        'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: secret }, ':SecretString:password::}}']],
      },
    });
    template.hasResourceProperties('AWS::SecretsManager::Secret', {
      GenerateSecretString: {
        SecretStringTemplate: '{"username":"ecommerce"}',
        GenerateStringKey: 'password',
        ExcludePunctuation: true,
        PasswordLength: 64,
      },
    });
  });
});

describe('a cluster', () => {
  test.each([
    ['production', new AWSProvider(), 'db.r6g.large', 2, 14, true, 27018, 'RetainExceptOnCreate'],
    ['staging', new StagingProvider(), 'db.t4g.medium', 2, 7, true, 27018, 'RetainExceptOnCreate'],
    ['development', new DevelopmentProvider(), 'db.t4g.medium', 1, 1, false, 27017, 'Delete'],
    ['local', new LocalStackProvider(), 'db.t4g.medium', 1, 1, false, 27017, 'Delete'],
  ])(
    'has the settings of %s',
    (_, provider, DBInstanceClass, count, BackupRetentionPeriod, DeletionProtection, Port, DeletionPolicy) => {
      const template = documents({ logExports: true }, { provider }).template();
      template.hasResource('AWS::DocDB::DBCluster', {
        Properties: { BackupRetentionPeriod, DeletionProtection, Port },
        DeletionPolicy,
        UpdateReplacePolicy: DeletionPolicy === 'Delete' ? 'Delete' : 'Retain',
      });
      template.resourceCountIs('AWS::DocDB::DBInstance', count);
      template.allResourcesProperties('AWS::DocDB::DBInstance', { DBInstanceClass });
      for (const type of [
        'AWS::DocDB::DBSubnetGroup',
        'AWS::DocDB::DBClusterParameterGroup',
        'AWS::SecretsManager::Secret',
        'AWS::EC2::SecurityGroup',
        'AWS::Logs::LogGroup',
      ]) {
        template.allResources(type, { DeletionPolicy });
      }
    },
  );

  test('takes its own options before the environment', () => {
    const template = documents({
      engineVersion: '5.0.0',
      instanceType: new ec2.InstanceType('r8g.2xlarge'),
      instances: 3,
      port: 6000,
      backupRetention: Duration.days(35),
      deletionProtection: false,
    }).template();
    expect(cluster(template)).toMatchObject({
      EngineVersion: '5.0.0',
      Port: 6000,
      BackupRetentionPeriod: 35,
      DeletionProtection: false,
    });
    expect(onlyResource(template, 'AWS::DocDB::DBClusterParameterGroup').Properties.Family).toBe('docdb5.0');
    template.resourceCountIs('AWS::DocDB::DBInstance', 3);
    template.allResourcesProperties('AWS::DocDB::DBInstance', { DBInstanceClass: 'db.r8g.2xlarge' });
  });

  test('encrypts its storage and its secret with a customer managed key', () => {
    const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    const { template } = bindStore((stack) =>
      DataStore.documentDb({ ...NO_ROTATION, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) }),
    );
    expect(cluster(template())).toMatchObject({ KmsKeyId: keyArn });
    expect(onlyResource(template(), 'AWS::SecretsManager::Secret').Properties).toMatchObject({ KmsKeyId: keyArn });
  });

  test.each(FEATURE_FLAGS)('takes a snapshot when the removal policy is SNAPSHOT, %s', (_, flags) => {
    const template = documents({ removalPolicy: RemovalPolicy.SNAPSHOT }, {}, flags).template();
    template.hasResource('AWS::DocDB::DBCluster', { DeletionPolicy: 'Snapshot' });
    template.allResources('AWS::DocDB::DBInstance', { DeletionPolicy: 'Delete' });
    template.allResources('AWS::DocDB::DBSubnetGroup', { DeletionPolicy: 'Delete' });
    template.allResources('AWS::SecretsManager::Secret', { DeletionPolicy: 'Delete' });
  });
});

describe('the monitoring of a cluster', () => {
  test.each([
    ['production', new AWSProvider(), true],
    ['staging', new StagingProvider(), true],
    ['development', new DevelopmentProvider(), false],
    ['local', new LocalStackProvider(), false],
  ])('has the audit settings of %s', (_, provider, audits) => {
    const template = documents({}, { provider }).template();
    expect(cluster(template).EnableCloudwatchLogsExports).toEqual(audits ? ['audit'] : undefined);
    template.resourceCountIs('AWS::Logs::LogGroup', audits ? 1 : 0);
    template.hasResourceProperties('AWS::DocDB::DBClusterParameterGroup', {
      Parameters: { audit_logs: audits ? 'enabled' : 'disabled' },
    });
    template.allResourcesProperties('AWS::DocDB::DBInstance', { EnablePerformanceInsights: false });
  });

  test('takes its own option before the default of every store', () => {
    const defaults = { logExports: false, insights: true };
    documents({}, { defaults }).template().resourceCountIs('AWS::Logs::LogGroup', 0);
    documents({ logExports: true }, { defaults }).template().resourceCountIs('AWS::Logs::LogGroup', 1);
  });

  test('enables insights only by its own option, because an AWS managed key encrypts them', () => {
    const insights = (options: DocumentDbOptions) =>
      Object.values(
        documents(options, { defaults: { insights: true } })
          .template()
          .findResources('AWS::DocDB::DBInstance'),
      ).map(({ Properties }) => Properties.EnablePerformanceInsights);
    expect(insights({ insights: true })).toEqual([true, true]);
    expect(insights({})).toEqual([false, false]);
  });

  test('encrypts its log group with its key', () => {
    const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/k';
    const encryptionKey = kms.Key.fromKeyArn(threeZoneStack(), 'Key', keyArn);
    expect(onlyResource(documents({ encryptionKey }).template(), 'AWS::Logs::LogGroup').Properties.KmsKeyId).toBe(
      keyArn,
    );
  });
});

describe('access to a cluster', () => {
  test('has settings for the endpoint, and a reference to the secret in place of its value', () => {
    const { store, stack, template } = documents();
    const [resource] = Object.keys(template().findResources('AWS::DocDB::DBCluster'));
    expect(stack.resolve(store.settings)).toEqual({
      DATABASE_HOST: { 'Fn::GetAtt': [resource, 'Endpoint'] },
      DATABASE_PORT: { 'Fn::GetAtt': [resource, 'Port'] },
      DATABASE_NAME: 'reviews',
      DATABASE_OPTIONS: 'authSource=admin&tls=true&retryWrites=false',
      DATABASE_READER_HOST: { 'Fn::GetAtt': [resource, 'ReadEndpoint'] },
      DATABASE_SECRET_ARN: loginAttribute('SecretArn'),
    });
    expect(stack.resolve(store.secrets.DATABASE_PASSWORD.secret.secretArn)).toEqual(loginAttribute('SecretArn'));
    expect(store.secrets.DATABASE_USERNAME.field).toBe('username');
  });

  test('allows ingress from a client on its port only', () => {
    const { store, stack, template } = documents();
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc: existingVpc(threeZoneStack()) });
    store.connections.allowDefaultPortFrom(client);
    expect(admitted(template())).toEqual([
      expect.objectContaining({
        GroupId: { 'Fn::GetAtt': [expect.stringContaining('StoreSecurityGroup'), 'GroupId'] },
        FromPort: 27018,
        ToPort: 27018,
        IpProtocol: 'tcp',
      }),
    ]);
  });

  test('grants reading its own secret only', () => {
    expect(documents().granted()).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
        Resource: loginAttribute('SecretArn'),
      },
    ]);
  });
});

describe('service names, versions, types and numbers', () => {
  test.each(['admin', 'local', 'config'])("rejects the service name '%s', which DocumentDB reserves", (serviceName) => {
    expect(() => documents({}, { serviceName })).toThrow(
      `name must be a name that DocumentDB does not reserve, got '${serviceName}'. Rename the service, for example to ${serviceName}service`,
    );
  });

  test.each(['order-service', 'order'])("accepts the service name '%s', which PostgreSQL rejects", (serviceName) => {
    expect(() => documents({}, { serviceName })).not.toThrow();
  });

  test.each(['9.0.0', '10.11.12'])(
    'accepts the version %s, which the library does not list, when allowUnlisted is true',
    (engineVersion) => {
      const { EngineVersion } = cluster(documents({ engineVersion, allowUnlisted: true }).template());
      expect(EngineVersion).toBe(engineVersion);
    },
  );

  test('accepts a patch of a listed version, with the parameter group of that version', () => {
    const template = documents({ engineVersion: '8.0.1' }).template();
    expect(cluster(template).EngineVersion).toBe('8.0.1');
    template.hasResourceProperties('AWS::DocDB::DBClusterParameterGroup', { Family: 'docdb8.0' });
  });

  test('rejects an instance type of a patch as that of the listed version', () => {
    expect(() => documents({ engineVersion: '8.0.1', instanceType: new ec2.InstanceType('t4g.micro') })).toThrow(
      'instanceType must be a type for DocumentDB 8.0.0: t4g.medium, t3.medium',
    );
  });

  test.each(['m8g.large', 't4g.micro', 'db.r6g.large', 'r6g'])('rejects the instance type %s', (type) => {
    expect(() => documents({ instanceType: new ec2.InstanceType(type) })).toThrow(
      `instanceType must be a type for DocumentDB 8.0.0: t4g.medium, t3.medium, or large and larger sizes of r8g, r6g, r6gd, r5, got '${type}'.`,
    );
  });

  test('rejects an unsupported version', () => {
    expect(() => documents({ engineVersion: '3.6.0', allowUnlisted: true })).toThrow(
      "engineVersion must be one of 8.0.0, 5.0.0, got '3.6.0'. Standard support of DocumentDB 3.6.0 has ended, or AWS no longer creates it",
    );
  });

  test('rejects a version and a type that the library does not list, unless allowUnlisted is true', () => {
    const unlisted = { engineVersion: '9.0.0', instanceType: new ec2.InstanceType('m9g.large') };
    expect(() => documents(unlisted)).toThrow('The library does not know DocumentDB 9.0.0.');
    const template = documents({ ...unlisted, allowUnlisted: true }).template();
    expect(cluster(template)).toMatchObject({ EngineVersion: '9.0.0' });
    template.allResourcesProperties('AWS::DocDB::DBInstance', { DBInstanceClass: 'db.m9g.large' });
  });

  test.each(['t3.medium', 'r6gd.16xlarge', 'r8g.xlarge'])('accepts the instance type %s', (type) => {
    expect(() => documents({ instanceType: new ec2.InstanceType(type) })).not.toThrow();
  });

  test.each([0, 17, 1.5])('rejects %p instances', (instances) => {
    expect(() => documents({ instances })).toThrow(`instances must be a whole number from 1 to 16, got ${instances}.`);
  });

  test('rejects a token as the number of instances', () => {
    expect(() => documents({ instances: Token.asNumber({ Ref: 'Count' }) })).toThrow(
      'instances must be a number that is known at synthesis',
    );
  });

  test.each([1149, 65536])('rejects the port %p', (port) => {
    expect(() => documents({ port })).toThrow(`port must be a whole number from 1150 to 65535, got ${port}.`);
  });

  test.each([0, 36])('rejects a backup retention of %p days', (days) => {
    expect(() => documents({ backupRetention: Duration.days(days) })).toThrow(
      `backupRetention must be a whole number of days from 1 to 35, got ${days}.`,
    );
  });

  test('rejects a VPC without isolated subnets', () => {
    expect(() =>
      bindStore(DataStore.documentDb(), (stack) => ({
        vpc: new ec2.Vpc(stack, 'Vpc', { subnetConfiguration: [{ name: 'P', subnetType: ec2.SubnetType.PUBLIC }] }),
      })),
    ).toThrow(/vpc must have the subnets that a DocumentDB cluster is placed in/);
  });
});

test('a cluster accepts tokens and passes them to the template', () => {
  const template = documents({
    instanceType: new ec2.InstanceType(Token.asString({ Ref: 'Type' })),
    port: Token.asNumber({ Ref: 'Port' }),
    backupRetention: Duration.days(Token.asNumber({ Ref: 'Days' })),
  }).template();
  expect(cluster(template)).toMatchObject({ Port: { Ref: 'Port' }, BackupRetentionPeriod: { Ref: 'Days' } });
  template.allResourcesProperties('AWS::DocDB::DBInstance', {
    DBInstanceClass: { 'Fn::Join': ['', ['db.', { Ref: 'Type' }]] },
  });
});
