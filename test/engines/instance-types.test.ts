import { Stack } from 'aws-cdk-lib';
import { requireLegalEngine } from '../../src/engines/engine-rules';
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

/** What AWS offers of an engine, written out from its documentation. */
interface Offered {
  readonly engine: Engine;
  readonly versions: string[];
  readonly mode?: string;
  /** How a type is written, `*` standing for family and size. */
  readonly written: string;
  readonly families: string[];
  readonly smaller: string[];
}

const NODES_OF_A_CACHE = {
  written: 'cache.*',
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

const NODES_OF_A_DOMAIN = {
  versions: ['3.7', '3.5', '3.3', '3.1', '2.19', '2.17', '2.15', '2.13', '2.11'],
  written: '*.search',
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
    written: '*',
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
    written: '*',
    families: ['r8g', 'r6g', 'r6gd', 'r5'],
    smaller: ['t4g.medium', 't3.medium'],
  },
  { engine: VALKEY, versions: ['9.1', '9.0', '8.2', '8.1', '8.0', '7.2'], ...NODES_OF_A_CACHE },
  { engine: REDIS_OSS, versions: ['7.1', '7.0'], ...NODES_OF_A_CACHE },
  {
    engine: RABBITMQ,
    versions: ['4.3', '4.2'],
    mode: 'SINGLE_INSTANCE',
    written: 'mq.*',
    families: ['m7g'],
    smaller: ['m7g.medium'],
  },
  {
    engine: RABBITMQ,
    versions: ['4.3', '4.2'],
    mode: 'CLUSTER_MULTI_AZ',
    written: 'mq.*',
    families: ['m7g'],
    smaller: ['m7g.medium'],
  },
  {
    engine: RABBITMQ,
    versions: ['3.13'],
    mode: 'CLUSTER_MULTI_AZ',
    written: 'mq.*',
    families: ['m7g', 'm5'],
    smaller: ['m7g.medium'],
  },
  {
    engine: RABBITMQ,
    versions: ['3.13'],
    mode: 'SINGLE_INSTANCE',
    written: 'mq.*',
    families: ['m7g', 'm5'],
    smaller: ['m7g.medium', 't3.micro'],
  },
  { engine: OPENSEARCH, mode: 'with standby', ...NODES_OF_A_DOMAIN, smaller: MEDIUM_NODES },
  {
    engine: OPENSEARCH,
    mode: 'without standby',
    ...NODES_OF_A_DOMAIN,
    smaller: [...MEDIUM_NODES, 't3.small', 't3.medium'],
  },
];

const offered = OFFERED.flatMap(({ engine, versions, mode, written, families, smaller }) =>
  [...families.flatMap((family) => [`${family}.large`, `${family}.16xlarge`]), ...smaller].map((type) => ({
    name: engine.name,
    engine,
    versions,
    mode,
    instanceType: written.replace('*', type),
  })),
);

test.each(offered)('$name $versions takes $instanceType ($mode)', ({ engine, versions, mode, instanceType }) => {
  for (const version of versions) {
    expect(() =>
      requireLegalEngine(new Stack(), engine, { version, mode, instanceTypes: { instanceType } }),
    ).not.toThrow();
  }
});

/** Families that an engine refuses, with the reason, whatever is allowed. */
const REFUSED: [Engine, string, string[], string][] = [
  [
    POSTGRESQL,
    '*',
    ['t1', 't2', 'm1', 'm2', 'm3', 'm4', 'r3', 'r4', 'c1', 'c3', 'c4', 'c5', 'a1'],
    'are not offered for PostgreSQL, or no longer',
  ],
  [DOCUMENTDB, '*', ['r4'], 'run DocumentDB 3.6 alone'],
  [VALKEY, 'cache.*', ['t1', 'm1', 'm2', 'm3', 'c1', 'r3'], 'cannot encrypt'],
  [REDIS_OSS, 'cache.*', ['t1', 'm1', 'm2', 'm3', 'c1', 'r3'], 'cannot encrypt'],
  [VALKEY, 'cache.*', ['r6gd'], 'tier data to disk, which a cache made here does not'],
  [RABBITMQ, 'mq.*', ['t2', 'm4'], 'run ActiveMQ alone'],
  [OPENSEARCH, '*.search', ['t2', 'm3', 'r3', 'i2'], 'have no encryption or fine-grained access'],
  [
    OPENSEARCH,
    '*.search',
    ['i3', 'i4g', 'i4i', 'i7i', 'i8g', 'i8ge', 'im4gn', 'oi2', 'r6gd', 'r7gd', 'r8gd'],
    'keep data on disks of their own, and a domain made here gives each node a volume',
  ],
];

