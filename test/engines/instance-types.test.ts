import { Stack } from 'aws-cdk-lib';
import { requireSupportedEngine } from '../../src/engines/engine-rules';
import {
  AURORA_POSTGRESQL,
  DOCUMENTDB,
  type Engine,
  OPENSEARCH,
  POSTGRESQL,
  RABBITMQ,
  REDIS_OSS,
  VALKEY,
} from '../../src/engines/engine-table';

/** The instance types that AWS offers for an engine, copied from its documentation. */
interface Offered {
  readonly engine: Engine;
  readonly versions: string[];
  readonly mode?: string;
  /** Format of an instance type, with `*` for family and size. */
  readonly format: string;
  readonly families: string[];
  readonly smaller: string[];
}

const CACHE_NODES = {
  format: 'cache.*',
  families: ['m8g', 'm7g', 'm6g', 'm5', 'm4', 'r8g', 'r7g', 'r6g', 'r5', 'r4', 'c8gn', 'c7gn'],
  smaller: [
    't4g.micro',
    't4g.small',
    't4g.medium',
    't3.micro',
    't3.small',
    't3.medium',
    't2.micro',
    't2.small',
    't2.medium',
  ],
};

const DOMAIN_NODES = {
  versions: ['3.7', '3.5', '3.3', '3.1', '2.19', '2.17', '2.15', '2.13', '2.11'],
  format: '*.search',
  families: [
    ...['m8g', 'm7g', 'm7i', 'm6g', 'm5', 'r8g', 'r7g', 'r7i', 'r6g', 'r5', 'c8g', 'c7g', 'c7i', 'c6g', 'c5'],
    ...['or2', 'or1', 'om2'],
  ],
};

const MEDIUM_NODES = ['m8g.medium', 'm7g.medium', 'r8g.medium', 'r7g.medium', 'or2.medium', 'or1.medium'];

const OFFERED: Offered[] = [
  {
    engine: POSTGRESQL,
    versions: ['18', '17', '16', '15'],
    format: '*',
    families: [
      ...['t4g', 't3', 'm9g', 'm8g', 'm8gd', 'm8a', 'm7g', 'm7i', 'm6g', 'm6gd', 'm6i', 'm6id', 'm6idn', 'm6in', 'm5'],
      ...['m5d', 'r8g', 'r8gd', 'r8a', 'r7g', 'r7i', 'r6g', 'r6gd', 'r6i', 'r6id', 'r6idn', 'r6in', 'r5', 'r5b', 'r5d'],
      ...['x2g', 'x2iedn'],
    ],
    smaller: ['t4g.micro', 't4g.small', 't4g.medium', 't3.micro', 't3.small', 't3.medium'],
  },
  {
    engine: DOCUMENTDB,
    versions: ['8.0.0', '5.0.0'],
    format: '*',
    families: ['r8g', 'r6g', 'r6gd', 'r5'],
    smaller: ['t4g.medium', 't3.medium'],
  },
  { engine: VALKEY, versions: ['9.1', '9.0', '8.2', '8.1', '8.0', '7.2'], ...CACHE_NODES },
  { engine: REDIS_OSS, versions: ['7.1', '7.0'], ...CACHE_NODES },
  {
    engine: RABBITMQ,
    versions: ['4.3', '4.2'],
    mode: 'SINGLE_INSTANCE',
    format: 'mq.*',
    families: ['m7g'],
    smaller: ['m7g.medium'],
  },
  {
    engine: RABBITMQ,
    versions: ['4.3', '4.2'],
    mode: 'CLUSTER_MULTI_AZ',
    format: 'mq.*',
    families: ['m7g'],
    smaller: ['m7g.medium'],
  },
  {
    engine: RABBITMQ,
    versions: ['3.13'],
    mode: 'CLUSTER_MULTI_AZ',
    format: 'mq.*',
    families: ['m7g', 'm5'],
    smaller: ['m7g.medium'],
  },
  {
    engine: RABBITMQ,
    versions: ['3.13'],
    mode: 'SINGLE_INSTANCE',
    format: 'mq.*',
    families: ['m7g', 'm5'],
    smaller: ['m7g.medium', 't3.micro'],
  },
  { engine: OPENSEARCH, mode: 'with standby', ...DOMAIN_NODES, smaller: MEDIUM_NODES },
  {
    engine: OPENSEARCH,
    mode: 'without standby',
    ...DOMAIN_NODES,
    smaller: [...MEDIUM_NODES, 't3.small', 't3.medium'],
  },
];

const offered = OFFERED.flatMap(({ engine, versions, mode, format, families, smaller }) =>
  [...families.flatMap((family) => [`${family}.large`, `${family}.16xlarge`]), ...smaller].map((type) => ({
    name: engine.name,
    engine,
    versions,
    mode,
    instanceType: format.replace('*', type),
  })),
);

test.each(offered)('$name $versions accepts $instanceType ($mode)', ({ engine, versions, mode, instanceType }) => {
  for (const version of versions) {
    expect(() =>
      requireSupportedEngine(new Stack(), engine, { version, mode, instanceTypes: { instanceType } }),
    ).not.toThrow();
  }
});

