import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { AWSProvider, DevelopmentProvider, LocalStackProvider, StagingProvider } from '../../src';
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
import { ResolvedEnvironment } from '../../src/providers/resolved-environment';

const ENGINES = [POSTGRESQL, AURORA_POSTGRESQL, DOCUMENTDB, VALKEY, REDIS_OSS, RABBITMQ, OPENSEARCH];

describe.each([
  ['production', new AWSProvider()],
  ['staging', new StagingProvider()],
  ['development', new DevelopmentProvider()],
  ['local', new LocalStackProvider()],
])('%s', (_, provider) => {
  const { database, cache, messaging, search } = ResolvedEnvironment.of(new Stack(), provider);
  const { dataNodeInstanceType, masterNodeInstanceType } = search;

  const choices: [Engine, string, Record<string, string>, string?][] = [
    [POSTGRESQL, database.engineVersion.postgresFullVersion, { type: provider.databaseInstanceType.toString() }],
    [AURORA_POSTGRESQL, database.auroraEngineVersion.auroraPostgresFullVersion, {}],
    [DOCUMENTDB, database.documentDbEngineVersion, { type: database.documentDbInstanceType.toString() }],
    [VALKEY, cache.engine.version, { type: provider.cacheNodeType }],
    [RABBITMQ, messaging.engineVersion, { type: provider.mqInstanceType }, messaging.deploymentMode],
    [
      OPENSEARCH,
      search.engineVersion.version.replace('OpenSearch_', ''),
      { dataNodeInstanceType, masterNodeInstanceType },
      search.multiAzWithStandby ? 'with standby' : 'without standby',
    ],
  ];

  test.each(
    choices.map(([engine, version, instanceTypes, mode]) => ({
      name: engine.name,
      engine,
      version,
      instanceTypes,
      mode,
    })),
  )('has a supported combination of $name', ({ engine, version, instanceTypes, mode }) => {
    expect(() => requireSupportedEngine(new Stack(), engine, { version, instanceTypes, mode })).not.toThrow();
  });
});

describe.each(ENGINES)('$name', (engine) => {
  const versions = engine.offers.flatMap((offer) => offer.versions);

  test('no version is both offered and unsupported', () => {
    const both = versions.filter((version) =>
      engine.unsupported.some((unsupported) => version === unsupported || version.startsWith(`${unsupported}.`)),
    );
    expect(both).toEqual([]);
  });

  test('no instance family is both offered and unsupported', () => {
    const offered = engine.offers.flatMap(({ families, types = [] }) => [
      ...families,
      ...types.map((type) => type.split('.')[0]),
    ]);
    const unsupported = (engine.unsupportedFamilies ?? []).flatMap(({ families }) => families);
    expect(unsupported.filter((family) => offered.includes(family))).toEqual([]);
  });
});

const CDK = dirname(require.resolve('aws-cdk-lib/package.json'));

/** The versions that aws-cdk-lib marks as deprecated, of major versions that the table lists. */
function deprecated(file: string, className: string): string[] {
  const source = readFileSync(join(CDK, 'aws-rds', 'lib', `${file}.d.ts`), 'utf8');
  const declaration = source.split(`export declare class ${className} {`)[1].split('\n}')[0];
  const comments = declaration.split('/**').filter((comment) => comment.includes('@deprecated'));
  const versions = comments.map((comment) => /static readonly VER_(1[5-9]_\d+):/.exec(comment)?.[1].replace('_', '.'));
  return versions.filter((version) => version !== undefined);
}

test.each([
  { engine: POSTGRESQL, file: 'instance-engine', className: 'PostgresEngineVersion' },
  { engine: AURORA_POSTGRESQL, file: 'cluster-engine', className: 'AuroraPostgresEngineVersion' },
])('the versions of $className that aws-cdk-lib marks as deprecated are unsupported', ({ engine, file, className }) => {
  const versions = deprecated(file, className);
  expect(versions).toContain('15.3');
  expect(versions.filter((version) => !engine.unsupported.includes(version))).toEqual([]);
});
