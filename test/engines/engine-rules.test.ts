import { Stack, Token } from 'aws-cdk-lib';
import { type EngineChoice, requireLegalEngine, requireMinorUpgrades } from '../../src/engines/engine-rules';
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

function choose(engine: Engine, version: string, instanceType?: string, more: Partial<EngineChoice> = {}) {
  const instanceTypes: Record<string, string> = instanceType === undefined ? {} : { instanceType };
  return () => requireLegalEngine(new Stack(), engine, { version, instanceTypes, ...more });
}

/** A row of a table that jest can put into words: [engine, version, instance type, what else is chosen, what is said]. */
type Row = [Engine, string, string?, Partial<EngineChoice>?, string?];

function named(rows: Row[]) {
  return rows.map(([engine, version, instanceType, more = {}, said = '']) => ({
    name: engine.name,
    engine,
    version,
    instanceType,
    more,
    said,
  }));
}

const SINGLE = { mode: 'SINGLE_INSTANCE' };
const CLUSTER = { mode: 'CLUSTER_MULTI_AZ' };
const STANDBY = { mode: 'with standby' };
const NO_STANDBY = { mode: 'without standby' };
const UNLISTED = { allowUnlisted: true };

describe('what goes together', () => {
  test.each(
    named([
      [POSTGRESQL, '18', 't4g.micro'],
      [POSTGRESQL, '17', 'm8g.large'],
      [POSTGRESQL, '16', 'r8g.48xlarge'],
      [POSTGRESQL, '15', 'm5.large'],
      [AURORA_POSTGRESQL, '18'],
      [AURORA_POSTGRESQL, '15'],
      [DOCUMENTDB, '8.0.0', 't3.medium'],
      [DOCUMENTDB, '5.0.0', 'r6gd.16xlarge'],
      [VALKEY, '9.1', 'cache.t4g.micro'],
      [VALKEY, '7.2', 'cache.r7g.xlarge'],
      [REDIS_OSS, '7.1', 'cache.m5.large'],
      [RABBITMQ, '4.3', 'mq.m7g.large', CLUSTER],
      [RABBITMQ, '4.2', 'mq.m7g.medium', SINGLE],
      [RABBITMQ, '3.13', 'mq.t3.micro', SINGLE],
      [RABBITMQ, '3.13', 'mq.m5.large', CLUSTER],
      [OPENSEARCH, '3.7', 't3.small.search', NO_STANDBY],
      [OPENSEARCH, '3.7', 'm7g.medium.search', STANDBY],
      [OPENSEARCH, '2.19', 'or1.large.search', STANDBY],
    ]),
  )('$name $version on $instanceType is taken', ({ engine, version, instanceType, more }) => {
    expect(choose(engine, version, instanceType, more)).not.toThrow();
  });
});

