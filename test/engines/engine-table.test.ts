import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { AWSProvider, DevelopmentProvider, LocalStackProvider, StagingProvider } from '../../src';
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
  )('asks for $name that can be had', ({ engine, version, instanceTypes, mode }) => {
    expect(() => requireLegalEngine(new Stack(), engine, { version, instanceTypes, mode })).not.toThrow();
  });
});

describe.each(ENGINES)('$name', (engine) => {
  const versions = engine.offers.flatMap((offer) => offer.versions);

  test('offers no version that has ended', () => {
    const ended = versions.filter((version) => engine.ended.some((e) => version === e || version.startsWith(`${e}.`)));
    expect(ended).toEqual([]);
  });

  test('refuses no family that it offers', () => {
    const offered = engine.offers.flatMap(({ families, types = [] }) => [
      ...families,
      ...types.map((type) => type.split('.')[0]),
    ]);
    const refused = (engine.refused ?? []).flatMap(({ families }) => families);
    expect(refused.filter((family) => offered.includes(family))).toEqual([]);
  });
});

const CDK = dirname(require.resolve('aws-cdk-lib/package.json'));

/** The versions that aws-cdk-lib marks as no longer supported, of majors that the table lists. */
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
])('what aws-cdk-lib marks as gone in $className has ended', ({ engine, file, className }) => {
  const versions = deprecated(file, className);
  expect(versions).toContain('15.3');
  expect(versions.filter((version) => !engine.ended.includes(version))).toEqual([]);
});
