import fc from 'fast-check';
import type {
  EcommercePlatformProps,
  ExistingParts,
  IEnvironmentProvider,
  PartOptions,
  PlatformCacheOptions,
  PlatformDatabaseOptions,
  PlatformMessagingOptions,
  PlatformSearchOptions,
  PlatformStorageOptions,
} from '../../src';
import { type CatalogueDraw, catalogue, catalogueOf } from './catalogues';
import { environment, environmentName } from './environments';
import {
  type BackupDraw,
  backupOptions,
  backupOptionsOf,
  cacheOptions,
  messagingOptions,
  searchOptions,
  storageOptions,
  type VpcDraw,
  vpcOptions,
  vpcOptionsOf,
} from './parts';
import { type Drawn, databaseOptions, withKey } from './stores';
import type { Surroundings } from './surroundings';
import { oneOf } from './values';

/** The props of a platform, with names in place of what needs a stack to be made in. */
interface PlatformDraw {
  readonly provider: IEnvironmentProvider;
  readonly catalogue?: CatalogueDraw;
  readonly environmentName?: string;
  readonly withBoundary?: boolean;
  readonly network?: VpcDraw;
  readonly inExistingVpc?: boolean;
  readonly existing?: ReadonlyArray<keyof ExistingParts>;
  readonly database?: Drawn<PlatformDatabaseOptions>;
  readonly cache?: Drawn<PlatformCacheOptions>;
  readonly messaging?: Drawn<PlatformMessagingOptions>;
  readonly search?: Drawn<PlatformSearchOptions>;
  readonly storage?: Drawn<PlatformStorageOptions>;
  readonly backup?: BackupDraw & PartOptions;
}

function enabled<Options extends object>(options: fc.Arbitrary<Options>) {
  const leftOut = fc.record({ enabled: oneOf([true, true, true, false]) }, { requiredKeys: [] });
  return fc.tuple(options, leftOut).map(([drawn, part]) => ({ ...drawn, ...part }));
}

/** Where a platform lies: in a network of its own, in one that exists; now and then, against the rules, in both. */
const place: fc.Arbitrary<Pick<PlatformDraw, 'network' | 'inExistingVpc'>> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  { weight: 6, arbitrary: fc.record({ network: vpcOptions }) },
  { weight: 4, arbitrary: fc.record({ inExistingVpc: fc.constant(true) }) },
  { weight: 1, arbitrary: fc.record({ network: vpcOptions, inExistingVpc: fc.constant(true) }) },
);

/** The parts that services share: new ones, ones that exist; now and then, against the rules, one as both. */
const parts: fc.Arbitrary<Pick<PlatformDraw, 'existing' | 'cache' | 'messaging' | 'search'>> = fc.oneof(
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

export const platform: fc.Arbitrary<PlatformDraw> = fc
  .tuple(
    fc.record(
      {
        provider: environment,
        catalogue,
        environmentName: environmentName,
        withBoundary: fc.boolean(),
        database: enabled(databaseOptions),
        storage: enabled(storageOptions),
        backup: enabled(backupOptions),
      },
      { requiredKeys: ['provider'] },
    ),
    place,
    parts,
  )
  .map(([props, placement, shared]) => ({ ...props, ...placement, ...shared }));

/** The props that were drawn. */
export function platformProps(drawn: PlatformDraw, surroundings: Surroundings): EcommercePlatformProps {
  const { catalogue: services, withBoundary, inExistingVpc, existing, ...rest } = drawn;
  const { network, database, cache, messaging, search, storage, backup, ...props } = rest;
  return {
    ...props,
    ...(services && { catalogue: catalogueOf(services, surroundings) }),
    ...(withBoundary && { rolePermissionsBoundary: surroundings.boundary() }),
    ...(inExistingVpc && { vpc: surroundings.vpc() }),
    ...(existing && { existing: surroundings.parts(existing) }),
    ...(network && { network: vpcOptionsOf(network, surroundings) }),
    ...(database && { database: withKey(database, surroundings) }),
    ...(cache && { cache: withKey(cache, surroundings) }),
    ...(messaging && { messaging: withKey(messaging, surroundings) }),
    ...(search && { search: withKey(search, surroundings) }),
    ...(storage && { storage: withKey(storage, surroundings) }),
    ...(backup && { backup: backupOptionsOf(backup, surroundings) }),
  };
}
