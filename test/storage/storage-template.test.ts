import { aws_iam as iam, aws_kms as kms } from 'aws-cdk-lib';
import { AWSProvider, Capability, DevelopmentProvider, StorageConstruct } from '../../src';
import { acknowledgedInTemplates, acknowledgedInTree } from '../controls/acknowledgements';
import { resourcesOf, resourcesOfType } from '../support/resources';
import { templateOf, threeZoneStack } from '../support/stacks';

test('storage in production consists of exactly these resources', () => {
  const stack = threeZoneStack();
  new StorageConstruct(stack, 'Storage', { provider: new AWSProvider() });
  expect(resourcesOf(templateOf(stack))).toEqual({
    StorageLogs2A2D4D26: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: {
          Rules: [
            {
              ExpirationInDays: 365,
              Id: 'expire-logs',
              NoncurrentVersionExpiration: { NoncurrentDays: 1 },
              Status: 'Enabled',
            },
            { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Id: 'abort-uploads', Status: 'Enabled' },
          ],
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
      Metadata: {
        checkov: {
          skip: [
            {
              id: 'CKV_AWS_18',
              comment: 'A log bucket that logs access to itself would log the delivery of its own logs, without end.',
            },
          ],
        },
      },
    },
    StorageLogsPolicyA74BD7B9: {
      Type: 'AWS::S3::BucketPolicy',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Bucket: { Ref: 'StorageLogs2A2D4D26' },
        PolicyDocument: {
          Statement: [
            {
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: [
                { 'Fn::GetAtt': ['StorageLogs2A2D4D26', 'Arn'] },
                { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['StorageLogs2A2D4D26', 'Arn'] }, '/*']] },
              ],
            },
            {
              Action: 's3:*',
              Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: [
                { 'Fn::GetAtt': ['StorageLogs2A2D4D26', 'Arn'] },
                { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['StorageLogs2A2D4D26', 'Arn'] }, '/*']] },
              ],
            },
            {
              Action: 's3:PutObject',
              Condition: {
                ArnLike: { 'aws:SourceArn': { 'Fn::GetAtt': ['StorageMedia9333CB25', 'Arn'] } },
                StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              },
              Effect: 'Allow',
              Principal: { Service: 'logging.s3.amazonaws.com' },
              Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['StorageLogs2A2D4D26', 'Arn'] }, '/media/*']] },
            },
          ],
          Version: '2012-10-17',
        },
      },
    },
    StorageMedia9333CB25: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
        LifecycleConfiguration: {
          Rules: [
            { Id: 'expire-old-versions', NoncurrentVersionExpiration: { NoncurrentDays: 90 }, Status: 'Enabled' },
            { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 }, Id: 'abort-uploads', Status: 'Enabled' },
          ],
        },
        LoggingConfiguration: { DestinationBucketName: { Ref: 'StorageLogs2A2D4D26' }, LogFilePrefix: 'media/' },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        VersioningConfiguration: { Status: 'Enabled' },
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    StorageMediaPolicyB698ED45: {
      Type: 'AWS::S3::BucketPolicy',
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Bucket: { Ref: 'StorageMedia9333CB25' },
        PolicyDocument: {
          Statement: [
            {
              Action: 's3:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: [
                { 'Fn::GetAtt': ['StorageMedia9333CB25', 'Arn'] },
                { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['StorageMedia9333CB25', 'Arn'] }, '/*']] },
              ],
            },
            {
              Action: 's3:*',
              Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } },
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: [
                { 'Fn::GetAtt': ['StorageMedia9333CB25', 'Arn'] },
                { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['StorageMedia9333CB25', 'Arn'] }, '/*']] },
              ],
            },
          ],
          Version: '2012-10-17',
        },
      },
    },
  });
  expect(acknowledgedInTree(stack)).toEqual([
    {
      rule: 'NIST.800.53.R5-S3BucketReplicationEnabled',
      reason:
        'S3 stores objects and their old versions in three zones; the owner of the data decides on a second region.',
      path: 'Test/Storage',
    },
    {
      rule: 'HIPAA.Security-S3BucketReplicationEnabled',
      reason:
        'S3 stores objects and their old versions in three zones; the owner of the data decides on a second region.',
      path: 'Test/Storage',
    },
    {
      rule: 'PCI.DSS.321-S3BucketReplicationEnabled',
      reason:
        'S3 stores objects and their old versions in three zones; the owner of the data decides on a second region.',
      path: 'Test/Storage',
    },
    {
      rule: 'NIST.800.53.R5-S3DefaultEncryptionKMS',
      reason: 'S3 delivers access logs only to buckets that are encrypted with S3 managed keys.',
      path: 'Test/Storage/Logs',
    },
    {
      rule: 'HIPAA.Security-S3DefaultEncryptionKMS',
      reason: 'S3 delivers access logs only to buckets that are encrypted with S3 managed keys.',
      path: 'Test/Storage/Logs',
    },
    {
      rule: 'PCI.DSS.321-S3DefaultEncryptionKMS',
      reason: 'S3 delivers access logs only to buckets that are encrypted with S3 managed keys.',
      path: 'Test/Storage/Logs',
    },
  ]);
});

