import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, aws_kms as kms, aws_lambda as lambda, Stack } from 'aws-cdk-lib';
import { AWSProvider } from '../../src';
import { acknowledgedInTree } from '../controls/acknowledgements';
import { resourcesOf } from '../support/resources';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';
import { cache, documents } from './rotation-targets';

const NOT_CONCURRENT =
  'Secrets Manager does not overlap the rotations of a secret, and nothing else invokes the function. A new account has a quota of ten concurrent executions, of which it can reserve none.';

const ENVIRONMENT = {
  Variables: {
    ROTATED: {
      'Fn::Join': [
        '',
        [
          { 'Fn::GetAtt': ['PartDocumentDb9150A495', 'Endpoint'] },
          ':',
          { 'Fn::GetAtt': ['PartDocumentDb9150A495', 'Port'] },
        ],
      ],
    },
    NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
  },
};

function rotation(withKey: boolean) {
  const stack = threeZoneStack();
  const encryptionKey = withKey
    ? kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/k')
    : undefined;
  documents(stack, { provider: new AWSProvider(), vpc: existingVpc(stack), encryptionKey });
  const own = Object.entries(resourcesOf(templateOf(stack))).filter(([id]) => id.startsWith('PartRotation'));
  return { stack, resources: Object.fromEntries(own) };
}

test('the rotation of a password creates exactly these resources', () => {
  const { stack, resources } = rotation(false);
  expect(resources).toEqual({
    PartRotationDeadLetters452DF12C: {
      Type: 'AWS::SQS::Queue',
      Properties: { MessageRetentionPeriod: 1209600, SqsManagedSseEnabled: true },
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
    },
    PartRotationDeadLettersPolicy87B6923D: {
      Type: 'AWS::SQS::QueuePolicy',
      Properties: {
        PolicyDocument: {
          Statement: [
            {
              Action: 'sqs:*',
              Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: { 'Fn::GetAtt': ['PartRotationDeadLetters452DF12C', 'Arn'] },
            },
          ],
          Version: '2012-10-17',
        },
        Queues: [{ Ref: 'PartRotationDeadLetters452DF12C' }],
      },
    },
    PartRotationRole980E8A14: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
          Version: '2012-10-17',
        },
        Description: 'Rotates the password of the DocumentDB cluster',
        ManagedPolicyArns: [
          {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'],
            ],
          },
        ],
      },
    },
    PartRotationPolicyA86CAD6E: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: 'Rotates the password of the DocumentDB cluster',
        Path: '/',
        PolicyDocument: {
          Statement: [
            {
              Action: [
                'secretsmanager:DescribeSecret',
                'secretsmanager:GetSecretValue',
                'secretsmanager:PutSecretValue',
                'secretsmanager:UpdateSecretVersionStage',
              ],
              Effect: 'Allow',
              Resource: { Ref: 'PartSecretB156DC70' },
            },
            {
              Action: 'sqs:SendMessage',
              Effect: 'Allow',
              Resource: { 'Fn::GetAtt': ['PartRotationDeadLetters452DF12C', 'Arn'] },
            },
          ],
          Version: '2012-10-17',
        },
        Roles: [{ Ref: 'PartRotationRole980E8A14' }],
      },
    },
    PartRotationSecurityGroup07886711: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: 'Allows the rotation of the password of the DocumentDB cluster to call AWS',
        SecurityGroupEgress: [
          { CidrIp: '0.0.0.0/0', Description: 'To the APIs of AWS', FromPort: 443, IpProtocol: 'tcp', ToPort: 443 },
          {
            Description: 'To the DocumentDB cluster',
            DestinationSecurityGroupId: { 'Fn::GetAtt': ['PartSecurityGroup85B60D83', 'GroupId'] },
            FromPort: 27018,
            IpProtocol: 'tcp',
            ToPort: 27018,
          },
        ],
        VpcId: 'vpc-1',
      },
    },
    PartRotationLogsC45622CD: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    PartRotationFunction6A493451: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Architectures: ['arm64'],
        DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['PartRotationDeadLetters452DF12C', 'Arn'] } },
        Description: 'Rotates the password of the DocumentDB cluster',
        Environment: ENVIRONMENT,
        Handler: 'document-db.masterHandler',
        LoggingConfig: { LogGroup: { Ref: 'PartRotationLogsC45622CD' } },
        Role: { 'Fn::GetAtt': ['PartRotationRole980E8A14', 'Arn'] },
        Runtime: 'nodejs24.x',
        Timeout: 600,
        VpcConfig: {
          SecurityGroupIds: [{ 'Fn::GetAtt': ['PartRotationSecurityGroup07886711', 'GroupId'] }],
          SubnetIds: ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'],
        },
      },
      Metadata: { checkov: { skip: [{ id: 'CKV_AWS_115', comment: NOT_CONCURRENT }] } },
      DependsOn: ['PartRotationPolicyA86CAD6E'],
    },
    PartRotationPermission81D5850A: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { 'Fn::GetAtt': ['PartRotationFunction6A493451', 'Arn'] },
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: { Ref: 'PartSecretB156DC70' },
      },
    },
    PartRotationSchedule7F468C58: {
      Type: 'AWS::SecretsManager::RotationSchedule',
      Properties: {
        RotateImmediatelyOnUpdate: false,
        RotationLambdaARN: { 'Fn::GetAtt': ['PartRotationFunction6A493451', 'Arn'] },
        RotationRules: { AutomaticallyAfterDays: 30 },
        SecretId: { Ref: 'PartSecretB156DC70' },
      },
      DependsOn: [
        'PartDocumentDbInstance141BE5CD5',
        'PartDocumentDbInstance2D12C963C',
        'PartDocumentDb9150A495',
        'PartDocumentDbSubnets99BA8953',
        'PartRotationPermission81D5850A',
        'PartSecurityGroupfromPartRotationSecurityGroupdd955d2b27018B78D4FF5',
        'PartSecurityGroup85B60D83',
      ],
    },
  });
  expect(acknowledgedInTree(stack).filter(({ path }) => path.includes('Rotation'))).toEqual([
    {
      rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole]',
      reason:
        'A function in a VPC creates and deletes its network interfaces, whose ARNs are unknown at deployment, and writes its log. AWS maintains the policy for that purpose.',
      path: 'Test/Part/Rotation/Role',
    },
    {
      rule: 'NIST.800.53.R5-LambdaConcurrency',
      reason: NOT_CONCURRENT,
      path: 'Test/Part/Rotation/Function',
    },
    {
      rule: 'HIPAA.Security-LambdaConcurrency',
      reason: NOT_CONCURRENT,
      path: 'Test/Part/Rotation/Function',
    },
  ]);
});

