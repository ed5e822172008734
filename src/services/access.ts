import { aws_iam as iam, type aws_kms as kms, type aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { SecretSetting } from '../data/store';

/** A security group and the port on which it is reached. */
export interface Door {
  readonly securityGroupId: string;
  readonly port: number;
}

/** A secret by reference: its ARN, a field of it, and the key that decrypts it. */
export interface SecretReference {
  readonly secretArn: string;
  readonly field?: string;
  readonly keyArn?: string;
}

/** What a grantee may do to what. */
export interface Permission {
  readonly actions: string[];
  readonly resources: string[];
}

/**
 * Everything a workload needs of one thing that its service uses, as plain data: it can be applied in any stack, and
 * written to a parameter for another app.
 */
export interface Access {
  readonly settings: Record<string, string>;
  readonly secrets: Record<string, SecretReference>;
  readonly doors: Door[];
  readonly permissions: Permission[];
}

/** The secrets of a store or a shared part, by reference. */
export function references(secrets: Record<string, SecretSetting>): Record<string, SecretReference> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, { secret, field }]) => [
      name,
      { secretArn: secret.secretArn, field, keyArn: secret.encryptionKey?.keyArn },
    ]),
  );
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

/** Lets a grantee do what the permissions say. */
export function allow(grantee: iam.IGrantable, permissions: Permission[]): void {
  for (const { actions, resources } of permissions) {
    iam.Grant.addToPrincipal({ grantee, actions, resourceArns: resources });
  }
}
