import { type Duration, type aws_ec2 as ec2, Token, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Capability } from './capability';
import type { Permission } from './permissions';
import { recordedGrants } from './recorded-grants';
import { rotationIntervalOf } from './rotated-secret';
import type { SecretSetting } from './secret-setting';
import type { IServiceAccess } from './service-access';

/** A security group that workloads connect to, and the TCP port on which it needs an ingress rule for them. */
export interface IngressRule {
  readonly securityGroupId: string;
  readonly port: number;
}

/** A secret by reference: its ARN, a field of it, and the key that decrypts it. */
export interface SecretReference {
  readonly secretArn: string;
  readonly field?: string;
  readonly keyArn?: string;
  /** The number of days after which the password changes; undefined if unknown, or if it does not change. */
  readonly rotationDays?: number;
}

/** A login by reference. */
export interface LoginData {
  readonly settings: Record<string, string>;
  readonly secrets: Record<string, SecretReference>;
  readonly permissions: Permission[];
}

/**
 * The access of a service to its store or to a shared part, as plain data: it can be applied in any stack, and written to
 * a parameter for another app.
 */
export interface AccessData extends LoginData {
  /** The ingress rules that a workload needs. */
  readonly rules: IngressRule[];
  /** The login of workloads that change the schema, in place of the other login; undefined if there is none. */
  readonly migration?: LoginData;
  /** The capability that gives the access; undefined for the store, which every workload of the service uses. */
  readonly capability?: Capability;
}

/** Describes an access as plain data. */
export function accessData(scope: IConstruct, access: IServiceAccess): AccessData {
  return {
    settings: access.settings,
    secrets: references(access.secrets),
    rules: ingressRules(access.connections),
    permissions: recordedGrants(scope, access),
    ...(access._migration && {
      migration: { ...access._migration, secrets: references(access._migration.secrets) },
    }),
  };
}

/** Returns the access with each text that can contain a token changed, for example published for other stacks. */
export function withTexts({ rules, migration, capability, ...login }: AccessData, change: Change): AccessData {
  const { settings, secrets, permissions } = loginWithTexts(login, change);
  return {
    settings,
    secrets,
    rules: rules.map(({ securityGroupId, port }) => ({
      securityGroupId: change(securityGroupId),
      port: changeNumber(port, change),
    })),
    permissions,
    ...(migration && { migration: loginWithTexts(migration, change) }),
    ...(capability && { capability }),
  };
}

function loginWithTexts({ settings, secrets, permissions }: LoginData, change: Change): LoginData {
  return {
    settings: mapValues(settings, change),
    secrets: mapValues(secrets, ({ secretArn, field, keyArn, rotationDays }) => ({
      secretArn: change(secretArn),
      field,
      keyArn: keyArn === undefined ? undefined : change(keyArn),
      rotationDays,
    })),
    permissions: permissions.map(({ actions, resources, conditions }) => ({
      actions,
      resources: resources.map(change),
      ...(conditions && { conditions: mapValues(conditions, (operator) => mapValues(operator, changeAll(change))) }),
    })),
  };
}

type Change = (text: string) => string;

function mapValues<From, To>(values: Record<string, From>, map: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

/** Changes a number that only the deployment knows, such as the port of an existing database. */
function changeNumber(value: number, change: Change): number {
  const token = Tokenization.reverseNumber(value);
  const changed = token && Tokenization.reverseString(change(Token.asString(token))).firstToken;
  return changed ? Token.asNumber(changed) : value;
}

/** Changes the value of a condition: a text, or a list of texts. */
function changeAll(change: Change): (value: unknown) => unknown {
  return (value) =>
    typeof value === 'string' ? change(value) : Array.isArray(value) ? value.map(changeAll(change)) : value;
}

function references(secrets: Record<string, SecretSetting>): Record<string, SecretReference> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, { secret, field }]) => [
      name,
      {
        secretArn: secret.secretArn,
        field,
        keyArn: secret.encryptionKey?.keyArn,
        rotationDays: daysOf(rotationIntervalOf(secret)),
      },
    ]),
  );
}

/** The whole days of an interval, unless only the deployment knows them. */
function daysOf(interval: Duration | undefined): number | undefined {
  return interval === undefined || interval.isUnresolved() ? undefined : interval.toDays();
}

/** One rule for each security group, on the default port of the connections; no rules where they have no default port. */
function ingressRules({ securityGroups, defaultPort }: ec2.Connections): IngressRule[] {
  if (!defaultPort) {
    return [];
  }
  const rule: { readonly fromPort?: number } = defaultPort.toRuleJson();
  return securityGroups.map(({ securityGroupId }) => ({ securityGroupId, port: rule.fromPort ?? 0 }));
}
