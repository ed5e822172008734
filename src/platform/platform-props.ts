import type { aws_ec2 as ec2, aws_iam as iam } from 'aws-cdk-lib';
import type { BackupOptions } from '../backup/backup-options';
import type { ICache } from '../cache/cache-contract';
import type { CacheOptions } from '../cache/cache-options';
import type { ServiceCatalogue } from '../catalogue/service-catalogue';
import type { DatabaseOptions } from '../database/database-options';
import type { AmazonMQOptions } from '../messaging/amazon-mq-options';
import type { IBroker } from '../messaging/broker-contract';
import type { VpcOptions } from '../networking/vpc-options';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import type { ISearch } from '../search/search-contract';
import type { SearchOptions } from '../search/search-options';
import type { StorageOptions } from '../storage/storage-options';

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

/** The daily backups of the platform's stores: tuned, or left out. */
export interface PlatformBackupOptions extends BackupOptions, PartOptions {}

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

/** Props of `EcommercePlatform`. */
export interface EcommercePlatformProps {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
  /**
   * The services, each with its kind of store and what it may use of what they share. The order does not matter.
   *
   * Renaming a service, or giving it another kind of store, makes a new, empty one.
   * @default - `ServiceCatalogue.PHASE_ONE`: the seven services, each on a PostgreSQL instance
   */
  readonly catalogue?: ServiceCatalogue;
  /**
   * The environment's name, under which each service's settings are written as parameters of Systems Manager:
   * `/<environment>/<service>/...`. Two platforms in one account and region need two names.
   * Each is 1 to 64 letters, digits, dots, hyphens and underscores, and does not start with aws or ssm.
   * @default - the provider's `environmentName`; without one, no parameters are written
   */
  readonly environmentName?: string;
  /**
   * The boundary of what the platform's roles may ever be permitted.
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
   */
  readonly rolePermissionsBoundary?: iam.IManagedPolicy;
  /**
   * A VPC that exists, with private and isolated subnets. Excludes `network`.
   * @default - a new one
   */
  readonly vpc?: ec2.IVpc;
  /**
   * The new VPC. Excludes `vpc`.
   * @default - as the environment answers
   */
  readonly network?: VpcOptions;
  /**
   * Shared parts that exist, to be used in place of new ones.
   * @default - none
   */
  readonly existing?: ExistingParts;
  /**
   * The stores.
   * @default - as the environment answers
   */
  readonly database?: PlatformDatabaseOptions;
  /**
   * The cache.
   * @default - as the environment answers
   */
  readonly cache?: PlatformCacheOptions;
  /**
   * The message broker.
   * @default - as the environment answers
   */
  readonly messaging?: PlatformMessagingOptions;
  /**
   * Search.
   * @default - as the environment answers
   */
  readonly search?: PlatformSearchOptions;
  /**
   * Object storage.
   * @default - as the environment answers
   */
  readonly storage?: PlatformStorageOptions;
  /**
   * The daily backups of the stores.
   * @default - as the environment answers: in production and staging, none elsewhere
   */
  readonly backup?: PlatformBackupOptions;
}
