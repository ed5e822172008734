import type { CacheOptions } from './data/cache-construct';
import type { ICache } from './data/cache-contract';
import type { DatabaseOptions } from './data/database-construct';
import type { AmazonMQOptions } from './messaging/amazon-mq-construct';
import type { IBroker } from './messaging/broker-contract';
import type { ISearch } from './search/search-contract';
import type { SearchOptions } from './search/search-options';
import type { StorageOptions } from './storage/storage-construct';

/** Whether a part is there at all. */
export interface PartOptions {
  /**
   * Whether the platform has this part. Switching it off removes the part; what happens to its data, its
   * `removalPolicy` says.
   * @default true
   */
  readonly enabled?: boolean;
}

/** The platform's stores: tuned, or left out. */
export interface PlatformDatabaseOptions extends DatabaseOptions, PartOptions {}

/** The platform's cache: tuned, or left out. */
export interface PlatformCacheOptions extends CacheOptions, PartOptions {}

/** The platform's message broker: tuned, or left out. */
export interface PlatformMessagingOptions extends AmazonMQOptions, PartOptions {}

/** The platform's search: tuned, or left out. */
export interface PlatformSearchOptions extends SearchOptions, PartOptions {}

/** The platform's object storage: tuned, or left out. */
export interface PlatformStorageOptions extends StorageOptions, PartOptions {}

/** Shared parts that exist, to be used in place of new ones. */
export interface ExistingParts {
  /**
   * A cache. Excludes `cache`.
   * @default - a new one
   */
  readonly cache?: ICache;
  /**
   * A message broker. Excludes `messaging`.
   * @default - a new one
   */
  readonly messaging?: IBroker;
  /**
   * A search domain. Excludes `search`.
   * @default - a new one
   */
  readonly search?: ISearch;
}
