import type { DeclaredLogin } from '../login-system';

/** What one service gets on a domain. */
export interface Access {
  readonly service: string;
  /** Marks what this resource declared. */
  readonly mark: string;
  /** The IAM role that the platform makes for the service. */
  readonly roleArn: string;
  /** Each with the indexes whose names continue it after a dot. */
  readonly indexes: string[];
  /** All IAM roles that have the access. */
  readonly roleArns: string[];
}

/** Reads a declaration. Refuses names that the domain would take for patterns. */
export function accessIn(login: DeclaredLogin): Access {
  const { service, properties } = login;
  const indexes = properties.texts('Indexes');
  const roleArn = properties.text('RoleArn');
  const access = {
    service,
    mark: markOf(login),
    roleArn,
    indexes: indexes.length > 0 ? indexes : [service],
    roleArns: [...new Set([roleArn, ...properties.texts('FurtherRoleArns')])],
  };
  requireEach([service], /^[a-z][a-z0-9_-]{0,62}$/, 'The name of the service', 'lower-case letters, digits, - and _');
  requireEach(access.indexes, /^[a-z0-9][a-z0-9._-]{0,254}$/, 'An index', 'lower-case letters, digits, ., - and _');
  requireEach(access.roleArns, /^arn:[a-z-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'A role', 'the ARN of one IAM role');
  return access;
}

function requireEach(values: string[], pattern: RegExp, what: string, allowed: string): void {
  const wrong = values.find((value) => !pattern.test(value));
  if (wrong !== undefined) {
    throw new Error(`${what} must be ${allowed}, and is ${wrong}. Correct it in the custom resource.`);
  }
}

/** Begins the descriptions of the roles of a service. */
export function markOfService(service: string): string {
  return `${ANY_MARK}${service}`;
}

/** Describes what a resource declared last. */
export function markOf({ service, owner }: DeclaredLogin): string {
  return `${markOfService(service)}, declared by ${owner}`;
}

/** Begins the description of every role of a service. */
export const ANY_MARK = 'Role of the service ';

/** Returns the role of the service in the domain. `order*` would be also the index of the service `orderservice`. */
export function roleFor({ indexes, mark }: Access): object {
  return {
    description: mark,
    cluster_permissions: CLUSTER,
    index_permissions: [{ index_patterns: indexes.flatMap((name) => [name, `${name}.*`]), allowed_actions: INDEX }],
    tenant_permissions: [],
  };
}

/** Returns the mapping of the IAM roles to the role of the service. */
export function mappingFor({ roleArns, mark }: Access): object {
  return { description: mark, backend_roles: roleArns, hosts: [], users: [] };
}

/**
 * OpenSearch checks the indexes of these requests one by one, with `INDEX`. The right to end scrolls would include those of
 * everybody.
 */
const CLUSTER = [
  'cluster:monitor/main',
  'cluster:monitor/health',
  'indices:data/write/bulk',
  'indices:data/write/reindex',
  'indices:data/read/mget',
  'indices:data/read/msearch',
  'indices:data/read/mtv',
  'indices:data/read/scroll',
  'indices:data/read/point_in_time/delete',
];

/**
 * Without aliases, rollover and resize: OpenSearch checks only the index of a new alias, which could have the name of another
 * service's index.
 */
const INDEX = [
  'indices:data/read/*',
  'indices:data/write/*',
  'indices:admin/create',
  'indices:admin/delete',
  'indices:admin/get',
  'indices:admin/exists',
  'indices:admin/mapping/put',
  'indices:admin/mapping/auto_put',
  'indices:admin/mappings/get',
  'indices:admin/mappings/fields/get*',
  'indices:admin/settings/update',
  'indices:admin/aliases/get',
  'indices:admin/refresh*',
  'indices:admin/analyze',
  'indices:admin/validate/query',
  'indices:admin/shards/search_shards',
  'indices:monitor/settings/get',
  'indices:monitor/stats',
];