describe('versions', () => {
  test.each(
    named([
      [POSTGRESQL, '9.6.24'],
      [POSTGRESQL, '13'],
      [POSTGRESQL, '13.23'],
      [POSTGRESQL, '15.3'],
      [POSTGRESQL, '17.4'],
      [AURORA_POSTGRESQL, '12.22'],
      [AURORA_POSTGRESQL, '16.0'],
      [DOCUMENTDB, '3.6.0'],
      [REDIS_OSS, '5.0.6'],
      [RABBITMQ, '3.9.16'],
      [RABBITMQ, '3.12'],
      [OPENSEARCH, '1.2'],
      [OPENSEARCH, '2.9'],
      [OPENSEARCH, 'Elasticsearch_7.1'],
    ]),
  )('$name $version has ended, and no override brings it back', ({ engine, version }) => {
    for (const more of [{}, UNLISTED]) {
      expect(choose(engine, version, undefined, more)).toThrow(
        `${engine.name} ${version} has ended: choose one that AWS still creates and supports.`,
      );
    }
  });

  test('an ended version is refused with those that live', () => {
    expect(choose(RABBITMQ, '3.9.16')).toThrow("engineVersion must be one of 4.3, 4.2, 3.13, got '3.9.16'.");
  });

  test.each(
    named([
      [POSTGRESQL, '19', undefined, {}, '18, 17, 16, 15'],
      [POSTGRESQL, '14', undefined, {}, '18, 17, 16, 15'],
      [POSTGRESQL, '1', undefined, {}, '18, 17, 16, 15'],
      [AURORA_POSTGRESQL, '19', undefined, {}, '18, 17, 16, 15'],
      [DOCUMENTDB, '4.0.0', undefined, {}, '8.0.0, 5.0.0'],
      [VALKEY, '10.0', undefined, {}, '9.1, 9.0, 8.2, 8.1, 8.0, 7.2'],
      [REDIS_OSS, '6.2', undefined, {}, '7.1, 7.0'],
      [RABBITMQ, '4', undefined, {}, '4.3, 4.2, 3.13'],
      [RABBITMQ, '4.20', undefined, {}, '4.3, 4.2, 3.13'],
      [RABBITMQ, '', undefined, {}, '4.3, 4.2, 3.13'],
      [OPENSEARCH, '4.1', undefined, {}, '3.7, 3.5, 3.3, 3.1, 2.19, 2.17, 2.15, 2.13, 2.11'],
      [OPENSEARCH, 'Elasticsearch_7.10', undefined, {}, '3.7, 3.5, 3.3, 3.1, 2.19, 2.17, 2.15, 2.13, 2.11'],
    ]),
  )('$name $version is not known, so refused until it is allowed', ({ engine, version, said }) => {
    expect(choose(engine, version)).toThrow(
      `engineVersion must be one of ${said}, got '${version}'. The library does not know ${engine.name} ${version}. Where AWS offers it, set \`allowUnlisted\` to true.`,
    );
    expect(choose(engine, version, undefined, UNLISTED)).not.toThrow();
  });

  test.each(
    named([
      [POSTGRESQL, '16.14', undefined, {}, '16'],
      [AURORA_POSTGRESQL, '17.9', undefined, {}, '17'],
      [AURORA_POSTGRESQL, '16.9-limitless', undefined, {}, '16'],
      [RABBITMQ, '4.2.1', undefined, {}, '4.2'],
      [VALKEY, '8.2.1', undefined, {}, '8.2'],
    ]),
  )('$name $version is pinned too finely, so refused until it is allowed', ({ engine, version, said }) => {
    expect(choose(engine, version)).toThrow(
      `Give ${said} alone: AWS upgrades within it by itself, and a later deployment would fail as a downgrade. Where AWS offers it, set \`allowUnlisted\``,
    );
    expect(choose(engine, version, undefined, UNLISTED)).not.toThrow();
  });

  test("names the user's own prop", () => {
    expect(choose(VALKEY, '1.0', undefined, { versionProp: 'engine.version' })).toThrow(
      'engine.version must be one of',
    );
  });
});

