import { aws_backup as backup, Duration } from 'aws-cdk-lib';
import { AWSProvider, BackupConstruct } from '../../src';
import { acknowledgedInTree } from '../controls/acknowledgements';
import { resourcesOf } from '../support/resources';
import { templateOf, threeZoneStack } from '../support/stacks';

const DEPLOYMENT_ROLE = 'role/cdk-hnb659fds-cfn-exec-role-123456789012-eu-central-1';

test('backups in production consist of exactly these resources', () => {
  const stack = threeZoneStack();
  new BackupConstruct(stack, 'Backup', {
    provider: new AWSProvider(),
    resourceArns: ['arn:aws:dynamodb:eu-central-1:123456789012:table/orders'],
    copyTo: backup.BackupVault.fromBackupVaultArn(
      stack,
      'Elsewhere',
      'arn:aws:backup:eu-west-1:123456789012:backup-vault:elsewhere',
    ),
    copyRetention: Duration.days(90),
  });
  expect(resourcesOf(templateOf(stack))).toEqual({
    BackupVaultADF21B19: {
      Type: 'AWS::Backup::BackupVault',
      Properties: {
        AccessPolicy: {
          Statement: [
            {
              Action: ['backup:DeleteRecoveryPoint', 'backup:UpdateRecoveryPointLifecycle'],
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: '*',
            },
            {
              Action: ['backup:DeleteBackupVaultAccessPolicy', 'backup:PutBackupVaultAccessPolicy'],
              Condition: {
                ArnNotEquals: {
                  'aws:PrincipalArn': [
                    {
                      'Fn::Sub': `arn:\${AWS::Partition}:iam::123456789012:${DEPLOYMENT_ROLE}`,
                    },
                    {
                      'Fn::Join': [
                        '',
                        ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root'],
                      ],
                    },
                  ],
                },
                StringNotEquals: { 'aws:CalledViaLast': 'cloudformation.amazonaws.com' },
              },
              Effect: 'Deny',
              Principal: { AWS: '*' },
              Resource: '*',
            },
          ],
          Version: '2012-10-17',
        },
        BackupVaultName: 'backup-test-c62f68f7',
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
    BackupPlan14914BEB: {
      Type: 'AWS::Backup::BackupPlan',
      Properties: {
        BackupPlan: {
          BackupPlanName: 'backup-test-c62f68f7',
          BackupPlanRule: [
            {
              CompletionWindowMinutes: 1200,
              CopyActions: [
                {
                  DestinationBackupVaultArn: 'arn:aws:backup:eu-west-1:123456789012:backup-vault:elsewhere',
                  Lifecycle: { DeleteAfterDays: 90 },
                },
              ],
              Lifecycle: { DeleteAfterDays: 35 },
              RuleName: 'Daily',
              ScheduleExpression: 'cron(0 5 * * ? *)',
              StartWindowMinutes: 240,
              TargetBackupVault: { 'Fn::GetAtt': ['BackupVaultADF21B19', 'BackupVaultName'] },
            },
          ],
        },
      },
    },
    BackupPlanSelectionB4F5CAD0: {
      Type: 'AWS::Backup::BackupSelection',
      Properties: {
        BackupPlanId: { 'Fn::GetAtt': ['BackupPlan14914BEB', 'BackupPlanId'] },
        BackupSelection: {
          IamRoleArn: { 'Fn::GetAtt': ['BackupRole4CD139C5', 'Arn'] },
          Resources: ['arn:aws:dynamodb:eu-central-1:123456789012:table/orders'],
          SelectionName: 'Selection',
        },
      },
    },
    BackupRole4CD139C5: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {
          Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'backup.amazonaws.com' } }],
          Version: '2012-10-17',
        },
        Description: 'Backs up the resources that Test/Backup selects',
        ManagedPolicyArns: [
          {
            'Fn::Join': [
              '',
              ['arn:', { Ref: 'AWS::Partition' }, ':iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup'],
            ],
          },
        ],
      },
      UpdateReplacePolicy: 'Retain',
      DeletionPolicy: 'RetainExceptOnCreate',
    },
  });
  expect(acknowledgedInTree(stack)).toEqual([
    {
      rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
      reason:
        'AWS maintains this policy with the permissions that backups of each resource type require; it allows no restore.',
      path: 'Test/Backup/Role',
    },
  ]);
});

test('names are truncated to the 50 characters that AWS Backup allows', () => {
  const stack = threeZoneStack();
  new BackupConstruct(stack, 'B'.repeat(80), {
    provider: new AWSProvider(),
    resourceArns: ['arn:aws:rds:::db:orders'],
  });
  const names = Object.values(resourcesOf(templateOf(stack))).flatMap(({ Properties }) =>
    [Properties?.BackupVaultName, Object(Properties?.BackupPlan).BackupPlanName].filter(
      (name) => typeof name === 'string',
    ),
  );
  expect(names.map((name) => name.length)).toEqual([50, 50]);
});
