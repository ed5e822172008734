/** A combination that AWS offers for an engine: versions, deployment mode and instance types. */
export interface Offer {
  /** Versions, newest first, with as many parts as the service's API takes. */
  readonly versions: readonly string[];
  /** Deployment mode, as errors name it; without one, the offer applies to every mode. */
  readonly mode?: string;
  /** Instance families, in every size from `large`. */
  readonly families: readonly string[];
  /** Instance types of smaller sizes. */
  readonly types?: readonly string[];
}

/** Instance families that an engine does not support. */
export interface UnsupportedFamilies {
  readonly families: readonly string[];
  /** The reason, completing "m3 types ...". */
  readonly reason: string;
}

/** The versions and instance types of an engine. */
export interface Engine {
  readonly name: string;
  /** Format of its instance types, with `*` for family and size. */
  readonly instanceType: string;
  readonly offers: readonly Offer[];
  /** Versions past standard support, and versions that AWS no longer creates. `13` includes every minor version. */
  readonly unsupported: readonly string[];
  readonly unsupportedFamilies?: readonly UnsupportedFamilies[];
  /** Whether a listed version stands for each of its patches: 8.0.0 for 8.0.1. */
  readonly acceptsPatches?: boolean;
  /** Whether AWS requires automatic minor version upgrades. */
  readonly requiresMinorUpgrades?: boolean;
}

// The supported combinations of engine versions, instance types and modes. When AWS adds or ends one, change this file.
// A version in no list, such as PostgreSQL 14, whose support ends in February 2027, requires `allowUnlisted`.

/**
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/PostgreSQLReleaseNotes/postgresql-release-calendar.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html
 */
export const POSTGRESQL: Engine = {
  name: 'PostgreSQL',
  instanceType: '*',
  offers: [
    {
      versions: ['18', '17', '16', '15'],
      types: ['t4g.micro', 't4g.small', 't4g.medium', 't3.micro', 't3.small', 't3.medium'],
      families: [
        ...['t4g', 't3'],
        ...['m9g', 'm8g', 'm8gd', 'm8a', 'm7g', 'm7i', 'm6g', 'm6gd', 'm6i', 'm6id', 'm6idn', 'm6in', 'm5', 'm5d'],
        ...['r8g', 'r8gd', 'r8a', 'r7g', 'r7i', 'r6g', 'r6gd', 'r6i', 'r6id', 'r6idn', 'r6in', 'r5', 'r5b', 'r5d'],
        ...['x2g', 'x2iedn'],
      ],
    },
  ],
  unsupported: ['9', '10', '11', '12', '13', ...minors('15', 2, 12), ...minors('16', 1, 8), ...minors('17', 1, 4)],
  unsupportedFamilies: [
    {
      families: ['t1', 't2', 'm1', 'm2', 'm3', 'm4', 'r3', 'r4', 'c1', 'c3', 'c4', 'c5', 'a1'],
      reason: 'are not, or no longer, offered for PostgreSQL',
    },
  ],
};

/**
 * Aurora Serverless v2 has capacities instead of instance types.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraPostgreSQLReleaseNotes/aurorapostgresql-release-calendar.html
 */
export const AURORA_POSTGRESQL: Engine = {
  name: 'Aurora PostgreSQL',
  instanceType: '*',
  offers: [{ versions: ['18', '17', '16', '15'], families: [] }],
  unsupported: ['9', '10', '11', '12', '13', ...minors('15', 2, 9), ...minors('16', 0, 6), ...minors('17', 1, 2)],
};

/** @see https://docs.aws.amazon.com/documentdb/latest/devguide/docdb-engine-version-supportability.html */
export const DOCUMENTDB: Engine = {
  name: 'DocumentDB',
  instanceType: '*',
  offers: [
    {
      versions: ['8.0.0', '5.0.0'],
      types: ['t4g.medium', 't3.medium'],
      families: ['r8g', 'r6g', 'r6gd', 'r5'],
    },
  ],
  unsupported: ['3.6'],
  unsupportedFamilies: [{ families: ['r4'], reason: 'support only DocumentDB 3.6' }],
  acceptsPatches: true,
};

/** @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html */
const CACHE_NODES = {
  types: ['t4g', 't3', 't2'].flatMap((family) => [`${family}.micro`, `${family}.small`, `${family}.medium`]),
  families: ['m8g', 'm7g', 'm6g', 'm5', 'm4', 'r8g', 'r7g', 'r6g', 'r5', 'r4', 'c8gn', 'c7gn'],
};