describe('instance types', () => {
  test.each(
    named([
      [
        RABBITMQ,
        '4.2',
        'mq.m5.large',
        CLUSTER,
        'mq.m5.large goes with RabbitMQ 3.13 (CLUSTER_MULTI_AZ), RabbitMQ 3.13',
      ],
      [RABBITMQ, '4.2', 'mq.t3.micro', SINGLE, 'mq.t3.micro goes with RabbitMQ 3.13 (SINGLE_INSTANCE).'],
      [RABBITMQ, '3.13', 'mq.t3.micro', CLUSTER, 'mq.t3.micro goes with RabbitMQ 3.13 (SINGLE_INSTANCE).'],
      [RABBITMQ, '3.13', 'mq.t3.medium', SINGLE, 'No RabbitMQ goes with mq.t3.medium.'],
      [RABBITMQ, '3.13', 'mq.m4.large', SINGLE, 'm4 types run ActiveMQ alone.'],
      [RABBITMQ, '4.2', 'm7g.large', CLUSTER, 'Write it like mq.m7g.large.'],
      [RABBITMQ, '4.2', '', SINGLE, 'Write it like mq.m7g.large.'],
      [OPENSEARCH, '3.7', 't3.medium.search', STANDBY, '(without standby).'],
      [OPENSEARCH, '3.7', 't3.micro.search', NO_STANDBY, 'No OpenSearch goes with t3.micro.search.'],
      [OPENSEARCH, '3.7', 't2.small.search', NO_STANDBY, 't2 types have no encryption or fine-grained access.'],
      [OPENSEARCH, '3.7', 'i3.large.search', STANDBY, 'i3 types keep data on disks of their own'],
      [OPENSEARCH, '3.7', 'm7g.large', NO_STANDBY, 'Write it like m8g.large.search.'],
      [VALKEY, '9.0', 'cache.m3.medium', {}, 'm3 types cannot encrypt.'],
      [VALKEY, '9.0', 'cache.r6gd.xlarge', {}, 'r6gd types tier data to disk'],
      [VALKEY, '9.0', 'cache.t4g.nano', {}, 'No Valkey goes with cache.t4g.nano.'],
      [REDIS_OSS, '7.1', 't4g.micro', {}, 'Write it like cache.m8g.large.'],
      [POSTGRESQL, '18', 't2.micro', {}, 't2 types are not offered for PostgreSQL, or no longer.'],
      [POSTGRESQL, '18', 't4g.nano', {}, 'No PostgreSQL goes with t4g.nano.'],
      [POSTGRESQL, '18', 'db.t4g.micro', {}, 'Write it like t4g.large.'],
      [DOCUMENTDB, '8.0.0', 't4g.micro', {}, 'No DocumentDB goes with t4g.micro.'],
      [DOCUMENTDB, '5.0.0', 'r4.large', {}, 'r4 types run DocumentDB 3.6 alone.'],
    ]),
  )('$name $version on $instanceType is refused, allowed or not', ({ engine, version, instanceType, more, said }) => {
    for (const override of [{}, UNLISTED]) {
      expect(choose(engine, version, instanceType, { ...more, ...override })).toThrow(said);
    }
  });

  test('a refusal names what would be legal', () => {
    expect(choose(RABBITMQ, '3.13', 'mq.t3.medium', CLUSTER)).toThrow(
      "instanceType must be a type for RabbitMQ 3.13 (CLUSTER_MULTI_AZ): mq.m7g.medium, or large and more of m7g, m5, got 'mq.t3.medium'.",
    );
  });

  test.each(
    named([
      [POSTGRESQL, '18', 'm99g.large', {}],
      [DOCUMENTDB, '8.0.0', 'm8g.large', {}],
      [VALKEY, '9.0', 'cache.t5g.micro', {}],
      [RABBITMQ, '4.2', 'mq.m8g.large', SINGLE],
      [OPENSEARCH, '3.7', 'm9g.large.search', STANDBY],
    ]),
  )(
    '$name $version on $instanceType is not known, so refused until it is allowed',
    ({ engine, version, instanceType, more }) => {
      expect(choose(engine, version, instanceType, more)).toThrow(
        /The library does not know \w+ types of .*Where AWS offers it, set `allowUnlisted` to true\./,
      );
      expect(choose(engine, version, instanceType, { ...more, ...UNLISTED })).not.toThrow();
    },
  );

  test.each<[string, Partial<EngineChoice>, boolean]>([
    ['mq.m5.large', CLUSTER, true],
    ['mq.t3.micro', SINGLE, true],
    ['mq.t3.micro', CLUSTER, false],
    ['mq.m4.large', SINGLE, false],
  ])('a version that is allowed unlisted goes with %s as %o: %p', (instanceType, more, legal) => {
    const check = expect(choose(RABBITMQ, '5.0', instanceType, { ...more, ...UNLISTED }));
    legal ? check.not.toThrow() : check.toThrow('instanceType must be a type for RabbitMQ (');
  });
});

describe('tokens', () => {
  const token = Token.asString({ Ref: 'Parameter' });

  test('pass, as a version and as an instance type', () => {
    expect(choose(RABBITMQ, token, token, CLUSTER)).not.toThrow();
  });

  test('a type is held against every version where the version is a token', () => {
    expect(choose(RABBITMQ, token, 'mq.m5.large', CLUSTER)).not.toThrow();
    expect(choose(RABBITMQ, token, 'mq.t3.medium', CLUSTER)).toThrow('instanceType must be a type for RabbitMQ (');
  });

  test('a type is held against every mode where the mode is a token', () => {
    expect(choose(RABBITMQ, '3.13', 'mq.t3.micro', { mode: token })).not.toThrow();
    expect(choose(RABBITMQ, '4.2', 'mq.t3.micro', { mode: token })).toThrow('a type for RabbitMQ 4.2:');
  });
});

describe('minor upgrades', () => {
  const errors = (engine: Engine, value: unknown) => {
    const stack = new Stack();
    requireMinorUpgrades(stack, engine, () => value);
    return stack.node.validate();
  };

  test.each([false, undefined])('fail synthesis of RabbitMQ when they are %p', (value) => {
    expect(errors(RABBITMQ, value)).toEqual([
      `autoMinorVersionUpgrade must be true, got ${value}. AWS creates RabbitMQ in no other way. (in Default)`,
    ]);
  });

  test.each([true, Token.asAny({ Ref: 'Parameter' })])('may be %p', (value) => {
    expect(errors(RABBITMQ, value)).toEqual([]);
  });

  test('are the business of an engine that requires them', () => {
    expect(errors(VALKEY, false)).toEqual([]);
  });
});
