import { aws_kms as kms } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { AWSProvider, DataStore, type IDataStore } from '../../../src';
import { bindStore } from '../../support/bind-store';
import { ownResourcesOf, resourcesOfType } from '../../support/resources';
import { existingVpc, templateOf, threeZoneStack } from '../../support/stacks';

const encryptionKey = kms.Key.fromKeyArn(threeZoneStack(), 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/k');

/** The resources that a store has only with a proxy. */
function proxyResources(storeOf: (options: { readonly proxy: boolean }) => IDataStore) {
  const resources = (proxy: boolean) =>
    ownResourcesOf(bindStore(storeOf({ proxy }), { defaults: { encryptionKey } }).template());
  const without = resources(false);
  return Object.fromEntries(Object.entries(resources(true)).filter(([id]) => !(id in without)));
}

/** Permission to log in to an instance as one user, with IAM. */
function mayConnectAs(user: string, instance: string): unknown {
  return {
    Action: 'rds-db:connect',
    Effect: 'Allow',
    Resource: {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':rds-db:eu-central-1:123456789012:dbuser:',
          { 'Fn::GetAtt': [instance, 'DbiResourceId'] },
          `/${user}`,
        ],
      ],
    },
  };
}

test('the proxy of an instance creates exactly these resources', () => {
  expect(proxyResources((options) => DataStore.postgresInstance(options))).toEqual({
    StoreSecurityGroupfromStoreProxySecurityGroupcc886343543362F2595A: {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: {
        Description: 'From the proxy',
        FromPort: 5433,
        GroupId: { 'Fn::GetAtt': ['StoreSecurityGroup9A934D5E', 'GroupId'] },
        IpProtocol: 'tcp',
        SourceSecurityGroupId: { 'Fn::GetAtt': ['StoreProxyGroup26FF6554', 'GroupId'] },
        ToPort: 5433,
      },
    },
    StoreProxyGroup26FF6554: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Allows reviews to connect to the proxy of its database',
        SecurityGroupEgress: [
          {
            Description: 'To the database of reviews',
            DestinationSecurityGroupId: { 'Fn::GetAtt': ['StoreSecurityGroup9A934D5E', 'GroupId'] },
            FromPort: 5433,
            IpProtocol: 'tcp',
            ToPort: 5433,
          },
        ],
        VpcId: 'vpc-1',
      },
    },
    StoreProxyRole4930C4D8: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'rds.amazonaws.com' } }],
          Version: '2012-10-17',
        },
        Description: 'Allows the proxy of reviews to log in to its database',
      },
    },
    StoreProxyPolicy33EAB2A9: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: 'Allows the proxy of reviews to log in to its database',
        Path: '/',
        PolicyDocument: {
          Statement: [
            mayConnectAs('reviews', 'StoreInstance1B133C81'),
            mayConnectAs('reviews_migrator', 'StoreInstance1B133C81'),
          ],
          Version: '2012-10-17',
        },
        Roles: [{ Ref: 'StoreProxyRole4930C4D8' }],
      },
    },
    StoreProxyF91E5747: {
      Type: 'AWS::RDS::DBProxy',
      Properties: {
        DBProxyName: 'reviews-test-store-9fcf7a32',
        DefaultAuthScheme: 'IAM_AUTH',
        EngineFamily: 'POSTGRESQL',
        RequireTLS: true,
        RoleArn: { 'Fn::GetAtt': ['StoreProxyRole4930C4D8', 'Arn'] },
        VpcSecurityGroupIds: [{ 'Fn::GetAtt': ['StoreProxyGroup26FF6554', 'GroupId'] }],
        VpcSubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
      },
      DependsOn: ['StoreProxyPolicy33EAB2A9'],
    },
    StoreProxyProxyTargetGroup90CE259D: {
      Type: 'AWS::RDS::DBProxyTargetGroup',
      Properties: {
        ConnectionPoolConfigurationInfo: {},
        DBInstanceIdentifiers: [{ Ref: 'StoreInstance1B133C81' }],
        DBProxyName: { Ref: 'StoreProxyF91E5747' },
        TargetGroupName: 'default',
      },
      DependsOn: ['StoreSecurityGroupfromStoreProxySecurityGroupcc886343543362F2595A'],
    },
  });
});

test('the targets of the proxy of an Aurora cluster depend on the instances and the rule', () => {
  const resources = proxyResources((options) => DataStore.auroraPostgres(options));
  expect(Object.values(resources).filter(({ Type }) => Type === 'AWS::RDS::DBProxyTargetGroup')).toEqual([
    {
      Type: 'AWS::RDS::DBProxyTargetGroup',
      Properties: {
        ConnectionPoolConfigurationInfo: {},
        DBClusterIdentifiers: [{ Ref: 'StoreAurora6CCAEDFD' }],
        DBProxyName: { Ref: 'StoreProxyF91E5747' },
        TargetGroupName: 'default',
      },
      DependsOn: [
        'StoreAuroraWriterB684D686',
        'StoreAuroraReader1C5150404',
        'StoreSecurityGroupfromStoreProxySecurityGroupcc886343543362F2595A',
      ],
    },
  ]);
});

test('the name of a proxy has at most 60 characters, within the limit of 63 in RDS', () => {
  const stack = threeZoneStack();
  DataStore.postgresInstance({ proxy: true }).bind(new Construct(stack, 'S'.repeat(80)), {
    serviceName: 'reviews',
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
  });
  const [{ Properties }] = resourcesOfType(templateOf(stack), 'AWS::RDS::DBProxy');
  expect(Properties?.DBProxyName).toMatch(/^reviews-test-s{38}-[\da-f]{8}$/);
});