test.each(
  REFUSED.flatMap(([engine, written, families, because]) =>
    families.map((family) => ({
      name: engine.name,
      engine,
      family,
      because,
      instanceType: written.replace('*', `${family}.large`),
    })),
  ),
)('$name refuses $family types, which $because', ({ engine, family, because, instanceType }) => {
  const [version] = engine.offers[0].versions;
  expect(() =>
    requireLegalEngine(new Stack(), engine, { version, instanceTypes: { instanceType }, allowUnlisted: true }),
  ).toThrow(`got '${instanceType}'. ${family} types ${because}. (in Default)`);
});

test.each<[Engine, string, string, string | undefined, string]>([
  [
    DOCUMENTDB,
    '8.0.0',
    't4g.micro',
    undefined,
    "instanceType must be a type for DocumentDB 8.0.0: t4g.medium, t3.medium, or large and more of r8g, r6g, r6gd, r5, got 't4g.micro'. No DocumentDB goes with t4g.micro.",
  ],
  [
    RABBITMQ,
    '4.2',
    'mq.m5.large',
    'CLUSTER_MULTI_AZ',
    "instanceType must be a type for RabbitMQ 4.2 (CLUSTER_MULTI_AZ): mq.m7g.medium, or large and more of m7g, got 'mq.m5.large'. mq.m5.large goes with RabbitMQ 3.13 (CLUSTER_MULTI_AZ), RabbitMQ 3.13 (SINGLE_INSTANCE).",
  ],
  [
    RABBITMQ,
    '5.0',
    'mq.t3.medium',
    undefined,
    "instanceType must be a type for RabbitMQ: mq.m7g.medium, mq.t3.micro, or large and more of m7g, m5, got 'mq.t3.medium'. No RabbitMQ goes with mq.t3.medium.",
  ],
  [
    AURORA_POSTGRESQL,
    '17',
    'm8g.large',
    undefined,
    "instanceType must be a type for Aurora PostgreSQL 17: large and more of , got 'm8g.large'. The library does not know m8g types of Aurora PostgreSQL. Where AWS offers it, set `allowUnlisted` to true.",
  ],
])('%s %s refuses %s (%s) in a whole sentence', (engine, version, instanceType, mode, message) => {
  const allowUnlisted = version === '5.0';
  expect(() =>
    requireLegalEngine(new Stack(), engine, { version, mode, instanceTypes: { instanceType }, allowUnlisted }),
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
])("refuses '%s', which is written in another way", (instanceType) => {
  expect(() =>
    requireLegalEngine(new Stack(), RABBITMQ, { version: '4.2', instanceTypes: { instanceType }, allowUnlisted: true }),
  ).toThrow(`got '${instanceType}'. Write it like mq.m7g.large. (in Default)`);
});

test.each(['m7g.xxlarge', 'm7g.large2', 'm7g.metal', 'm7g.2xlargex', 'm7g.nano'])(
  'refuses the size of mq.%s',
  (type) => {
    expect(() =>
      requireLegalEngine(new Stack(), RABBITMQ, { version: '4.2', instanceTypes: { instanceType: `mq.${type}` } }),
    ).toThrow(`No RabbitMQ goes with mq.${type}. (in Default)`);
  },
);

test("names each of the user's own props, and checks every one", () => {
  const instanceTypes = { dataNodeInstanceType: 'm7g.large.search', masterNodeInstanceType: 't2.small.search' };
  expect(() => requireLegalEngine(new Stack(), OPENSEARCH, { version: '3.7', instanceTypes })).toThrow(
    /^masterNodeInstanceType must be a type for OpenSearch 3\.7: /,
  );
});
