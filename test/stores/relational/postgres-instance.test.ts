import { Duration, aws_ec2 as ec2, aws_rds as rds } from 'aws-cdk-lib';
import { DataStore, DevelopmentProvider, type PostgresInstanceOptions, type StoreContext } from '../../../src';
import { acknowledgedInTree } from '../../controls/acknowledgements';
import { bindStore } from '../../support/bind-store';
import { loginAttribute } from '../../support/logins';
import { MONITORING_ROLE } from '../../support/monitoring-role';
import { ownResourcesOf } from '../../support/resources';
import { NO_EGRESS } from '../../support/security-groups';

function instance(options: PostgresInstanceOptions = {}, context: Partial<StoreContext> = {}) {
  return bindStore(DataStore.postgresInstance(options), context);
}

test('an instance in production creates exactly these resources', () => {
  expect(ownResourcesOf(instance().template())).toEqual({
    StoreSecurityGroup9A934D5E: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Allows reviews to connect to its database',
        SecurityGroupEgress: NO_EGRESS,
        VpcId: 'vpc-1',
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreParametersC127E2AA: {
      Type: 'AWS::RDS::DBParameterGroup',
      Properties: { Description: 'Database of reviews', Family: 'postgres18', Parameters: { 'rds.force_ssl': '1' } },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreInstanceSubnetGroup1A9F982B: {
      Type: 'AWS::RDS::DBSubnetGroup',
      Properties: {
        DBSubnetGroupDescription: 'Subnet group for Instance database',
        SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreInstance1B133C81: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        AllocatedStorage: '20',
        AllowMajorVersionUpgrade: true,
        AutoMinorVersionUpgrade: true,
        BackupRetentionPeriod: 14,
        CopyTagsToSnapshot: true,
        DBInstanceClass: 'db.t4g.medium',
        DBInstanceIdentifier: 'reviews-test-store-bccbb15e',
        DBName: 'reviews',
        DBParameterGroupName: { Ref: 'StoreParametersC127E2AA' },
        DBSubnetGroupName: { Ref: 'StoreInstanceSubnetGroup1A9F982B' },
        DatabaseInsightsMode: 'standard',
        DeletionProtection: true,
        EnableCloudwatchLogsExports: ['postgresql', 'upgrade'],
        EnableIAMDatabaseAuthentication: true,
        EnablePerformanceInsights: true,
        Engine: 'postgres',
        EngineVersion: '18',
        ManageMasterUserPassword: true,
        MasterUsername: 'ecommerce',
        MaxAllocatedStorage: 200,
        MonitoringInterval: 60,
        MonitoringRoleArn: { 'Fn::GetAtt': ['MonitoringRole90457BF9', 'Arn'] },
        MultiAZ: true,
        PerformanceInsightsRetentionPeriod: 7,
        Port: '5433',
        PubliclyAccessible: false,
        StorageEncrypted: true,
        StorageType: 'gp3',
        VPCSecurityGroups: [{ 'Fn::GetAtt': ['StoreSecurityGroup9A934D5E', 'GroupId'] }],
      },
      DependsOn: ['StorePostgresqlLogs05B1B265', 'StoreUpgradeLogs8DD905EB'],
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StorePostgresqlLogs05B1B265: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/rds/instance/reviews-test-store-bccbb15e/postgresql', RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreUpgradeLogs8DD905EB: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/rds/instance/reviews-test-store-bccbb15e/upgrade', RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    MonitoringRole90457BF9: MONITORING_ROLE,
  });
});

test('an instance in development creates exactly these resources', () => {
  expect(ownResourcesOf(instance({}, { provider: new DevelopmentProvider() }).template())).toEqual({
    StoreSecurityGroup9A934D5E: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Allows reviews to connect to its database',
        SecurityGroupEgress: NO_EGRESS,
        VpcId: 'vpc-1',
      },
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
    },
    StoreParametersC127E2AA: {
      Type: 'AWS::RDS::DBParameterGroup',
      Properties: { Description: 'Database of reviews', Family: 'postgres18', Parameters: { 'rds.force_ssl': '1' } },
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
    },
    StoreInstanceSubnetGroup1A9F982B: {
      Type: 'AWS::RDS::DBSubnetGroup',
      Properties: {
        DBSubnetGroupDescription: 'Subnet group for Instance database',
        SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
      },
    },
    StoreInstance1B133C81: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        AllocatedStorage: '20',
        AllowMajorVersionUpgrade: true,
        AutoMinorVersionUpgrade: true,
        BackupRetentionPeriod: 1,
        CopyTagsToSnapshot: true,
        DBInstanceClass: 'db.t4g.micro',
        DBInstanceIdentifier: 'reviews-test-store-bccbb15e',
        DBName: 'reviews',
        DBParameterGroupName: { Ref: 'StoreParametersC127E2AA' },
        DBSubnetGroupName: { Ref: 'StoreInstanceSubnetGroup1A9F982B' },
        DeletionProtection: false,
        EnableIAMDatabaseAuthentication: true,
        EnablePerformanceInsights: false,
        Engine: 'postgres',
        EngineVersion: '18',
        ManageMasterUserPassword: true,
        MasterUsername: 'ecommerce',
        MaxAllocatedStorage: 50,
        MonitoringInterval: 0,
        MultiAZ: false,
        Port: '5432',
        PubliclyAccessible: false,
        StorageEncrypted: true,
        StorageType: 'gp3',
        VPCSecurityGroups: [{ 'Fn::GetAtt': ['StoreSecurityGroup9A934D5E', 'GroupId'] }],
      },
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
    },
  });
});