const UNSUPPORTED_CACHE_NODES: UnsupportedFamilies[] = [
  { families: ['t1', 'm1', 'm2', 'm3', 'c1', 'r3'], reason: 'do not support encryption' },
  { families: ['r6gd'], reason: 'use data tiering, which the library does not support' },
];

/** @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/supported-engine-versions.html */
export const VALKEY: Engine = {
  name: 'Valkey',
  instanceType: 'cache.*',
  offers: [{ versions: ['9.1', '9.0', '8.2', '8.1', '8.0', '7.2'], ...CACHE_NODES }],
  unsupported: [],
  unsupportedFamilies: UNSUPPORTED_CACHE_NODES,
};

/**
 * Version 6 is unlisted: its support ends in January 2027, and it cannot require TLS on creation.
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/extended-support-versions.html
 */
export const REDIS_OSS: Engine = {
  name: 'Redis OSS',
  instanceType: 'cache.*',
  offers: [{ versions: ['7.1', '7.0'], ...CACHE_NODES }],
  unsupported: ['2', '3', '4', '5'],
  unsupportedFamilies: UNSUPPORTED_CACHE_NODES,
};

/**
 * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rabbitmq-version-management.html
 * @see https://docs.aws.amazon.com/amazon-mq/latest/developer-guide/rmq-broker-instance-types.html
 */
export const RABBITMQ: Engine = {
  name: 'RabbitMQ',
  instanceType: 'mq.*',
  offers: [
    { versions: ['4.3', '4.2'], families: ['m7g'], types: ['m7g.medium'] },
    { versions: ['3.13'], mode: 'CLUSTER_MULTI_AZ', families: ['m7g', 'm5'], types: ['m7g.medium'] },
    { versions: ['3.13'], mode: 'SINGLE_INSTANCE', families: ['m7g', 'm5'], types: ['m7g.medium', 't3.micro'] },
  ],
  unsupported: ['3.8', '3.9', '3.10', '3.11', '3.12'],
  unsupportedFamilies: [{ families: ['t2', 'm4'], reason: 'support only ActiveMQ' }],
  requiresMinorUpgrades: true,
};

const SEARCH_VERSIONS = ['3.7', '3.5', '3.3', '3.1', '2.19', '2.17', '2.15', '2.13', '2.11'];

/** @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html */
const SEARCH_NODES = {
  types: ['m8g.medium', 'm7g.medium', 'r8g.medium', 'r7g.medium', 'or2.medium', 'or1.medium'],
  families: [
    ...['m8g', 'm7g', 'm7i', 'm6g', 'm5', 'r8g', 'r7g', 'r7i', 'r6g', 'r5', 'c8g', 'c7g', 'c7i', 'c6g', 'c5'],
    ...['or2', 'or1', 'om2'],
  ],
};

/**
 * Elasticsearch 6.8, 7.9 and 7.10 are still supported by AWS, but are not OpenSearch, and therefore unlisted.
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/what-is.html#choosing-version
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html
 */
export const OPENSEARCH: Engine = {
  name: 'OpenSearch',
  instanceType: '*.search',
  offers: [
    { versions: SEARCH_VERSIONS, mode: 'with standby', ...SEARCH_NODES },
    {
      versions: SEARCH_VERSIONS,
      mode: 'without standby',
      types: [...SEARCH_NODES.types, 't3.small', 't3.medium'],
      families: SEARCH_NODES.families,
    },
  ],
  unsupported: [
    ...minors('1', 0, 2),
    ...minors('2', 3, 9),
    ...['Elasticsearch_1', 'Elasticsearch_2', 'Elasticsearch_5'],
    ...minors('Elasticsearch_6', 0, 7),
    ...minors('Elasticsearch_7', 1, 8),
  ],
  unsupportedFamilies: [
    { families: ['t2', 'm3', 'r3', 'i2'], reason: 'support neither encryption nor fine-grained access control' },
    {
      families: ['i3', 'i4g', 'i4i', 'i7i', 'i8g', 'i8ge', 'im4gn', 'oi2', 'r6gd', 'r7gd', 'r8gd'],
      reason: 'store data on local disks, but the library attaches an EBS volume to each node',
    },
  ],
};

/** The minor versions of a major version, from the first to the last. */
function minors(major: string, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, index) => `${major}.${first + index}`);
}
