import { Stack, Token } from 'aws-cdk-lib';
import { type EngineChoice, requireMinorUpgrades, requireSupportedEngine } from '../../src/engines/engine-rules';
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
  return () => requireSupportedEngine(new Stack(), engine, { version, instanceTypes, ...more });
}

/** A row of a table: engine, version, instance type, further choices, expected part of the error. */
type Row = [Engine, string, string?, Partial<EngineChoice>?, string?];

function rowsForTitles(rows: Row[]) {
  return rows.map(([engine, version, instanceType, more = {}, message = '']) => ({
    name: engine.name,
    engine,
    version,
    instanceType,
    more,
    message,
  }));
}

const SINGLE = { mode: 'SINGLE_INSTANCE' };
const CLUSTER = { mode: 'CLUSTER_MULTI_AZ' };
const STANDBY = { mode: 'with standby' };
const NO_STANDBY = { mode: 'without standby' };
const UNLISTED = { allowUnlisted: true };

describe('supported combinations', () => {
  test.each(
    rowsForTitles([
      [POSTGRESQL, '18', 't4g.micro'],
      [POSTGRESQL, '17', 'm8g.large'],
      [POSTGRESQL, '16', 'r8g.48xlarge'],
      [POSTGRESQL, '15', 'm5.large'],
      [AURORA_POSTGRESQL, '18'],
      [AURORA_POSTGRESQL, '15'],
      [DOCUMENTDB, '8.0.0', 't3.medium'],
      [DOCUMENTDB, '8.0.1', 't3.medium'],
      [DOCUMENTDB, '5.0.0', 'r6gd.16xlarge'],
      [DOCUMENTDB, '5.0.12', 'r6gd.16xlarge'],
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
  )('accepts $name $version on $instanceType', ({ engine, version, instanceType, more }) => {
    expect(choose(engine, version, instanceType, more)).not.toThrow();
  });
});

describe('versions', () => {
  test.each(
    rowsForTitles([
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
  )('rejects the unsupported $name $version, even if unlisted versions are allowed', ({ engine, version }) => {
    for (const more of [{}, UNLISTED]) {
      expect(choose(engine, version, undefined, more)).toThrow(
        `Standard support of ${engine.name} ${version} has ended, or AWS no longer creates it: choose a supported version.`,
      );
    }
  });

  test('the error for an unsupported version lists the supported versions', () => {
    expect(choose(RABBITMQ, '3.9.16')).toThrow("engineVersion must be one of 4.3, 4.2, 3.13, got '3.9.16'.");
  });

  test.each(
    rowsForTitles([
      [POSTGRESQL, '19', undefined, {}, '18, 17, 16, 15'],
      [POSTGRESQL, '14', undefined, {}, '18, 17, 16, 15'],
      [POSTGRESQL, '1', undefined, {}, '18, 17, 16, 15'],
      [AURORA_POSTGRESQL, '19', undefined, {}, '18, 17, 16, 15'],
      [DOCUMENTDB, '4.0.0', undefined, {}, '8.0.0, 5.0.0'],
      [DOCUMENTDB, '8.1.0', undefined, {}, '8.0.0, 5.0.0'],
      [DOCUMENTDB, '8.0', undefined, {}, '8.0.0, 5.0.0'],
      [VALKEY, '10.0', undefined, {}, '9.1, 9.0, 8.2, 8.1, 8.0, 7.2'],
      [REDIS_OSS, '6.2', undefined, {}, '7.1, 7.0'],
      [RABBITMQ, '4', undefined, {}, '4.3, 4.2, 3.13'],
      [RABBITMQ, '4.20', undefined, {}, '4.3, 4.2, 3.13'],
      [RABBITMQ, '', undefined, {}, '4.3, 4.2, 3.13'],
      [OPENSEARCH, '4.1', undefined, {}, '3.7, 3.5, 3.3, 3.1, 2.19, 2.17, 2.15, 2.13, 2.11'],
      [OPENSEARCH, 'Elasticsearch_7.10', undefined, {}, '3.7, 3.5, 3.3, 3.1, 2.19, 2.17, 2.15, 2.13, 2.11'],
    ]),
  )(
    'rejects $name $version, which is unlisted, unless unlisted versions are allowed',
    ({ engine, version, message }) => {
      expect(choose(engine, version)).toThrow(
        `engineVersion must be one of ${message}, got '${version}'. The library does not know ${engine.name} ${version}. If AWS offers it, set \`allowUnlisted\` to true.`,
      );
      expect(choose(engine, version, undefined, UNLISTED)).not.toThrow();
    },
  );

  test.each(
    rowsForTitles([
      [POSTGRESQL, '16.14', undefined, {}, '16'],
      [AURORA_POSTGRESQL, '17.9', undefined, {}, '17'],
      [AURORA_POSTGRESQL, '16.9-limitless', undefined, {}, '16'],
      [RABBITMQ, '4.2.1', undefined, {}, '4.2'],
      [VALKEY, '8.2.1', undefined, {}, '8.2'],
    ]),
  )(
    'rejects $name $version, which has a minor version, unless unlisted versions are allowed',
    ({ engine, version, message }) => {
      expect(choose(engine, version)).toThrow(
        `Set only ${message}: AWS upgrades minor versions automatically, and a later deployment would fail as a downgrade. If AWS offers it, set \`allowUnlisted\``,
      );
      expect(choose(engine, version, undefined, UNLISTED)).not.toThrow();
    },
  );

  test('the error names the prop that sets the version', () => {
    expect(choose(VALKEY, '1.0', undefined, { versionProp: 'engine.version' })).toThrow(
      'engine.version must be one of',
    );
  });
});

describe('instance types', () => {
  test.each(
    rowsForTitles([
      [
        RABBITMQ,
        '4.2',
        'mq.m5.large',
        CLUSTER,
        'mq.m5.large is supported by RabbitMQ 3.13 (CLUSTER_MULTI_AZ), RabbitMQ 3.13',
      ],
      [RABBITMQ, '4.2', 'mq.t3.micro', SINGLE, 'mq.t3.micro is supported by RabbitMQ 3.13 (SINGLE_INSTANCE).'],
      [RABBITMQ, '3.13', 'mq.t3.micro', CLUSTER, 'mq.t3.micro is supported by RabbitMQ 3.13 (SINGLE_INSTANCE).'],
      [RABBITMQ, '3.13', 'mq.t3.medium', SINGLE, 'No version of RabbitMQ supports mq.t3.medium.'],
      [RABBITMQ, '3.13', 'mq.m4.large', SINGLE, 'm4 types support only ActiveMQ.'],
      [RABBITMQ, '4.2', 'm7g.large', CLUSTER, 'Use the format of mq.m7g.large.'],
      [RABBITMQ, '4.2', '', SINGLE, 'Use the format of mq.m7g.large.'],
      [OPENSEARCH, '3.7', 't3.medium.search', STANDBY, '(without standby).'],
      [OPENSEARCH, '3.7', 't3.micro.search', NO_STANDBY, 'No version of OpenSearch supports t3.micro.search.'],
      [
        OPENSEARCH,
        '3.7',
        't2.small.search',
        NO_STANDBY,
        't2 types support neither encryption nor fine-grained access control.',
      ],
      [OPENSEARCH, '3.7', 'i3.large.search', STANDBY, 'i3 types store data on local disks'],
      [OPENSEARCH, '3.7', 'm7g.large', NO_STANDBY, 'Use the format of m8g.large.search.'],
      [VALKEY, '9.0', 'cache.m3.medium', {}, 'm3 types do not support encryption.'],
      [VALKEY, '9.0', 'cache.r6gd.xlarge', {}, 'r6gd types use data tiering'],
      [VALKEY, '9.0', 'cache.t4g.nano', {}, 'No version of Valkey supports cache.t4g.nano.'],
      [REDIS_OSS, '7.1', 't4g.micro', {}, 'Use the format of cache.m8g.large.'],
      [POSTGRESQL, '18', 't2.micro', {}, 't2 types are not, or no longer, offered for PostgreSQL.'],
      [POSTGRESQL, '18', 't4g.nano', {}, 'No version of PostgreSQL supports t4g.nano.'],
      [POSTGRESQL, '18', 'db.t4g.micro', {}, 'Use the format of t4g.large.'],
      [DOCUMENTDB, '8.0.0', 't4g.micro', {}, 'No version of DocumentDB supports t4g.micro.'],
      [DOCUMENTDB, '5.0.0', 'r4.large', {}, 'r4 types support only DocumentDB 3.6.'],
    ]),
  )(
    'rejects $name $version on $instanceType even if unlisted values are allowed',
    ({ engine, version, instanceType, more, message }) => {
      for (const override of [{}, UNLISTED]) {
        expect(choose(engine, version, instanceType, { ...more, ...override })).toThrow(message);
      }
    },
  );

  test('the error lists the supported instance types', () => {
    expect(choose(RABBITMQ, '3.13', 'mq.t3.medium', CLUSTER)).toThrow(
      "instanceType must be a type for RabbitMQ 3.13 (CLUSTER_MULTI_AZ): mq.m7g.medium, or large and larger sizes of m7g, m5, got 'mq.t3.medium'.",
    );
  });

  test.each(
    rowsForTitles([
      [POSTGRESQL, '18', 'm99g.large', {}],
      [DOCUMENTDB, '8.0.0', 'm8g.large', {}],
      [VALKEY, '9.0', 'cache.t5g.micro', {}],
      [RABBITMQ, '4.2', 'mq.m8g.large', SINGLE],
      [OPENSEARCH, '3.7', 'm9g.large.search', STANDBY],
    ]),
  )(
    'rejects $name $version on $instanceType, which is unlisted, unless unlisted types are allowed',
    ({ engine, version, instanceType, more }) => {
      expect(choose(engine, version, instanceType, more)).toThrow(
        /The library does not know \w+ types of .*If AWS offers it, set `allowUnlisted` to true\./,
      );
      expect(choose(engine, version, instanceType, { ...more, ...UNLISTED })).not.toThrow();
    },
  );

  test.each<[string, Partial<EngineChoice>, boolean]>([
    ['mq.m5.large', CLUSTER, true],
    ['mq.t3.micro', SINGLE, true],
    ['mq.t3.micro', CLUSTER, false],
    ['mq.m4.large', SINGLE, false],
  ])('an allowed unlisted version supports %s with %o: %p', (instanceType, more, supported) => {
    const check = expect(choose(RABBITMQ, '5.0', instanceType, { ...more, ...UNLISTED }));
    supported ? check.not.toThrow() : check.toThrow('instanceType must be a type for RabbitMQ (');
  });
});

describe('tokens', () => {
  const token = Token.asString({ Ref: 'Parameter' });

  test('are accepted as a version and as an instance type', () => {
    expect(choose(RABBITMQ, token, token, CLUSTER)).not.toThrow();
  });

  test('the instance type must be supported by one of the versions if the version is a token', () => {
    expect(choose(RABBITMQ, token, 'mq.m5.large', CLUSTER)).not.toThrow();
    expect(choose(RABBITMQ, token, 'mq.t3.medium', CLUSTER)).toThrow('instanceType must be a type for RabbitMQ (');
  });

  test('the instance type must be supported in one of the modes if the mode is a token', () => {
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

  test.each([false, undefined])('synthesis of RabbitMQ fails when automatic minor upgrades are %p', (value) => {
    expect(errors(RABBITMQ, value)).toEqual([
      `autoMinorVersionUpgrade must be true, got ${value}. AWS requires automatic minor version upgrades for RabbitMQ. (in Default)`,
    ]);
  });

  test.each([true, Token.asAny({ Ref: 'Parameter' })])(
    'synthesis of RabbitMQ succeeds when automatic minor upgrades are %p',
    (value) => {
      expect(errors(RABBITMQ, value)).toEqual([]);
    },
  );

  test('skips the check when the engine does not require minor upgrades', () => {
    expect(errors(VALKEY, false)).toEqual([]);
  });
});
