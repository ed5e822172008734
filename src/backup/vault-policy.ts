import { Aws, type aws_backup as backup, Fn, aws_iam as iam } from 'aws-cdk-lib';
import { topLevelStack } from '../naming/stack-path';

/**
 * Denies every principal to change or delete the access policy of the vault, with which it could then delete a recovery
 * point. Two principals remain: CloudFormation, so that a deployment can update the vault, and the root user of the
 * account, so that the policy can be removed if no deployment can.
 */
export function protectAccessPolicy(vault: backup.BackupVault): void {
  const root = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:root`;
  vault.addToAccessPolicy(
    new iam.PolicyStatement({
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['backup:DeleteBackupVaultAccessPolicy', 'backup:PutBackupVaultAccessPolicy'],
      resources: ['*'],
      conditions: {
        ArnNotEquals: { 'aws:PrincipalArn': [...deploymentRole(vault), root] },
        // CloudFormation calls with the credentials of the deploying principal if the stack has no role for it.
        StringNotEquals: { 'aws:CalledViaLast': 'cloudformation.amazonaws.com' },
      },
    }),
  );
}

/** The role that CloudFormation assumes to deploy the stack. Not every synthesizer has one. */
function deploymentRole(vault: backup.BackupVault): string[] {
  const { synthesizer } = topLevelStack(vault);
  const arn = 'cloudFormationExecutionRoleArn' in synthesizer && synthesizer.cloudFormationExecutionRoleArn;
  return typeof arn === 'string' ? [arn.includes('${') ? Fn.sub(arn) : arn] : [];
}
