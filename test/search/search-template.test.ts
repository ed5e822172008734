import { aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { AWSProvider, Capability, DevelopmentProvider, SearchConstruct } from '../../src';
import { acknowledgedInTree } from '../controls/acknowledgements';
import { policyForLogGroups } from '../support/key-policies';
import { resourcesOf, resourcesOfType } from '../support/resources';
import { NO_EGRESS } from '../support/security-groups';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

test('a domain in production consists of exactly these resources', () => {
  const stack = threeZoneStack();
  new SearchConstruct(stack, 'Search', { provider: new AWSProvider(), vpc: existingVpc(stack) });
  const resources = Object.entries(resourcesOf(templateOf(stack)));
  // Those of the logins have separate tests.
  expect(Object.fromEntries(resources.filter(([id]) => !id.startsWith('SearchLogins')))).toEqual({
    SearchSecurityGroup0EC827A8: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Allows the clients of the search domain to connect to it',
        SecurityGroupEgress: NO_EGRESS,
        VpcId: 'vpc-1',
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    SearchSecurityGroupfromSearchClientSecurityGroupd7c3cb5e44395508478: {
      Type: 'AWS::EC2::SecurityGroupIngress',
      Properties: {
        Description: 'From the clients of the search domain',
        FromPort: 443,
        GroupId: { 'Fn::GetAtt': ['SearchSecurityGroup0EC827A8', 'GroupId'] },
        IpProtocol: 'tcp',
        SourceSecurityGroupId: { 'Fn::GetAtt': ['SearchClientGroup54C14D14', 'GroupId'] },
        ToPort: 443,
      },
    },
    SearchClientGroup54C14D14: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Allows its members to connect to the search domain',
        SecurityGroupEgress: [
          {
            Description: 'To the search domain',
            DestinationSecurityGroupId: { 'Fn::GetAtt': ['SearchSecurityGroup0EC827A8', 'GroupId'] },
            FromPort: 443,
            IpProtocol: 'tcp',
            ToPort: 443,
          },
        ],
        VpcId: 'vpc-1',
      },
    },
    SearchAdminRole39B48159: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Action: 'sts:AssumeRole',
              Condition: {
                ArnEquals: {
                  'aws:PrincipalArn': {
                    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']],
                  },
                },
              },
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:root']] } },
            },
            {
              Action: 'sts:AssumeRole',
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::GetAtt': ['SearchLoginsFunctionRoleA0546D04', 'Arn'] } },
            },
          ],
          Version: '2012-10-17',
        },
        Description: 'Administers the OpenSearch domain of Test/Search',
      },
      DependsOn: ['SearchLogsResourcePolicyB45EFE2D'],
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    SearchSlowSearchLogs16E0407F: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    SearchSlowIndexLogs2BFF44D6: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    SearchApplicationLogsBEFD87C3: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    SearchAuditLogsF1B55D26: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    SearchDomain62FD613E: {
      Type: 'AWS::OpenSearchService::Domain',
      Properties: {
        AccessPolicies: {
          Statement: [
            {
              Action: [
                'es:ESHttpDelete',
                'es:ESHttpGet',
                'es:ESHttpHead',
                'es:ESHttpPatch',
                'es:ESHttpPost',
                'es:ESHttpPut',
              ],
              Effect: 'Allow',
              Principal: { AWS: { 'Fn::GetAtt': ['SearchAdminRole39B48159', 'Arn'] } },
              Resource: {
                'Fn::Join': [
                  '',
                  ['arn:', { Ref: 'AWS::Partition' }, ':es:eu-central-1:123456789012:domain/search-test-0babd730/*'],
                ],
              },
            },
          ],
          Version: '2012-10-17',
        },
        AdvancedSecurityOptions: {
          Enabled: true,
          InternalUserDatabaseEnabled: false,
          MasterUserOptions: { MasterUserARN: { 'Fn::GetAtt': ['SearchAdminRole39B48159', 'Arn'] } },
        },
        ClusterConfig: {
          DedicatedMasterCount: 3,
          DedicatedMasterEnabled: true,
          DedicatedMasterType: 'm7g.large.search',
          InstanceCount: 3,
          InstanceType: 'm7g.large.search',
          MultiAZWithStandbyEnabled: true,
          ZoneAwarenessConfig: { AvailabilityZoneCount: 3 },
          ZoneAwarenessEnabled: true,
        },
        DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
        DomainName: 'search-test-0babd730',
        EBSOptions: { EBSEnabled: true, VolumeSize: 50, VolumeType: 'gp3' },
        EncryptionAtRestOptions: { Enabled: true },
        EngineVersion: 'OpenSearch_3.7',
        LogPublishingOptions: {
          SEARCH_SLOW_LOGS: {
            CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['SearchSlowSearchLogs16E0407F', 'Arn'] },
            Enabled: true,
          },
          INDEX_SLOW_LOGS: {
            CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['SearchSlowIndexLogs2BFF44D6', 'Arn'] },
            Enabled: true,
          },
          ES_APPLICATION_LOGS: {
            CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['SearchApplicationLogsBEFD87C3', 'Arn'] },
            Enabled: true,
          },
          AUDIT_LOGS: {
            CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': ['SearchAuditLogsF1B55D26', 'Arn'] },
            Enabled: true,
          },
        },
        NodeToNodeEncryptionOptions: { Enabled: true },
        VPCOptions: {
          SecurityGroupIds: [{ 'Fn::GetAtt': ['SearchSecurityGroup0EC827A8', 'GroupId'] }],
          SubnetIds: ['subnet-isolated-a', 'subnet-isolated-b', 'subnet-isolated-c'],
        },
      },
      DependsOn: ['SearchLogsResourcePolicyB45EFE2D', 'SearchServiceLinkedRoleEBDCE43B'],
      UpdatePolicy: { EnableVersionUpgrade: true },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    SearchLogsResourcePolicyB45EFE2D: {
      Type: 'AWS::Logs::ResourcePolicy',
      Properties: {
        PolicyDocument: {
          'Fn::Join': [
            '',
            [
              '{"Statement":[{"Action":["logs:CreateLogStream","logs:PutLogEvents"],"Condition":{"StringEquals":{"aws:SourceAccount":"',
              { Ref: 'AWS::AccountId' },
              '"}},"Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Resource":["',
              { 'Fn::GetAtt': ['SearchSlowSearchLogs16E0407F', 'Arn'] },
              '","',
              { 'Fn::GetAtt': ['SearchSlowIndexLogs2BFF44D6', 'Arn'] },
              '","',
              { 'Fn::GetAtt': ['SearchApplicationLogsBEFD87C3', 'Arn'] },
              '","',
              { 'Fn::GetAtt': ['SearchAuditLogsF1B55D26', 'Arn'] },
              '"]}],"Version":"2012-10-17"}',
            ],
          ],
        },
        PolicyName: 'search-logs-test-f8bb4234',
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    ...REQUIRED_ROLE,
  });
  const acknowledged = acknowledgedInTree(stack).filter(({ path }) => !path.startsWith('Test/Search/Logins/'));
  expect(acknowledged).toEqual([
    {
      rule: 'AwsSolutions-OS3',
      reason:
        'A domain in a VPC does not support access policies by IP address; its security group restricts the clients.',
      path: 'Test/Search/Domain',
    },
    ...[
      ['NIST.800.53.R5-LambdaConcurrency', 'Only CloudFormation invokes the function, once per deployment.'],
      ['HIPAA.Security-LambdaConcurrency', 'Only CloudFormation invokes the function, once per deployment.'],
      ['NIST.800.53.R5-LambdaDLQ', 'A failed invocation fails the deployment, which reports the error.'],
      ['HIPAA.Security-LambdaDLQ', 'A failed invocation fails the deployment, which reports the error.'],
      ['NIST.800.53.R5-LambdaInsideVPC', 'The function calls an AWS API and connects to no resource in the VPC.'],
      ['HIPAA.Security-LambdaInsideVPC', 'The function calls an AWS API and connects to no resource in the VPC.'],
      ['PCI.DSS.321-LambdaInsideVPC', 'The function calls an AWS API and connects to no resource in the VPC.'],
    ].map(([rule, reason]) => ({ rule, reason, path: 'Test/Custom::OpenSearchRoleProvider/Function' })),
  ]);
});

