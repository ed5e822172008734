import {
  type aws_kms as kms,
  type aws_rds as rds,
  SecretValue,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A password that is taken out again: the CDK classes of our oldest version want one. */
export const NO_PASSWORD = SecretValue.unsafePlainText('');

/** Has RDS make the password, keep it in a secret and rotate it every week, with no function of ours. */
export function managePassword(
  scope: Construct,
  database: rds.CfnDBCluster | rds.CfnDBInstance,
  encryptionKey?: kms.IKey,
): secretsmanager.ISecret {
  database.masterUserPassword = undefined;
  database.manageMasterUserPassword = true;
  database.masterUserSecret = encryptionKey && { kmsKeyId: encryptionKey.keyArn };
  return secretsmanager.Secret.fromSecretAttributes(scope, 'Secret', {
    secretCompleteArn: database.attrMasterUserSecretSecretArn,
    encryptionKey,
  });
}
