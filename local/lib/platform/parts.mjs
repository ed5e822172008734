// The parts of a platform: the store of each service, and what services share. The settings of a service name its parts, because
// a workload connects with them; the APIs of AWS and the list of engines tell the rest.

import { ASSUME_ROLE } from './data-actions.mjs';
import { resourceNamed } from './resources.mjs';

/** The shared parts by capability. */
const SHARED = {
  cache: { id: 'cache', name: 'Cache', kind: 'Valkey' },
  messaging: { id: 'broker', name: 'Message broker', kind: 'RabbitMQ' },
  search: { id: 'search', name: 'Search domain', kind: 'OpenSearch' },
  storage: { id: 'storage', name: 'Media bucket', kind: 'S3 bucket' },
  'storage-read': { id: 'storage', name: 'Media bucket', kind: 'S3 bucket' },
};

/** The words for the store of a service in its name. */
const STORE_WORDS = {
  'DynamoDB table': 'Table',
  'Search index': 'Index',
  'Custom store': 'Store',
};

/**
 * Returns the parts that the records use, stores first. Beside the fields of the page, each has `resource`, and what leads to it:
 * `ingress` (security groups and ports), `logins` (secrets, as { secretArn, of }), and `iam` (actions on resources).
 */
export function partsOf(records, resources, engines) {
  const stores = records.flatMap((record) => {
    const access = record.accesses.find(({ capability }) => capability === undefined);
    return access ? [storePart(record, access, resources)] : [];
  });
  return [...stores, ...sharedParts(records, resources)].map((part) => ({ ...part, engine: engineOf(part, engines) }));
}

/** Returns the store of a service, if it has one. */
export const storeOf = ({ service }, parts) =>
  parts.find(({ shared, services }) => !shared && services.includes(service));

/** Returns the ids of the shared parts that a service uses. */
export const sharedPartsOf = ({ service }, parts) =>
  parts.filter(({ shared, services }) => shared && services.includes(service)).map(({ id }) => id);

function storePart(record, access, resources) {
  const { service } = record;
  const { settings } = access;
  const resource = resourceNamed(resources, keyOf(settings));
  const index = settings.SEARCH_INDEX;
  const kind = kindOf(settings, resource);
  return {
    id: `${service}/store`,
    name: `${STORE_WORDS[kind] ?? 'Database'} of ${service}`,
    words: `the ${(STORE_WORDS[kind] ?? 'database').toLowerCase()} of ${service}`,
    kind,
    shared: false,
    services: [service],
    index,
    resource,
    endpoint: index ? `${settings.SEARCH_ENDPOINT}/${index}` : (keyOf(settings) ?? firstAddress(settings)),
    ingress: ingressOf(resource, [access]),
    logins: [...loginsOf(service, access), ...masterLogin(resource)],
    iam: index ? indexAccess(resource, index, record) : (resource?.iam ?? customAccess(access)),
  };
}

/** The kind of a store is that of its resource. No API lists one that another account has, or whose kind is the user's own. */
function kindOf(settings, resource) {
  if (settings.SEARCH_INDEX) return 'Search index';
  if (settings.TABLE_NAME) return 'DynamoDB table';
  if (!settings.DATABASE_HOST) return 'Custom store';
  return resource?.kind ?? (settings.DATABASE_PORT === '27017' ? 'DocumentDB' : 'PostgreSQL');
}