const SERVICE_LINKED_ROLE = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':iam::123456789012:role/aws-service-role/opensearchservice.amazonaws.com/AWSServiceRoleForAmazonOpenSearchService',
    ],
  ],
};
const SERVICE_LINKED_ROLE_WITHOUT_PATH = {
  'Fn::Join': [
    '',
    ['arn:', { Ref: 'AWS::Partition' }, ':iam::123456789012:role/AWSServiceRoleForAmazonOpenSearchService'],
  ],
};
const PURPOSE = 'Waits for the service-linked role of OpenSearch Service';

/** The custom resource for the service-linked role, and its function. */
const REQUIRED_ROLE = {
  SearchServiceLinkedRoleEBDCE43B: {
    Type: 'Custom::OpenSearchServiceLinkedRole',
    Properties: {
      ServiceToken: { 'Fn::GetAtt': ['CustomOpenSearchRoleProviderFunctionB0E280F6', 'Arn'] },
      ServiceTimeout: '600',
      Mode: 'ensure',
    },
    DependsOn: [
      'CustomOpenSearchRoleProviderPolicyC6FAC6AA',
      'CustomOpenSearchRoleProviderRole2F8E981F',
      'SearchAdminRole39B48159',
      'SearchLoginsFunctionRoleA0546D04',
    ],
    UpdateReplacePolicy: 'Delete',
    DeletionPolicy: 'Delete',
  },
  CustomOpenSearchRoleProviderRole2F8E981F: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
        Version: '2012-10-17',
      },
      Description: PURPOSE,
    },
    DependsOn: ['SearchLogsResourcePolicyB45EFE2D'],
  },
  CustomOpenSearchRoleProviderPolicyC6FAC6AA: {
    Type: 'AWS::IAM::ManagedPolicy',
    Properties: {
      Description: PURPOSE,
      Path: '/',
      PolicyDocument: {
        Statement: [
          { Action: 'iam:GetRole', Effect: 'Allow', Resource: [SERVICE_LINKED_ROLE, SERVICE_LINKED_ROLE_WITHOUT_PATH] },
          {
            Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
            Effect: 'Allow',
            Resource: { 'Fn::GetAtt': ['CustomOpenSearchRoleProviderLogs1035280A', 'Arn'] },
          },
          {
            Action: 'iam:CreateServiceLinkedRole',
            Condition: { StringEquals: { 'iam:AWSServiceName': 'opensearchservice.amazonaws.com' } },
            Effect: 'Allow',
            Resource: SERVICE_LINKED_ROLE,
          },
        ],
        Version: '2012-10-17',
      },
      Roles: [{ Ref: 'CustomOpenSearchRoleProviderRole2F8E981F' }],
    },
  },
  CustomOpenSearchRoleProviderLogs1035280A: {
    Type: 'AWS::Logs::LogGroup',
    Properties: { RetentionInDays: 365 },
    UpdateReplacePolicy: 'Delete',
    DeletionPolicy: 'Delete',
  },
  CustomOpenSearchRoleProviderFunctionB0E280F6: {
    DependsOn: ['CustomOpenSearchRoleProviderPolicyC6FAC6AA'],
    Type: 'AWS::Lambda::Function',
    Properties: {
      Architectures: ['arm64'],
      Description: PURPOSE,
      Handler: 'handler.handler',
      LoggingConfig: { LogGroup: { Ref: 'CustomOpenSearchRoleProviderLogs1035280A' } },
      Role: { 'Fn::GetAtt': ['CustomOpenSearchRoleProviderRole2F8E981F', 'Arn'] },
      Runtime: 'nodejs24.x',
      Timeout: 360,
    },
    Metadata: {
      checkov: {
        skip: [
          { id: 'CKV_AWS_115', comment: 'Only CloudFormation invokes the function, once per deployment.' },
          { id: 'CKV_AWS_116', comment: 'A failed invocation fails the deployment, which reports the error.' },
          { id: 'CKV_AWS_117', comment: 'The function calls an AWS API and connects to no resource in the VPC.' },
        ],
      },
    },
  },
};

