import type { SecretSetting } from '../data/store';
import type { Permission } from '../private/permissions';

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