test('acknowledges the findings of the function that empties buckets in development', () => {
  const stack = threeZoneStack();
  new StorageConstruct(stack, 'Storage', { provider: new DevelopmentProvider() });
  expect(acknowledgedInTemplates(stack)).toEqual([
    {
      rule: 'CKV_AWS_18',
      reason: 'A log bucket that logs access to itself would log the delivery of its own logs, without end.',
      path: 'Test/Storage/Logs/Resource',
    },
    {
      rule: 'CKV_AWS_115',
      reason: 'Only CloudFormation invokes the function, once per deployment.',
      path: 'Test/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler',
    },
    {
      rule: 'CKV_AWS_116',
      reason: 'A failed invocation fails the deployment, which reports the error.',
      path: 'Test/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler',
    },
    {
      rule: 'CKV_AWS_117',
      reason: 'The function calls an AWS API and connects to no resource in the VPC.',
      path: 'Test/Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler',
    },
  ]);
  const functions = resourcesOfType(templateOf(stack), 'AWS::Lambda::Function');
  expect(functions).toHaveLength(1);
  expect(functions[0]).not.toHaveProperty('DependsOn');
});

const KEY_ARN = 'arn:aws:kms:eu-central-1:123456789012:key/k';

describe.each([
  [
    Capability.STORAGE,
    ['s3:AbortMultipartUpload', 's3:DeleteObject', 's3:GetObject', 's3:PutObject'],
    ['kms:Decrypt', 'kms:GenerateDataKey'],
  ],
  [Capability.STORAGE_READ, ['s3:GetObject'], ['kms:Decrypt']],
])('a role that is granted %s', (capability, objectActions, keyActions) => {
  const bucket = { 'Fn::GetAtt': ['StorageMedia9333CB25', 'Arn'] };

  function granted(underKey: boolean): unknown {
    const stack = threeZoneStack();
    const encryptionKey = underKey ? kms.Key.fromKeyArn(stack, 'Key', KEY_ARN) : undefined;
    const storage = new StorageConstruct(stack, 'Storage', { provider: new AWSProvider(), encryptionKey });
    const access = storage.accessFor({ serviceName: 'orders', capability });
    access.grantAccess(new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }));
    expect(stack.resolve(access.settings)).toEqual({ BUCKET_NAME: { Ref: 'StorageMedia9333CB25' } });
    expect(access.secrets).toEqual({});
    const [{ Properties }] = resourcesOfType(templateOf(stack), 'AWS::IAM::Policy');
    return Object(Properties?.PolicyDocument).Statement;
  }

  const s3 = [
    { Effect: 'Allow', Action: 's3:ListBucket', Resource: bucket },
    { Effect: 'Allow', Action: single(objectActions), Resource: { 'Fn::Join': ['', [bucket, '/*']] } },
  ];

  test('may list the bucket and use its objects, and nothing else', () => {
    expect(granted(false)).toEqual(s3);
  });

  test('may also use a customer managed key, by means of S3 only', () => {
    const Condition = { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } };
    expect(granted(true)).toEqual([
      ...s3,
      { Action: single(keyActions), Condition, Effect: 'Allow', Resource: KEY_ARN },
    ]);
  });
});

/** Returns the actions as they are in a policy, which has a single action as a string. */
function single(actions: string[]): string | string[] {
  return actions.length === 1 ? actions[0] : actions;
}