test('the rotation encrypts its resources with a customer managed key, which its policy allows to use', () => {
  const { resources } = rotation(true);
  const { resources: plain } = rotation(false);
  const changed = Object.entries(resources).filter(
    ([id, resource]) => JSON.stringify(resource) !== JSON.stringify(plain[id]),
  );
  expect(Object.fromEntries(changed)).toEqual({
    PartRotationDeadLetters452DF12C: {
      Type: 'AWS::SQS::Queue',
      Properties: { KmsMasterKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/k', MessageRetentionPeriod: 1209600 },
      UpdateReplacePolicy: 'Delete',
      DeletionPolicy: 'Delete',
    },
    PartRotationPolicyA86CAD6E: {
      Type: 'AWS::IAM::ManagedPolicy',
      Properties: {
        Description: 'Rotates the password of the DocumentDB cluster',
        Path: '/',
        PolicyDocument: {
          Statement: [
            {
              Action: [
                'secretsmanager:DescribeSecret',
                'secretsmanager:GetSecretValue',
                'secretsmanager:PutSecretValue',
                'secretsmanager:UpdateSecretVersionStage',
              ],
              Effect: 'Allow',
              Resource: { Ref: 'PartSecretB156DC70' },
            },
            {
              Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
              Condition: {
                StringEquals: {
                  'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com',
                  'kms:EncryptionContext:SecretARN': { Ref: 'PartSecretB156DC70' },
                },
              },
              Effect: 'Allow',
              Resource: 'arn:aws:kms:eu-central-1:123456789012:key/k',
            },
            {
              Action: 'sqs:SendMessage',
              Effect: 'Allow',
              Resource: { 'Fn::GetAtt': ['PartRotationDeadLetters452DF12C', 'Arn'] },
            },
            {
              Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
              Condition: { StringEquals: { 'kms:ViaService': 'sqs.eu-central-1.amazonaws.com' } },
              Effect: 'Allow',
              Resource: 'arn:aws:kms:eu-central-1:123456789012:key/k',
            },
            {
              Action: 'kms:Decrypt',
              Condition: { StringEquals: { 'kms:ViaService': 'lambda.eu-central-1.amazonaws.com' } },
              Effect: 'Allow',
              Resource: 'arn:aws:kms:eu-central-1:123456789012:key/k',
            },
          ],
          Version: '2012-10-17',
        },
        Roles: [{ Ref: 'PartRotationRole980E8A14' }],
      },
    },
    PartRotationLogsC45622CD: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { KmsKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/k', RetentionInDays: 365 },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    PartRotationFunction6A493451: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Architectures: ['arm64'],
        DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['PartRotationDeadLetters452DF12C', 'Arn'] } },
        Description: 'Rotates the password of the DocumentDB cluster',
        Environment: ENVIRONMENT,
        Handler: 'document-db.masterHandler',
        KmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/k',
        LoggingConfig: { LogGroup: { Ref: 'PartRotationLogsC45622CD' } },
        Role: { 'Fn::GetAtt': ['PartRotationRole980E8A14', 'Arn'] },
        Runtime: 'nodejs24.x',
        Timeout: 600,
        VpcConfig: {
          SecurityGroupIds: [{ 'Fn::GetAtt': ['PartRotationSecurityGroup07886711', 'GroupId'] }],
          SubnetIds: ['subnet-private-a', 'subnet-private-b', 'subnet-private-c'],
        },
      },
      Metadata: { checkov: { skip: [{ id: 'CKV_AWS_115', comment: NOT_CONCURRENT }] } },
      DependsOn: ['PartRotationPolicyA86CAD6E'],
    },
  });
});

test('both functions of DocumentDB, for its master and its logins, have the folder with the bundle without type declarations', () => {
  const fromAsset = jest.spyOn(lambda.Code, 'fromAsset');
  rotation(false);
  const bundle = [join(__dirname, '../../src/logins/function/document-db'), { exclude: ['*.d.ts'] }];
  expect(fromAsset.mock.calls).toEqual([bundle, bundle]);
});

test('the asset of the other functions contains neither the bundle nor type declarations', () => {
  const app = new App();
  const stack = new Stack(app, 'Test', { env: { region: 'eu-central-1' } });
  cache(stack, { provider: new AWSProvider(), vpc: existingVpc(stack) });
  const { directory } = app.synth();
  const assets = readdirSync(directory).filter((name) => name.startsWith('asset.'));
  expect(assets.map((asset) => readdirSync(join(directory, asset)))).toEqual([
    ['elasticache.ts', 'handler.ts', 'rabbitmq.ts', 'rotation.ts', 'secret-versions.ts', 'wait.ts'],
  ]);
});