test('an instance has its own secret and ARN, and each variable gets one field of the secret', () => {
  const { stack, store } = instance();
  const { DATABASE_USERNAME, DATABASE_PASSWORD, ...others } = store.secrets;
  expect(others).toEqual({});
  expect([DATABASE_USERNAME.field, DATABASE_PASSWORD.field]).toEqual(['username', 'password']);
  expect([DATABASE_USERNAME, DATABASE_PASSWORD].map(({ secret }) => stack.resolve(secret.secretArn))).toEqual([
    loginAttribute('SecretArn'),
    loginAttribute('SecretArn'),
  ]);
  expect(stack.resolve(store.resourceArn)).toEqual({
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':rds:eu-central-1:123456789012:db:', { Ref: 'StoreInstance1B133C81' }],
    ],
  });
});

test('an instance acknowledges one finding, besides those of its logins, with its reason', () => {
  expect(acknowledgedInTree(instance().stack).filter(({ path }) => !path.startsWith('Test/Store/Logins/'))).toEqual([
    {
      rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]',
      reason:
        'AWS maintains this policy for Enhanced Monitoring: it allows RDS to write to the log group RDSOSMetrics only.',
      path: 'Test/MonitoringRole',
    },
  ]);
});

describe('invalid input', () => {
  test.each([0, 19, 65537, -20, 20.5, Number.NaN])('rejects an allocatedStorage of %p', (allocatedStorage) => {
    expect(() => instance({ allocatedStorage })).toThrow(
      `allocatedStorage must be a whole number of GiB from 20 to 65536, got ${allocatedStorage}.`,
    );
  });

  test.each([100, 109, 65537])(
    'rejects a maxAllocatedStorage of %p with an allocatedStorage of 100',
    (maxAllocatedStorage) => {
      expect(() => instance({ allocatedStorage: 100, maxAllocatedStorage })).toThrow(
        `maxAllocatedStorage must be a whole number of GiB from 110 to 65536, got ${maxAllocatedStorage}.`,
      );
    },
  );

  test('accepts a maxAllocatedStorage that is 10 % above allocatedStorage', () => {
    expect(() => instance({ allocatedStorage: 100, maxAllocatedStorage: 110 })).not.toThrow();
  });

  test.each([0, 80, 1149, 65536])('rejects the port %p', (port) => {
    expect(() => instance({ port })).toThrow(`port must be a whole number from 1150 to 65535, got ${port}.`);
  });

  test.each([Duration.days(36), Duration.hours(12)])('rejects a backup retention of %s', (backupRetention) => {
    expect(() => instance({ backupRetention })).toThrow('backupRetention must be a whole number of days from 0 to 35');
  });

  test.each(['t2.micro', 'm4.large', 't4g.nano', 'db.t4g.micro', 'large'])(
    'rejects the instance type %s, which RDS does not support',
    (type) => {
      expect(() => instance({ instanceType: new ec2.InstanceType(type) })).toThrow(
        new RegExp(`^instanceType must be a type for PostgreSQL 18: t4g\\.micro, .*got '${type}'\\.`),
      );
    },
  );

  test.each(['12', '15.3'])('rejects the unsupported version %s', (version) => {
    const engineVersion = rds.PostgresEngineVersion.of(version, version.split('.')[0]);
    expect(() => instance({ engineVersion, allowUnlisted: true })).toThrow(
      `engineVersion must be one of 18, 17, 16, 15, got '${version}'. Standard support of PostgreSQL ${version} has ended, or AWS no longer creates it`,
    );
  });

  test('rejects a minor version, unless allowUnlisted is true', () => {
    const engineVersion = rds.PostgresEngineVersion.VER_16_13;
    expect(() => instance({ engineVersion })).toThrow(
      "engineVersion must be one of 18, 17, 16, 15, got '16.13'. Set only 16: AWS upgrades minor versions automatically, and a later deployment would fail as a downgrade.",
    );
    expect(() => instance({ engineVersion, allowUnlisted: true })).not.toThrow();
  });

  test('rejects an instance type that the library does not list, unless allowUnlisted is true', () => {
    const instanceType = new ec2.InstanceType('m99g.large');
    expect(() => instance({ instanceType })).toThrow('The library does not know m99g types of PostgreSQL.');
    expect(() => instance({ instanceType, allowUnlisted: true })).not.toThrow();
  });
});
