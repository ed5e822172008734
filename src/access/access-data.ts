import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Capability } from './capability';
import type { Permission } from './permissions';
import { recordedGrants } from './recorded-grants';
import type { IServiceAccess, SecretSetting } from './service-access';

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
 * The access of a service to one thing, as plain data: it can be applied in any stack, and written to a parameter for
 * another app.
 */
export interface AccessData {
  readonly settings: Record<string, string>;
  readonly secrets: Record<string, SecretReference>;
  readonly doors: Door[];
  readonly permissions: Permission[];
  /** The capability that gives it; undefined for the store, which every workload of the service uses. */
  readonly capability?: Capability;
}

/** Describes an access as plain data. */
export function accessData(access: IServiceAccess): AccessData {
  return {
    settings: access.settings,
    secrets: references(access.secrets),
    doors: doors(access.connections),
    permissions: recordedGrants(access),
  };
}

function references(secrets: Record<string, SecretSetting>): Record<string, SecretReference> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, { secret, field }]) => [
      name,
      { secretArn: secret.secretArn, field, keyArn: secret.encryptionKey?.keyArn },
    ]),
  );
}

/** The groups behind the connections, each on the connections' own port; none for what has no port. */
function doors({ securityGroups, defaultPort }: ec2.Connections): Door[] {
  if (!defaultPort) {
    return [];
  }
  const rule: { readonly fromPort?: number } = defaultPort.toRuleJson();
  return securityGroups.map(({ securityGroupId }) => ({ securityGroupId, port: rule.fromPort ?? 0 }));
}
