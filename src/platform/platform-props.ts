import type { aws_ec2 as ec2, aws_iam as iam, StackProps } from 'aws-cdk-lib';
import type { BackupOptions } from '../backup/backup-options';
import type { ICache } from '../cache/cache-contract';
import type { CacheOptions } from '../cache/cache-options';
import type { ServiceCatalogue } from '../catalogue/service-catalogue';
import type { DatabaseOptions } from '../database/database-options';
import type { LoginOptions } from '../logins/login-options';
import type { AmazonMQOptions } from '../messaging/amazon-mq-options';
import type { IBroker } from '../messaging/broker-contract';
import type { MonitoringOptions } from '../monitoring/monitoring-options';
import type { VpcOptions } from '../networking/vpc-options';
import type { OperatorAccessOptions } from '../operators/operator-access-options';
import type { PauseScheduleOptions } from '../pause/pause-schedule-options';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import type { ISearch } from '../search/search-contract';
import type { SearchOptions } from '../search/search-options';
import type { StorageOptions } from '../storage/storage-options';
import type { ServiceStacks } from './service-stacks';

/** Options of every part of the platform. */
export interface PartOptions {
  /**
   * Whether the platform has this part. Disabling a deployed part removes it; its `removalPolicy` decides whether its data
   * is retained. If a shared part is disabled, services lose their capabilities for it, and a warning names the services.
   * @default true
   */
  readonly enabled?: boolean;
}

/** Options of the platform's stores. */
export interface PlatformDatabaseOptions extends DatabaseOptions, PartOptions {}

/** Options of the platform's cache. */
export interface PlatformCacheOptions extends CacheOptions, PartOptions {}

/** Options of the platform's message broker. */
export interface PlatformMessagingOptions extends AmazonMQOptions, PartOptions {}

/** Options of the platform's search domain. */
export interface PlatformSearchOptions extends SearchOptions, PartOptions {}

/** Options of the platform's object storage. */
export interface PlatformStorageOptions extends StorageOptions, PartOptions {}

/** Options of the daily backups of the platform's stores. */
export interface PlatformBackupOptions extends BackupOptions, PartOptions {}

/** Options of the pause of a platform at night. */
export interface PlatformPauseScheduleOptions extends PauseScheduleOptions {
  /**
   * Whether also an environment is paused that is named production or prod, also with other words such as `eu-prod`, or
   * protects its databases from deletion. Such an environment is refused otherwise.
   * @default false
   */
  readonly evenInProduction?: boolean;
}

/**
 * Options of the platform's alarms and dashboards.
 *
 * The owners are the services, by name, and the parts: `cache`, `messaging`, `search` and `network`, and `operations` for the
 * operations topic. A service with the name of a part is the owner `<name>-service`.
 */
export interface PlatformMonitoringOptions extends MonitoringOptions {
  /**
   * Props of the stack of the alarms and dashboards. `env` must be the account and the region of the platform's stack. Set
   * `synthesizer` if the platform's stack has one of its own.
   * @default - the account and the region of the platform's stack
   */
  readonly stackProps?: StackProps;
}

/** Existing shared parts, which the platform uses instead of new ones. */
export interface ExistingParts {
  /**
   * An existing cache. It cannot be combined with `cache`.
   * @default - a new cache
   */
  readonly cache?: ICache;
  /**
   * An existing message broker. It cannot be combined with `messaging`.
   * @default - a new message broker
   */
  readonly messaging?: IBroker;
  /**
   * An existing search domain. It cannot be combined with `search`.
   * @default - a new search domain
   */
  readonly search?: ISearch;
}