/** Families that an engine rejects, with the reason, even if unlisted types are allowed. */
const UNSUPPORTED: [Engine, string, string[], string][] = [
  [
    POSTGRESQL,
    '*',
    ['t1', 't2', 'm1', 'm2', 'm3', 'm4', 'r3', 'r4', 'c1', 'c3', 'c4', 'c5', 'a1'],
    'are not, or no longer, offered for PostgreSQL',
  ],
  [DOCUMENTDB, '*', ['r4'], 'support only DocumentDB 3.6'],
  [VALKEY, 'cache.*', ['t1', 'm1', 'm2', 'm3', 'c1', 'r3'], 'do not support encryption'],
  [REDIS_OSS, 'cache.*', ['t1', 'm1', 'm2', 'm3', 'c1', 'r3'], 'do not support encryption'],
  [VALKEY, 'cache.*', ['r6gd'], 'use data tiering, which the library does not support'],
  [RABBITMQ, 'mq.*', ['t2', 'm4'], 'support only ActiveMQ'],
  [OPENSEARCH, '*.search', ['t2', 'm3', 'r3', 'i2'], 'support neither encryption nor fine-grained access control'],
  [
    OPENSEARCH,
    '*.search',
    ['i3', 'i4g', 'i4i', 'i7i', 'i8g', 'i8ge', 'im4gn', 'oi2', 'r6gd', 'r7gd', 'r8gd'],
    'store data on local disks, but the library attaches an EBS volume to each node',
  ],
];

test.each(
  UNSUPPORTED.flatMap(([engine, format, families, reason]) =>
    families.map((family) => ({
      name: engine.name,
      engine,
      family,
      reason,
      instanceType: format.replace('*', `${family}.large`),
    })),
  ),
)('$name rejects $family types, which $reason', ({ engine, family, reason, instanceType }) => {
  const [version] = engine.offers[0].versions;
  expect(() =>
    requireSupportedEngine(new Stack(), engine, { version, instanceTypes: { instanceType }, allowUnlisted: true }),
  ).toThrow(`got '${instanceType}'. ${family} types ${reason}. (in Default)`);
});

test.each<[Engine, string, string, string | undefined, string]>([
  [
    DOCUMENTDB,
    '8.0.0',
    't4g.micro',
    undefined,
    "instanceType must be a type for DocumentDB 8.0.0: t4g.medium, t3.medium, or large and larger sizes of r8g, r6g, r6gd, r5, got 't4g.micro'. No version of DocumentDB supports t4g.micro.",
  ],
  [
    RABBITMQ,
    '4.2',
    'mq.m5.large',
    'CLUSTER_MULTI_AZ',
    "instanceType must be a type for RabbitMQ 4.2 (CLUSTER_MULTI_AZ): mq.m7g.medium, or large and larger sizes of m7g, got 'mq.m5.large'. mq.m5.large is supported by RabbitMQ 3.13 (CLUSTER_MULTI_AZ), RabbitMQ 3.13 (SINGLE_INSTANCE).",
  ],
  [
    RABBITMQ,
    '5.0',
    'mq.t3.medium',
    undefined,
    "instanceType must be a type for RabbitMQ: mq.m7g.medium, mq.t3.micro, or large and larger sizes of m7g, m5, got 'mq.t3.medium'. No version of RabbitMQ supports mq.t3.medium.",
  ],
  [
    AURORA_POSTGRESQL,
    '17',
    'm8g.large',
    undefined,
    "instanceType must be a type for Aurora PostgreSQL 17: large and larger sizes of , got 'm8g.large'. The library does not know m8g types of Aurora PostgreSQL. If AWS offers it, set `allowUnlisted` to true.",
  ],
])('%s %s rejects %s (%s) with the supported types and the reason', (engine, version, instanceType, mode, message) => {
  const allowUnlisted = version === '5.0';
  expect(() =>
    requireSupportedEngine(new Stack(), engine, { version, mode, instanceTypes: { instanceType }, allowUnlisted }),
  ).toThrow(new Error(`${message} (in Default)`));
});

test.each([
  'mq.m7g.large.search',
  'db.m7g.large',
  'xmq.m7g.large',
  'mq.m7g',
  'mq.m7g.large.x',
  'mq..large',
  'mq.M7G.large',
  'mq. m7g.large',
])("rejects '%s', which has another format", (instanceType) => {
  expect(() =>
    requireSupportedEngine(new Stack(), RABBITMQ, {
      version: '4.2',
      instanceTypes: { instanceType },
      allowUnlisted: true,
    }),
  ).toThrow(`got '${instanceType}'. Use the format of mq.m7g.large. (in Default)`);
});

test.each(['m7g.xxlarge', 'm7g.large2', 'm7g.metal', 'm7g.2xlargex', 'm7g.nano'])(
  'rejects the size of mq.%s',
  (type) => {
    expect(() =>
      requireSupportedEngine(new Stack(), RABBITMQ, { version: '4.2', instanceTypes: { instanceType: `mq.${type}` } }),
    ).toThrow(`No version of RabbitMQ supports mq.${type}. (in Default)`);
  },
);

test('checks the instance type of every prop, and names the prop', () => {
  const instanceTypes = { dataNodeInstanceType: 'm7g.large.search', masterNodeInstanceType: 't2.small.search' };
  expect(() => requireSupportedEngine(new Stack(), OPENSEARCH, { version: '3.7', instanceTypes })).toThrow(
    /^masterNodeInstanceType must be a type for OpenSearch 3\.7: /,
  );
});
