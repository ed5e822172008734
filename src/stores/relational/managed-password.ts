import {
  type aws_kms as kms,
  type aws_rds as rds,
  SecretValue,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A placeholder that `managePassword` removes: the classes of our oldest supported aws-cdk-lib require a password. */
export const NO_PASSWORD = SecretValue.unsafePlainText('');

/** Lets RDS generate the password, store it in a secret and rotate it every week, without a Lambda function. */
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
