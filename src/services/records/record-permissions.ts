import { isDeepStrictEqual } from 'node:util';
import { IAM_LOGIN_ACTIONS, type KnownAccess, SECRET_ACTIONS } from '../../access/known-access';
import { type Permission, type ReadableSecret, readSecretOf, viaService } from '../../access/permissions';
import type { RecordValue } from './record-value';
import { isLoginOf, isOneResource, isOwnResource, type Place } from './resource-arns';

/**
 * Replaces the statements about each secret by the secret: a record has many of them, and would not fit into its parameter.
 * @param region the region of the platform
 */
export function packedPermissions(permissions: readonly Permission[], region: string): (Permission | ReadableSecret)[] {
  const [first, second, ...others] = permissions;
  if (first === undefined) {
    return [];
  }
  const [secretArn] = first.resources;
  if (second !== undefined) {
    const both = { secretArn, keyArn: second.resources[0] };
    if (isDeepStrictEqual([first, second], readSecretOf(both, region))) {
      return [both, ...packedPermissions(others, region)];
    }
  }
  const packed = isDeepStrictEqual([first], readSecretOf({ secretArn }, region)) ? { secretArn } : first;
  return [packed, ...packedPermissions(permissions.slice(1), region)];
}

/** What a login in a record may contain. */
export interface LoginContext {
  readonly kind: KnownAccess;
  readonly place: Place;
  readonly serviceName: string;
  readonly isCustom: boolean;
  readonly fix: string | undefined;
}

/** What a permission in a record may contain. */
export interface PermissionContext extends LoginContext {
  /** The ARNs of the secrets of the login, and of their keys. */
  readonly references: readonly string[];
}

/** Reads the permissions of a login. One with an ARN of a secret stands for those that read the secret. */
export function parsePermissions(permissions: RecordValue, context: PermissionContext): Permission[] {
  return permissions.items().flatMap((permission) => {
    const secretArn = permission.optionalField('secretArn');
    return secretArn === undefined
      ? parsePermission(permission, context)
      : parseReadableSecret(secretArn, permission.optionalField('keyArn'), context);
  });
}

function parseReadableSecret(
  secret: RecordValue,
  key: RecordValue | undefined,
  context: PermissionContext,
): Permission[] {
  const { kind, place, references, isCustom, fix } = context;
  const missing = [...SECRET_ACTIONS, ...(key ? ['kms:Decrypt'] : [])].find((action) => !kind.actions.includes(action));
  if (missing !== undefined) {
    throw secret.refuse(`absent, because ${missing} is not allowed`, { fix });
  }
  const arnOf = (value: RecordValue, service: string) => {
    const arn = ownResource(value, [service], place);
    if (!isCustom && !references.includes(arn)) {
      throw value.refuse(OTHER_SECRET);
    }
    return arn;
  };
  const keyArn = key && arnOf(key, 'kms');
  return readSecretOf({ secretArn: arnOf(secret, 'secretsmanager'), keyArn }, place.region);
}

function parsePermission(permission: RecordValue, context: PermissionContext): Permission {
  const { kind, references, place, serviceName, isCustom, fix } = context;
  const actions = nonEmpty(permission.field('actions')).map((action) =>
    action.oneOf(kind.actions, isCustom && action.text().includes('*') ? PATTERN : fix),
  );
  const resources = nonEmpty(permission.field('resources')).map((resource) => {
    if (isCustom) {
      return resourceOfCustomStore(resource, place);
    }
    const services = actions.map((action) => action.split(':')[0]);
    const arn = ownResource(resource, services, place);
    const isLogin = actions.some((action) => IAM_LOGIN_ACTIONS.includes(action));
    if (isLogin && !isLoginOf(serviceName, arn)) {
      throw resource.refuse(`the ARN of a user or a role of ${serviceName}`);
    }
    if (!isLogin && references.length > 0 && !references.includes(arn)) {
      throw resource.refuse(OTHER_SECRET);
    }
    return arn;
  });
  const conditions = conditionsOf(permission, requiredConditions(actions, resources, context));
  return { actions, resources, ...(conditions && { conditions }) };
}

/** The conditions of the record, and those that the record cannot leave out. */
function conditionsOf(permission: RecordValue, values: Record<string, unknown>): Permission['conditions'] {
  const written = permission.optionalField('conditions');
  const conditions = written && parseConditions(written);
  if (Object.keys(values).length === 0) {
    return conditions;
  }
  const required = Object.keys(values).map((key) => key.toLowerCase()); // IAM does not distinguish the case of keys
  const others = Object.entries(conditions?.StringEquals ?? {}).filter(
    ([key]) => !required.includes(key.toLowerCase()),
  );
  return { ...conditions, StringEquals: { ...Object.fromEntries(others), ...values } };
}

/**
 * The ARN of a bucket names no account: a condition requires that the bucket is in the platform's account. A key is used by
 * means of the service of the kind only, which the first of its actions belongs to.
 */
function requiredConditions(
  actions: string[],
  resources: string[],
  { kind, place, isCustom }: PermissionContext,
): Record<string, unknown> {
  const isBucket = resources.some((resource) => resource.split(':')[2] === 's3');
  const isKey = !isCustom && actions.some((action) => action.startsWith('kms:'));
  const [service] = kind.actions[0]?.split(':') ?? [];
  return {
    ...(isBucket && { 'aws:ResourceAccount': place.account }),
    ...(isKey && { 'kms:ViaService': viaService(service, place.region) }),
  };
}

/** Conditions of a statement with effect Allow can only narrow it. Their names contain no tokens. */
function parseConditions(conditions: RecordValue): Record<string, Record<string, unknown>> {
  return namedConditions(conditions, (keys) => namedConditions(keys, (value) => value.textOrTexts()));
}

function namedConditions<Value>(object: RecordValue, read: (value: RecordValue) => Value): Record<string, Value> {
  return Object.fromEntries(
    object.entries().map(([name, value]) => {
      if (!/^[\w:/.-]+$/.test(name)) {
        throw value.refuse('absent: its name is not that of an operator or a key of IAM');
      }
      return [name, read(value)];
    }),
  );
}

/** The ARN of one resource of the services, in the account and the region of the platform. */
export function ownResource(resource: RecordValue, services: string[], place: Place): string {
  const arn = resource.text();
  if (!services.every((service) => isOwnResource(arn, service, place))) {
    const { account, region } = place;
    throw resource.refuse(
      `the ARN of one resource of ${[...new Set(services)].join(', ')} in account ${account} and region ${region}`,
    );
  }
  return arn;
}

function resourceOfCustomStore(resource: RecordValue, place: Place): string {
  const arn = resource.text();
  if (!isOneResource(arn, place)) {
    const { account, region } = place;
    throw resource.refuse(
      `the ARN of one resource in account ${account} and region ${region}, without wildcards but the /* below it`,
    );
  }
  return arn;
}

function nonEmpty(list: RecordValue): RecordValue[] {
  const items = list.items();
  if (items.length === 0) {
    throw list.refuse('a list that is not empty', { gotInWords: 'an empty list' });
  }
  return items;
}

const OTHER_SECRET = 'the ARN of a secret of the same store or part, or of its key';
const PATTERN =
  'Other apps accept no pattern of actions. In the app of the platform, have `grantAccess` of the store use ' +
  '`iam.Grant.addToPrincipal` with single actions instead of a method such as `bucket.grantRead`, and list them in `customStore`.';
