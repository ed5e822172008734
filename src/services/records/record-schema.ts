import { Stack } from 'aws-cdk-lib';
import type { AccessData, IngressRule, LoginData, SecretReference } from '../../access/access-data';
import { Capability } from '../../access/capability';
import { KNOWN_PARTS, KNOWN_STORES, type KnownAccess } from '../../access/known-access';
import type { CustomStoreAccess } from './custom-store-access';
import { type LoginContext, ownResource, parsePermissions } from './record-permissions';
import { type RecordSource, RecordValue } from './record-value';
import type { Place } from './resource-arns';
import { CLOSED, type ServiceRecord } from './service-record';

/** The version of the record's format. */
export const RECORD_VERSION = 1;

/**
 * Reads the record of a service, which another app wrote, or somebody who may write the parameter or edit
 * cdk.context.json. Everything in it must be what the library itself writes for the kinds of store and the parts that it
 * knows, or what the reading app declares for a store of its own kind.
 */
export function parseRecord(source: RecordSource, text: string, customStore?: CustomStoreAccess): ServiceRecord {
  const record = RecordValue.parse(source, text);
  record.optionalField('version')?.requireNumber(RECORD_VERSION);
  const { account, region } = Stack.of(source.scope);
  const place = {
    account: record.field('account').oneOf([account], OTHER_PLACE),
    region: record.field('region').oneOf([region], OTHER_PLACE),
  };
  const egress = record.optionalField('egress')?.oneOf([CLOSED]);
  const accesses = record
    .field('accesses')
    .items()
    .map((access) => ({ access, data: parseAccess(access, { place, customStore, serviceName: source.serviceName }) }));
  const [, second] = accesses.filter(({ data }) => data.capability === undefined);
  if (second) {
    throw second.access.refuse('the access to a shared part, because a service has one store', {
      gotInWords: 'a second store',
    });
  }
  return {
    ...place,
    vpcId: record.field('vpcId').match(/^vpc-[\w-]+$/, 'the id of a VPC'),
    securityGroupIds: record.field('securityGroupIds').items().map(securityGroupId),
    accesses: accesses.map(({ data }) => data),
    ...(egress && { egress }),
  };
}

/** What an access may contain. */
interface AccessContext {
  readonly place: Place;
  readonly serviceName: string;
  readonly customStore?: CustomStoreAccess;
}

function parseAccess(access: RecordValue, { place, serviceName, customStore }: AccessContext): AccessData {
  const capability = access.optionalField('capability')?.oneOf(Object.values(Capability));
  const kind = capability ? KNOWN_PARTS[capability] : storeKind(access, customStore);
  const isCustom = capability === undefined && customStore !== undefined;
  const fix = isCustom ? UNDECLARED : capability === undefined ? UNKNOWN_STORE : undefined;
  const login = parseLogin(access, { kind, place, serviceName, isCustom, fix });
  const readRule = (rule: RecordValue) => (isCustom ? parseRule(rule) : parseKnownRule(rule, kind, login.settings));
  const migration = kind.secretSetting === undefined ? undefined : access.optionalField('migration');
  return {
    ...login,
    rules: access.field('rules').items().map(readRule),
    ...(migration && { migration: parseLogin(migration, { kind, place, serviceName, isCustom, fix }) }),
    ...(capability && { capability }),
  };
}

function parseLogin(login: RecordValue, context: LoginContext): LoginData {
  const { kind, place, fix } = context;
  const settings = named(login.field('settings'), kind.settings, fix, (value) => value.text());
  const secrets = named(login.field('secrets'), kind.secrets, fix, (value) => parseSecret(value, place));
  const ownSecret = settings[kind.secretSetting ?? ''];
  const references = [
    ...Object.values(secrets).flatMap(({ secretArn, keyArn }) => [secretArn, keyArn ?? []].flat()),
    ...(ownSecret === undefined ? [] : [ownSecret]),
  ];
  return {
    settings,
    secrets,
    permissions: parsePermissions(login.field('permissions'), { ...context, references }),
  };
}

/** The kind of a store is the one that has a setting of it. */
function storeKind(access: RecordValue, customStore?: CustomStoreAccess): KnownAccess {
  if (customStore) {
    return { settings: customStore.settings ?? [], secrets: customStore.settings ?? [], actions: customStore.actions };
  }
  const names = access
    .field('settings')
    .entries()
    .map(([name]) => name);
  const kind = KNOWN_STORES.find(({ settings }) => names.some((name) => settings.includes(name)));
  if (kind === undefined) {
    throw access.field('settings').refuse('the settings of a database, a table or an index', {
      gotInWords: names.join(', ') || 'none',
      fix: UNKNOWN_STORE,
    });
  }
  return kind;
}

/** Reads an object whose fields have these names only: they become the names of environment variables. */
function named<Value>(
  object: RecordValue,
  names: readonly string[],
  fix: string | undefined,
  read: (value: RecordValue) => Value,
): Record<string, Value> {
  return Object.fromEntries(
    object.entries().map(([name, value]) => {
      if (!names.includes(name)) {
        throw value.refuse(names.length === 0 ? 'absent' : `absent: the names are ${names.join(', ')}`, { fix });
      }
      return [name, read(value)];
    }),
  );
}

function parseSecret(secret: RecordValue, place: Place): SecretReference {
  return {
    secretArn: ownResource(secret.field('secretArn'), ['secretsmanager'], place),
    field: secret.optionalField('field')?.match(/^[\w.-]+$/, 'the name of a field'),
    keyArn: mapDefined(secret.optionalField('keyArn'), (key) => ownResource(key, ['kms'], place)),
    rotationDays: secret.optionalField('rotationDays')?.wholeNumber({ min: 1, max: 1000, unit: 'days' }),
  };
}

/** A rule of a kind that the library knows. Its port is in the settings, or the port of the kind. */
function parseKnownRule(
  value: RecordValue,
  { portSetting, port }: KnownAccess,
  settings: Record<string, string>,
): IngressRule {
  const rule = parseRule(value);
  if (portSetting === undefined && port === undefined) {
    throw value.refuse('absent, because nothing connects to it in the network');
  }
  const [text] = /\d+$/.exec(settings[portSetting ?? ''] ?? '') ?? [];
  const expected = text === undefined ? port : Number(text);
  if (expected !== undefined && rule.port !== expected) {
    throw value.field('port').refuse(text === undefined ? String(expected) : `${expected}, which the settings contain`);
  }
  return rule;
}

/** A rule, which the library adds to the group of the store or of the part. */
function parseRule(rule: RecordValue): IngressRule {
  return { securityGroupId: securityGroupId(rule.field('securityGroupId')), port: rule.field('port').port() };
}

function securityGroupId(value: RecordValue): string {
  return value.match(/^sg-[\w-]+$/, 'the id of a security group');
}

function mapDefined<From, To>(value: From | undefined, map: (value: From) => To): To | undefined {
  return value === undefined ? undefined : map(value);
}

const OTHER_PLACE =
  'The platform must be in the account and the region of the stack that reads the parameter: set `env` of the stack to them.';
const UNDECLARED =
  'List the actions and the names that the store needs in `customStore`, if you trust the platform with them.';
const UNKNOWN_STORE =
  'If the store of the service is of a kind that the library does not create, list its actions and the names of its settings ' +
  'in `customStore`; otherwise, find out who changed the parameter or cdk.context.json.';
