import { Duration } from 'aws-cdk-lib';
import { DataStore } from '../../../src';
import { acknowledgedInTree } from '../../controls/acknowledgements';
import { bindStore } from '../../support/bind-store';
import { loginAttribute } from '../../support/logins';
import { ownResourcesOf } from '../../support/resources';
import { NO_EGRESS } from '../../support/security-groups';

/** Without rotation, which test/rotation tests. */
const UNROTATED = { rotationInterval: Duration.days(0) };

test('a cluster in production creates exactly these resources', () => {
  expect(ownResourcesOf(bindStore(DataStore.documentDb(UNROTATED)).template())).toEqual({
    StoreSecretFFE9284C: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: {
        Description: 'User of the database of reviews',
        GenerateSecretString: {
          ExcludePunctuation: true,
          GenerateStringKey: 'password',
          PasswordLength: 64,
          SecretStringTemplate: '{"username":"ecommerce"}',
        },
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
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
    StoreDocumentDbParametersAD5499B3: {
      Type: 'AWS::DocDB::DBClusterParameterGroup',
      Properties: {
        Description: 'Database of reviews',
        Family: 'docdb8.0',
        Parameters: { tls: 'enabled', audit_logs: 'enabled' },
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreDocumentDbSubnets1557D981: {
      Type: 'AWS::DocDB::DBSubnetGroup',
      Properties: {
        DBSubnetGroupDescription: 'Subnets for DocumentDb database',
        SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreDocumentDbF1CE65B7: {
      Type: 'AWS::DocDB::DBCluster',
      Properties: {
        BackupRetentionPeriod: 14,
        CopyTagsToSnapshot: true,
        DBClusterIdentifier: 'reviews-test-store-2ff4edfa',
        DBClusterParameterGroupName: { Ref: 'StoreDocumentDbParametersAD5499B3' },
        DBSubnetGroupName: { Ref: 'StoreDocumentDbSubnets1557D981' },
        DeletionProtection: true,
        EnableCloudwatchLogsExports: ['audit'],
        EngineVersion: '8.0.0',
        MasterUserPassword: {
          'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: 'StoreSecretFFE9284C' }, ':SecretString:password::}}']],
        },
        MasterUsername: 'ecommerce',
        Port: 27018,
        StorageEncrypted: true,
        VpcSecurityGroupIds: [{ 'Fn::GetAtt': ['StoreSecurityGroup9A934D5E', 'GroupId'] }],
      },
      DependsOn: ['StoreAuditLogs29C940BB'],
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreDocumentDbInstance16B0EC2A6: {
      Type: 'AWS::DocDB::DBInstance',
      Properties: {
        DBClusterIdentifier: { Ref: 'StoreDocumentDbF1CE65B7' },
        DBInstanceClass: 'db.r6g.large',
        DBInstanceIdentifier: 'reviews-test-store-2ff4edfa-1',
        EnablePerformanceInsights: false,
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreDocumentDbInstance2D1C6DDC8: {
      Type: 'AWS::DocDB::DBInstance',
      Properties: {
        DBClusterIdentifier: { Ref: 'StoreDocumentDbF1CE65B7' },
        DBInstanceClass: 'db.r6g.large',
        DBInstanceIdentifier: 'reviews-test-store-2ff4edfa-2',
        EnablePerformanceInsights: false,
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StoreAuditLogs29C940BB: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: '/aws/docdb/reviews-test-store-2ff4edfa/audit', RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
  });
});

test('a service has the secret of its login and the ARN of its cluster, and each variable gets one field of the secret', () => {
  const { stack, store } = bindStore(DataStore.documentDb(UNROTATED));
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
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':rds:eu-central-1:123456789012:cluster:',
        { Ref: 'StoreDocumentDbF1CE65B7' },
      ],
    ],
  });
});

test('a cluster acknowledges four findings with their reasons', () => {
  const acknowledged = acknowledgedInTree(bindStore(DataStore.documentDb(UNROTATED)).stack);
  expect(acknowledged.filter(({ path }) => !path.startsWith('Test/Store/Logins/'))).toEqual([
    {
      rule: 'AwsSolutions-DOC3',
      reason:
        'CloudFormation reads the password from a secret at deployment. The rule does not recognize the reference to it.',
      path: 'Test/Store/DocumentDb',
    },
    {
      rule: 'AwsSolutions-DOC5[LogExport::authenticate]',
      reason: 'DocumentDB has no log with this name. The audit log, which is exported, records these events.',
      path: 'Test/Store/DocumentDb',
    },
    {
      rule: 'AwsSolutions-DOC5[LogExport::createIndex]',
      reason: 'DocumentDB has no log with this name. The audit log, which is exported, records these events.',
      path: 'Test/Store/DocumentDb',
    },
    {
      rule: 'AwsSolutions-DOC5[LogExport::dropCollection]',
      reason: 'DocumentDB has no log with this name. The audit log, which is exported, records these events.',
      path: 'Test/Store/DocumentDb',
    },
  ]);
});
