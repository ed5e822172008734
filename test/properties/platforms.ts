import fc from 'fast-check';
import type {
  EcommercePlatformProps,
  ExistingParts,
  IEnvironmentProvider,
  LoginOptions,
  PartOptions,
  PlatformCacheOptions,
  PlatformDatabaseOptions,
  PlatformMessagingOptions,
  PlatformSearchOptions,
  PlatformStorageOptions,
} from '../../src';
import { catalogue, catalogueOf, type GeneratedCatalogue } from './catalogues';
import { environment, environmentName } from './environments';
import { loginOptions } from './logins';
import {
  backupOptions,
  backupOptionsOf,
  cacheOptions,
  type GeneratedBackup,
  type GeneratedMessaging,
  type GeneratedVpc,
  messagingOptions,
  messagingOptionsOf,
  searchOptions,
  storageOptions,
  vpcOptions,
  vpcOptionsOf,
} from './parts';
import type { ReferencedResources } from './referenced-resources';
import { databaseOptions, type Generated, withKey } from './stores';
import { oneOf } from './values';

/** The props of a platform, with plain values instead of constructs, which need a stack. */
interface GeneratedPlatform {
  readonly provider: IEnvironmentProvider;
  readonly catalogue?: GeneratedCatalogue;
  readonly environmentName?: string;
  readonly withBoundary?: boolean;
  readonly network?: GeneratedVpc;
  readonly inExistingVpc?: boolean;
  readonly existing?: ReadonlyArray<keyof ExistingParts>;
  readonly logins?: LoginOptions;
  readonly database?: Generated<PlatformDatabaseOptions>;
  readonly cache?: Generated<PlatformCacheOptions>;
  readonly messaging?: GeneratedMessaging & Pick<PlatformMessagingOptions, 'enabled'>;
  readonly search?: Generated<PlatformSearchOptions>;
  readonly storage?: Generated<PlatformStorageOptions>;
  readonly backup?: GeneratedBackup & PartOptions;
}

/** Adds `enabled` to the options of a part. */
function enabled<Options extends object>(options: fc.Arbitrary<Options>) {
  const part = fc.record({ enabled: oneOf([true, true, true, false]) }, { requiredKeys: [] });
  return fc.tuple(options, part).map(([partOptions, partEnabled]) => ({ ...partOptions, ...partEnabled }));
}

/** The network of a platform: a new one or an existing VPC; sometimes both, which is invalid. */
const placement: fc.Arbitrary<Pick<GeneratedPlatform, 'network' | 'inExistingVpc'>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 6, arbitrary: fc.record({ network: vpcOptions }) },
  { weight: 4, arbitrary: fc.record({ inExistingVpc: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ network: vpcOptions, inExistingVpc: fc.constant(true) }) },
);

/** The shared parts: new or existing ones; sometimes both for the same part, which is invalid. */
const parts: fc.Arbitrary<Pick<GeneratedPlatform, 'existing' | 'cache' | 'messaging' | 'search'>> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record(
      { cache: enabled(cacheOptions), messaging: enabled(messagingOptions), search: enabled(searchOptions) },
      { requiredKeys: [] },
    ),
  },
  { weight: 3, arbitrary: fc.record({ existing: fc.subarray(['cache', 'messaging', 'search'] as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ existing: fc.constant(['cache'] as const), cache: enabled(cacheOptions) }),
  },
);

export const platform: fc.Arbitrary<GeneratedPlatform> = fc
  .tuple(
    fc.record(
      {
        provider: environment,
        catalogue,
        environmentName: environmentName,
        withBoundary: fc.boolean(),
        logins: loginOptions,
        database: enabled(databaseOptions),
        storage: enabled(storageOptions),
        backup: enabled(backupOptions),
      },
      { requiredKeys: ['provider'] },
    ),
    placement,
    parts,
  )
  .map(([props, network, shared]) => ({ ...props, ...network, ...shared }));

/** Creates the props of a platform from the generated values. */
export function platformProps(generated: GeneratedPlatform, resources: ReferencedResources): EcommercePlatformProps {
  const { catalogue: services, withBoundary, inExistingVpc, existing, ...rest } = generated;
  const { network, database, cache, messaging, search, storage, backup, ...props } = rest;
  return {
    ...props,
    ...(services && { catalogue: catalogueOf(services, resources) }),
    ...(withBoundary && { rolePermissionsBoundary: resources.boundary() }),
    ...(inExistingVpc && { vpc: resources.vpc() }),
    ...(existing && { existing: resources.parts(existing) }),
    ...(network && { network: vpcOptionsOf(network, resources) }),
    ...(database && { database: withKey(database, resources) }),
    ...(cache && { cache: withKey(cache, resources) }),
    ...(messaging && { messaging: messagingOptionsOf(messaging, resources) }),
    ...(search && { search: withKey(search, resources) }),
    ...(storage && { storage: withKey(storage, resources) }),
    ...(backup && { backup: backupOptionsOf(backup, resources) }),
  };
}