/** Props of `EcommercePlatform`. */
export interface EcommercePlatformProps {
  /** The environment provider, which supplies the defaults of the other props. */
  readonly provider: IEnvironmentProvider;
  /**
   * The services, each with its kind of store and its capabilities. The order does not matter.
   *
   * Renaming a service or changing its kind of store creates a new, empty store.
   * @default - `ServiceCatalogue.PHASE_ONE`: the seven services, each with a PostgreSQL instance
   */
  readonly catalogue?: ServiceCatalogue;
  /**
   * The environment's name, the first part of the names of the platform's parameters of Systems Manager. Other stacks of the
   * app read values from `/<environment>/_platform/...` and `/<environment>/<service>/values`; other apps, and code that
   * runs on EC2 instances or in pods, read `/<environment>/<service>/connection`. Two platforms in the same account and
   * region need different names: the second of an app is rejected.
   * A name has 1 to 64 letters, digits, dots, hyphens and underscores, and does not start with aws or ssm.
   * @default - the provider's `environmentName`; without one, no parameters are created, and the CDK exports
   * the values that workloads in other stacks use, of which `connect` warns
   */
  readonly environmentName?: string;
  /**
   * The stacks that contain the services: the stack of the platform, or a stack for each service. A stack for each
   * service requires an environment name.
   *
   * A deployed service that moves to another stack gets a new, empty store: name it in `keepInPlatform`.
   * @default - `ServiceStacks.TOGETHER`: all services are in the stack of the platform
   */
  readonly serviceStacks?: ServiceStacks;
  /**
   * Options of the logins that each service has of its own. Those in the definition of a service take precedence.
   *
   * Set `sharedLogins` for a platform that a version without such logins deployed.
   * @default - the defaults of `LoginOptions`
   */
  readonly logins?: LoginOptions;
  /**
   * The permissions boundary of the platform's roles.
   * @default - none
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
   */
  readonly rolePermissionsBoundary?: iam.IManagedPolicy;
  /**
   * An existing VPC with private and isolated subnets. It cannot be combined with `network`.
   * @default - a new VPC
   */
  readonly vpc?: ec2.IVpc;
  /**
   * Options of the new VPC. They cannot be combined with `vpc`.
   * @default - the environment's settings
   */
  readonly network?: VpcOptions;
  /**
   * Existing shared parts, which the platform uses instead of new ones.
   * @default - none
   */
  readonly existing?: ExistingParts;
  /**
   * Options of the stores.
   * @default - the environment's settings
   */
  readonly database?: PlatformDatabaseOptions;
  /**
   * Options of the cache.
   * @default - the environment's settings
   */
  readonly cache?: PlatformCacheOptions;
  /**
   * Options of the message broker.
   * @default - the environment's settings
   */
  readonly messaging?: PlatformMessagingOptions;
  /**
   * Options of the search domain.
   * @default - the environment's settings
   */
  readonly search?: PlatformSearchOptions;
  /**
   * Options of the object storage.
   * @default - the environment's settings
   */
  readonly storage?: PlatformStorageOptions;
  /**
   * Options of the daily backups of the stores. They apply to each vault: the one of the platform, and the one of each
   * service in PCI scope.
   * @default - the environment's settings: daily backups in production and staging, none in other environments
   */
  readonly backup?: PlatformBackupOptions;
  /**
   * A way for operators to connect to stores and shared parts, through Session Manager, in a stack of its own: `Access` below
   * the platform. It requires an environment name. It can be added and removed at any time; no data depends on it.
   * @default - none: nobody outside of the network reaches a store
   */
  readonly access?: OperatorAccessOptions;
  /**
   * Options of the alarms and dashboards, which are in a stack of their own, `Monitoring` below the platform.
   *
   * If alarms are on, the platform has an operations topic that they notify, even if the environment disables events.
   * @default - the environment's settings: alarms and a dashboard in production and staging, none in other environments
   */
  readonly monitoring?: PlatformMonitoringOptions;
  /**
   * When the databases, and the ECS services that are connected to services, are stopped: at night and on weekends. A message
   * at synthesis says what cannot be stopped. If the platform has alarms, they notify nobody during the pause.
   * @default - never
   */
  readonly pauseSchedule?: PlatformPauseScheduleOptions;
}
