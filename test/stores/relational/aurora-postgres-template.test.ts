import { DataStore } from '../../../src';
import { acknowledgedInTree } from '../../controls/acknowledgements';
import { bindStore } from '../../support/bind-store';
import { loginAttribute } from '../../support/logins';
import { MONITORING_ROLE } from '../../support/monitoring-role';
import { ownResourcesOf } from '../../support/resources';
import { NO_EGRESS } from '../../support/security-groups';

test('a cluster in production creates exactly these resources', () => {
  expect(ownResourcesOf(bindStore(DataStore.auroraPostgres({ readers: 2 })).template())).toEqual({
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
    StoreAuroraParametersB5D995F3: {
      Type: 'AWS::RDS::DBClusterParameterGroup',
      Properties: {
        Description: 'Database of reviews',
        Family: 'aurora-postgresql17',
        Parameters: { 'rds.force_ssl': '1' },
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreAuroraSubnets65F2B7DA: {
      Type: 'AWS::RDS::DBSubnetGroup',
      Properties: {
        DBSubnetGroupDescription: 'Subnets for Aurora database',
        SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreAurora6CCAEDFD: {
      Type: 'AWS::RDS::DBCluster',
      Properties: {
        AutoMinorVersionUpgrade: true,
        BackupRetentionPeriod: 14,
        CopyTagsToSnapshot: true,
        DBClusterIdentifier: 'reviews-test-store-978f43cb',
        DBClusterParameterGroupName: { Ref: 'StoreAuroraParametersB5D995F3' },
        DBSubnetGroupName: { Ref: 'StoreAuroraSubnets65F2B7DA' },
        DatabaseInsightsMode: 'standard',
        DatabaseName: 'reviews',
        DeletionProtection: true,
        EnableCloudwatchLogsExports: ['postgresql'],
        EnableIAMDatabaseAuthentication: true,
        Engine: 'aurora-postgresql',
        EngineVersion: '17',
        ManageMasterUserPassword: true,
        MasterUsername: 'ecommerce',
        PerformanceInsightsEnabled: true,
        PerformanceInsightsRetentionPeriod: 7,
        Port: 5433,
        ServerlessV2ScalingConfiguration: { MaxCapacity: 8, MinCapacity: 1 },
        StorageEncrypted: true,
        VpcSecurityGroupIds: [{ 'Fn::GetAtt': ['StoreSecurityGroup9A934D5E', 'GroupId'] }],
      },
      DependsOn: ['StorePostgresqlLogs05B1B265'],
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreAuroraWriterB684D686: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        AutoMinorVersionUpgrade: true,
        DBClusterIdentifier: { Ref: 'StoreAurora6CCAEDFD' },
        DBInstanceClass: 'db.serverless',
        EnablePerformanceInsights: true,
        Engine: 'aurora-postgresql',
        MonitoringInterval: 60,
        MonitoringRoleArn: { 'Fn::GetAtt': ['MonitoringRole90457BF9', 'Arn'] },
        PerformanceInsightsRetentionPeriod: 7,
        PromotionTier: 0,
        PubliclyAccessible: false,
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreAuroraReader1C5150404: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        AutoMinorVersionUpgrade: true,
        DBClusterIdentifier: { Ref: 'StoreAurora6CCAEDFD' },
        DBInstanceClass: 'db.serverless',
        EnablePerformanceInsights: true,
        Engine: 'aurora-postgresql',
        MonitoringInterval: 60,
        MonitoringRoleArn: { 'Fn::GetAtt': ['MonitoringRole90457BF9', 'Arn'] },
        PerformanceInsightsRetentionPeriod: 7,
        PromotionTier: 1,
        PubliclyAccessible: false,
      },
      DependsOn: ['StoreAuroraWriterB684D686'],
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreAuroraReader2FC2ADF6B: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        AutoMinorVersionUpgrade: true,
        DBClusterIdentifier: { Ref: 'StoreAurora6CCAEDFD' },
        DBInstanceClass: 'db.serverless',
        EnablePerformanceInsights: true,
        Engine: 'aurora-postgresql',
        MonitoringInterval: 60,
        MonitoringRoleArn: { 'Fn::GetAtt': ['MonitoringRole90457BF9', 'Arn'] },
        PerformanceInsightsRetentionPeriod: 7,
        PromotionTier: 2,
        PubliclyAccessible: false,
      },
      DependsOn: ['StoreAuroraWriterB684D686'],
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StorePostgresqlLogs05B1B265: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/rds/cluster/reviews-test-store-978f43cb/postgresql', RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    MonitoringRole90457BF9: MONITORING_ROLE,
  });
});

test('a cluster has its own secret and ARN, and each variable gets one field of the secret', () => {
  const { stack, store } = bindStore(DataStore.auroraPostgres());
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
      ['arn:', { Ref: 'AWS::Partition' }, ':rds:eu-central-1:123456789012:cluster:', { Ref: 'StoreAurora6CCAEDFD' }],
    ],
  });
});

test('a cluster acknowledges findings with their reasons', () => {
  expect(acknowledgedInTree(bindStore(DataStore.auroraPostgres()).stack).filter(isOutsideOfLogins)).toEqual([
    {
      rule: 'NIST.800.53.R5-RDSInBackupPlan',
      reason: 'An instance of an Aurora cluster stores no data itself: AWS Backup backs up the cluster.',
      path: 'Test/Store/Aurora',
    },
    {
      rule: 'HIPAA.Security-RDSInBackupPlan',
      reason: 'An instance of an Aurora cluster stores no data itself: AWS Backup backs up the cluster.',
      path: 'Test/Store/Aurora',
    },
    {
      rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]',
      reason:
        'AWS maintains this policy for Enhanced Monitoring: it allows RDS to write to the log group RDSOSMetrics only.',
      path: 'Test/MonitoringRole',
    },
  ]);
});

function isOutsideOfLogins({ path }: { readonly path: string }): boolean {
  return !path.startsWith('Test/Store/Logins/');
}
