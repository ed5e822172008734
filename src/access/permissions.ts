import { aws_iam as iam, type aws_kms as kms, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { SECRET_ACTIONS } from './known-access';

/** Actions that are allowed on resources. */
export interface Permission {
  readonly actions: string[];
  readonly resources: string[];
  /** The conditions of the permission; it has none if undefined. */
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/** Permission to read a secret, and to decrypt it if its key is a customer managed key. */
export function readSecret(secret: secretsmanager.ISecret): Permission[] {
  const read = {
    actions: SECRET_ACTIONS,
    resources: [secret.secretArn],
  };
  return secret.encryptionKey ? [read, decrypt(secret.encryptionKey)] : [read];
}

/** Permission to decrypt with a key. */
export function decrypt(key: kms.IKey): Permission {
  return { actions: ['kms:Decrypt'], resources: [key.keyArn] };
}

/** Grants the permissions; there must be at least one. */
export function allow(grantee: iam.IGrantable, permissions: Permission[]): iam.Grant {
  return permissions
    .map(({ resources: resourceArns, ...permission }) =>
      iam.Grant.addToPrincipal({ grantee, resourceArns, ...permission }),
    )
    .reduce((all, grant) => all.combine(grant));
}