function sharedParts(records, resources) {
  const found = new Map();
  for (const record of records) {
    for (const access of record.accesses) {
      const known = SHARED[access.capability];
      if (!known) continue;
      const key = keyOf(access.settings);
      const name = `${known.id} ${key}`;
      if (!found.has(name)) found.set(name, { known, key, users: [] });
      found.get(name).users.push({ record, access });
    }
  }
  const ids = new Map();
  return [...found.values()].map(({ known, key, users }) => {
    const count = (ids.get(known.id) ?? 0) + 1; // services may use imported parts of different platforms
    ids.set(known.id, count);
    const resource = resourceNamed(resources, key);
    const roles = users.flatMap(({ access }) => access.settings.SEARCH_ROLE_ARN ?? []);
    return {
      ...known,
      id: count > 1 ? `${known.id}-${count}` : known.id,
      name: count > 1 ? `${known.name} ${count}` : known.name,
      words: `the ${known.name.toLowerCase()}`,
      shared: true,
      services: users.map(({ record }) => record.service),
      resource,
      endpoint: key,
      ingress: ingressOf(
        resource,
        users.map(({ access }) => access),
      ),
      logins: users.flatMap(({ record, access }) => loginsOf(record.service, access)),
      iam: [...(resource?.iam ?? []), ...(roles.length > 0 ? [{ actions: ASSUME_ROLE, resources: roles }] : [])],
    };
  });
}

/** Returns the text by which the settings of an access name a resource. */
function keyOf(settings) {
  if (settings.DATABASE_HOST) return `${settings.DATABASE_HOST}:${settings.DATABASE_PORT}`;
  if (settings.CACHE_ENDPOINT) return `${settings.CACHE_ENDPOINT}:${settings.CACHE_PORT}`;
  return settings.BROKER_ENDPOINT ?? settings.TABLE_NAME ?? settings.BUCKET_NAME ?? settings.SEARCH_ENDPOINT;
}

/** Returns the address among the settings of a custom store, or else the first setting. */
function firstAddress(settings) {
  const names = Object.keys(settings);
  const name = names.find((it) => /ENDPOINT|HOST|URL|ADDRESS|NAME/.test(it)) ?? names[0];
  return name === undefined ? null : settings[name];
}

/** Returns the groups that the API of the resource names, and those that the records name. */
function ingressOf(resource, accesses) {
  const ingress = [
    ...(resource?.ingress ?? []),
    ...accesses.flatMap(({ rules = [] }) =>
      rules.map(({ securityGroupId, port }) => ({ groupId: securityGroupId, port })),
    ),
  ];
  return [...new Map(ingress.map((target) => [`${target.groupId}:${target.port}`, target])).values()];
}

function loginsOf(service, access) {
  const arnsOf = ({ secrets = {} } = {}) => Object.values(secrets).map(({ secretArn }) => secretArn);
  const own = [...new Set(arnsOf(access))].map((secretArn) => ({ secretArn, of: `the login of ${service}`, service }));
  const migration = [...new Set(arnsOf(access.migration))].filter((arn) => own.every((it) => it.secretArn !== arn));
  return [
    ...own,
    ...migration.map((secretArn) => ({ secretArn, of: `the login for migrations of ${service}`, service })),
  ];
}

const masterLogin = (resource) =>
  resource?.masterSecret ? [{ secretArn: resource.masterSecret, of: "the master user's login" }] : [];

/** An index is reached with permissions on it, or in the role with which its service calls the domain. */
function indexAccess(resource, index, { accesses }) {
  const roles = accesses.flatMap(({ settings }) => settings.SEARCH_ROLE_ARN ?? []);
  return [
    ...(resource?.iam ?? []).map(({ actions }) => ({
      actions,
      resources: [`${resource.arn}/${index}`, `${resource.arn}/${index}/*`],
    })),
    ...(roles.length > 0 ? [{ actions: ASSUME_ROLE, resources: roles }] : []),
  ];
}

/** What the record permits on a custom store leads to its data, except what concerns secrets and keys. */
const customAccess = ({ permissions = [] }) =>
  permissions.filter(({ actions }) => actions && !actions.every((it) => /^(kms|secretsmanager):/.test(it)));

/** The engine of the resource; that of a store that no API lists has the same address. */
const engineOf = ({ resource, endpoint }, engines) =>
  engines.find((it) => it.resource === resource?.arn) ?? engines.find((it) => `${it.host}:${it.port}` === endpoint);
