import {
  Aws,
  aws_backup as backup,
  Duration,
  aws_events as events,
  Fn,
  aws_iam as iam,
  type aws_kms as kms,
  RemovalPolicy,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

const DEPLOYMENT_ROLE =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation replaces the placeholder
  'arn:${AWS::Partition}:iam::123456789012:role/cdk-hnb659fds-cfn-exec-role-123456789012-eu-central-1';

/** A daily backup of databases, in a vault whose recovery points nobody may delete. */
export class Backups extends Construct {
  constructor(scope: Construct, id: string, name: string, key: kms.Key, resourceArns: string[]) {
    super(scope, id);
    const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    const vault = new backup.BackupVault(this, 'Vault', {
      backupVaultName: name,
      encryptionKey: key,
      removalPolicy,
      blockRecoveryPointDeletion: true,
    });
    vault.addToAccessPolicy(
      new iam.PolicyStatement({
        effect: iam.Effect.DENY,
        principals: [new iam.AnyPrincipal()],
        actions: ['backup:DeleteBackupVaultAccessPolicy', 'backup:PutBackupVaultAccessPolicy'],
        resources: ['*'],
        conditions: {
          ArnNotEquals: {
            'aws:PrincipalArn': [Fn.sub(DEPLOYMENT_ROLE), `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root`],
          },
          StringNotEquals: { 'aws:CalledViaLast': 'cloudformation.amazonaws.com' },
        },
      }),
    );
    const plan = new backup.BackupPlan(this, 'Plan', {
      backupPlanName: name,
      backupVault: vault,
      backupPlanRules: [
        new backup.BackupPlanRule({
          ruleName: 'Daily',
          scheduleExpression: events.Schedule.cron({ hour: '5', minute: '0' }),
          startWindow: Duration.hours(4),
          completionWindow: Duration.hours(20),
          deleteAfter: Duration.days(35),
        }),
      ],
    });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('backup.amazonaws.com'),
      description: `Backs up the resources that ${this.node.path} selects`,
    });
    role.applyRemovalPolicy(removalPolicy);
    plan.addSelection('Selection', {
      resources: resourceArns.map((arn) => backup.BackupResource.fromArn(arn)),
      role,
    });
  }
}
