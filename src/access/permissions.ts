import { aws_iam as iam, type aws_kms as kms, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';

/** What a grantee may do to what. */
export interface Permission {
  readonly actions: string[];
  readonly resources: string[];
  /** Under which conditions; without any, always. */
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/** Reading a secret, and decrypting with its key where that is a customer's. */
export function readSecret(secret: secretsmanager.ISecret): Permission[] {
  const read = {
    actions: ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'],
    resources: [secret.secretArn],
  };
  return secret.encryptionKey ? [read, decrypt(secret.encryptionKey)] : [read];
}

/** Decrypting with a key. */
export function decrypt(key: kms.IKey): Permission {
  return { actions: ['kms:Decrypt'], resources: [key.keyArn] };
}

/** Lets a grantee do what the permissions, one at least, say. */
export function allow(grantee: iam.IGrantable, permissions: Permission[]): iam.Grant {
  return permissions
    .map(({ resources: resourceArns, ...permission }) =>
      iam.Grant.addToPrincipal({ grantee, resourceArns, ...permission }),
    )
    .reduce((all, grant) => all.combine(grant));
}