test('a domain in development has one data node and no dedicated master nodes', () => {
  const stack = threeZoneStack();
  new SearchConstruct(stack, 'Search', { provider: new DevelopmentProvider(), vpc: existingVpc(stack) });
  const [{ Properties }] = resourcesOfType(templateOf(stack), 'AWS::OpenSearchService::Domain');
  expect(Properties?.ClusterConfig).toEqual({
    DedicatedMasterEnabled: false,
    InstanceCount: 1,
    InstanceType: 't3.small.search',
    MultiAZWithStandbyEnabled: false,
    ZoneAwarenessEnabled: false,
  });
});

test('the policy of a customer managed key allows CloudWatch Logs to use it only for log groups of this account', () => {
  const stack = threeZoneStack();
  const encryptionKey = new kms.Key(stack, 'Key');
  new SearchConstruct(stack, 'Search', { provider: new AWSProvider(), vpc: existingVpc(stack), encryptionKey });
  const [{ Properties }] = resourcesOfType(templateOf(stack), 'AWS::KMS::Key');
  expect(Properties?.KeyPolicy).toEqual(policyForLogGroups('STACK-*'));
});

test('a service may call only its own index, and needs no secret', () => {
  const stack = threeZoneStack();
  const search = new SearchConstruct(stack, 'Search', { provider: new AWSProvider(), vpc: existingVpc(stack) });
  const access = search.accessFor({ serviceName: 'orders', capability: Capability.SEARCH });
  access.grantAccess(new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }));
  const [{ Properties }] = resourcesOfType(templateOf(stack), 'AWS::IAM::Policy');
  expect(Properties?.PolicyDocument).toEqual({
    Statement: [
      {
        Action: ['es:ESHttpDelete', 'es:ESHttpGet', 'es:ESHttpHead', 'es:ESHttpPatch', 'es:ESHttpPost', 'es:ESHttpPut'],
        Effect: 'Allow',
        Resource: [
          { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['SearchDomain62FD613E', 'Arn'] }, '/orders']] },
          { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['SearchDomain62FD613E', 'Arn'] }, '/orders/*']] },
        ],
      },
    ],
    Version: '2012-10-17',
  });
  expect(stack.resolve(access.settings)).toEqual({
    SEARCH_ENDPOINT: { 'Fn::GetAtt': ['SearchDomain62FD613E', 'DomainEndpoint'] },
  });
  expect(access.secrets).toEqual({});
  expect(access.connections).toBe(search.connections);
  expect(search.clientSecurityGroups).toEqual([search.clientSecurityGroup]);
});
