import {
  aws_iam as iam,
  type aws_kms as kms,
  Stack,
  type aws_secretsmanager as secretsmanager,
  Token,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { SECRET_ACTIONS } from './known-access';

/** Actions that are allowed on resources. */
export interface Permission {
  readonly actions: string[];
  readonly resources: string[];
  /** The conditions of the permission; it has none if undefined. */
  readonly conditions?: Record<string, Record<string, unknown>>;
}

/** A secret that may be read, and the customer managed key that decrypts it. */
export interface ReadableSecret {
  readonly secretArn: string;
  readonly keyArn?: string;
}

/** Permission to read a secret, and to decrypt it, but nothing else, if its key is a customer managed key. */
export function readSecret(secret: secretsmanager.ISecret): Permission[] {
  const keyArn = secret.encryptionKey?.keyArn;
  return readSecretOf({ secretArn: secret.secretArn, keyArn }, Stack.of(secret).region);
}

/** Permission to read a secret in a region, by reference. */
export function readSecretOf({ secretArn, keyArn }: ReadableSecret, region: string): Permission[] {
  const read = { actions: SECRET_ACTIONS, resources: [secretArn] };
  return keyArn === undefined ? [read] : [read, useKeyFor(secretArn, keyArn, region, ['kms:Decrypt'])];
}

/** Permission to use a key by means of Secrets Manager, for one secret. */
export function useKeyOfSecret(secret: secretsmanager.ISecret, key: kms.IKey, actions: string[]): Permission {
  return useKeyFor(secret.secretArn, key.keyArn, Stack.of(secret).region, actions);
}

function useKeyFor(secretArn: string, keyArn: string, region: string, actions: string[]): Permission {
  return withConditions(
    { actions, resources: [keyArn] },
    { 'kms:ViaService': viaService('secretsmanager', region), 'kms:EncryptionContext:SecretARN': secretArn },
  );
}

/**
 * Permission to use a key by means of an AWS service that encrypts a resource with it, in the resource's region. The key
 * cannot be used directly, nor by means of another service.
 */
export function useKey(resource: IConstruct, key: kms.IKey, service: string, actions: string[]): Permission {
  const via = viaService(service, Stack.of(resource).region);
  return withConditions({ actions, resources: [key.keyArn] }, { 'kms:ViaService': via });
}

/** The name of a service in the condition `kms:ViaService`. In China, AWS documents no name: both endings are allowed. */
export function viaService(service: string, region: string): string | string[] {
  const name = `${service}.${region}.amazonaws.com`;
  return Token.isUnresolved(region) || region.startsWith('cn-') ? [name, `${name}.cn`] : name;
}

function withConditions(permission: Permission, values: Record<string, unknown>): Permission {
  return { ...permission, conditions: { StringEquals: { ...permission.conditions?.StringEquals, ...values } } };
}

/** Grants the permissions; there must be at least one. */
export function allow(grantee: iam.IGrantable, permissions: Permission[]): iam.Grant {
  return permissions
    .map(({ resources: resourceArns, ...permission }) =>
      iam.Grant.addToPrincipal({ grantee, resourceArns, ...permission }),
    )
    .reduce((all, grant) => all.combine(grant));
}
