import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Stack } from 'aws-cdk-lib';
import {
  AWSProvider,
  DevelopmentProvider,
  type IEnvironmentProvider,
  LocalStackProvider,
  StagingProvider,
} from '../../src';
import { ResolvedEnvironment } from '../../src/providers/resolved-environment';

/** The default engine versions: by environment, then by setting. */
export type EngineVersions = Readonly<Record<string, Readonly<Record<string, string>>>>;

const RECORD = join(__dirname, 'recorded-versions.json');

const PROVIDERS: Readonly<Record<string, IEnvironmentProvider>> = {
  production: new AWSProvider(),
  staging: new StagingProvider(),
  development: new DevelopmentProvider(),
  local: new LocalStackProvider(),
};

/** The settings of each environment, in which a provider's unset settings are production's. */
export const ENVIRONMENTS: ReadonlyArray<readonly [string, ResolvedEnvironment]> = Object.entries(PROVIDERS).map(
  ([name, provider]) => [name, ResolvedEnvironment.of(new Stack(), provider)],
);

/** Returns the default engine versions of every environment. */
export function defaultVersions(): EngineVersions {
  return Object.fromEntries(ENVIRONMENTS.map(([name, environment]) => [name, versionsOf(environment)]));
}

function versionsOf({ database, cache, messaging, search }: ResolvedEnvironment): Record<string, string> {
  return {
    'database.engineVersion': database.engineVersion.postgresFullVersion,
    'database.auroraEngineVersion': database.auroraEngineVersion.auroraPostgresFullVersion,
    'database.documentDbEngineVersion': database.documentDbEngineVersion,
    'cache.engine': `${cache.engine.name} ${cache.engine.version}`,
    'messaging.engineVersion': messaging.engineVersion,
    'search.engineVersion': search.engineVersion.version,
  };
}

/** The default versions of the first release of each major version of the library, by its number. */
export type RecordedVersions = Readonly<Record<string, EngineVersions>>;

export function recordedVersions(): RecordedVersions {
  return existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')) : {};
}

/** Records the default versions when `version` is the first release of its major version. Later releases keep them. */
export function recordVersions(version: string): void {
  const record = withRelease(recordedVersions(), version, defaultVersions());
  writeFileSync(RECORD, `${JSON.stringify(record, undefined, 2)}\n`);
}

/** Adds a release to the record. Rejects a release with other default versions than its major version has. */
export function withRelease(record: RecordedVersions, version: string, defaults: EngineVersions): RecordedVersions {
  const [major] = version.split('.');
  const recorded = record[major] ?? defaults;
  if (!isDeepStrictEqual(recorded, defaults)) {
    throw new Error(
      `${version} must have the default engine versions of the major version ${major}. ` +
        'Release a new major version, or restore the defaults.',
    );
  }
  return { ...record, [major]: recorded };
}
