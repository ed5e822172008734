import type { aws_rds as rds } from 'aws-cdk-lib';
import type { RestoreOptions } from '../restore-options';
import type { DatabaseMonitoringOptions, StoreOptions } from '../store-options';

/** Options of an Aurora PostgreSQL Serverless v2 cluster. */
export interface AuroraPostgresOptions extends StoreOptions, DatabaseMonitoringOptions, RestoreOptions {
  /**
   * Aurora PostgreSQL version. Specify only the major version, so that a deployment after an automatic minor upgrade
   * does not fail as a downgrade.
   *
   * Raising the major version upgrades the cluster in place, which cannot be undone. RDS rejects a lower one. Required
   * if the store is restored: the major version of the source.
   * @default - the environment's setting: 17
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_UpgradeDBInstance.PostgreSQL.html
   */
  readonly engineVersion?: rds.AuroraPostgresEngineVersion;
  /**
   * Minimum capacity of an instance, in Aurora capacity units of about 2 GiB of memory: 0 to 256 in steps of 0.5. At 0,
   * an instance pauses after five idle minutes, and the next connection waits for about 15 seconds.
   * @default - the environment's setting: 1 in production, 0.5 in staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
   */
  readonly minCapacity?: number;
  /**
   * Maximum capacity of an instance, in Aurora capacity units: 1 to 256 in steps of 0.5, and at least `minCapacity`.
   * @default - the environment's setting: 8 in production, 4 in staging, 1 elsewhere
   */
  readonly maxCapacity?: number;
  /**
   * Number of readers, from 0 to 15, in availability zones other than the writer's. The first reader takes over when
   * the writer fails.
   *
   * `removalPolicy` applies to the readers that a lower number removes: a retained reader keeps running and is billed
   * until you delete it.
   * @default - the environment's setting: 1 in production and staging, 0 elsewhere
   */
  readonly readers?: number;
  /**
   * The port, from 1150 to 65535.
   *
   * Changing it interrupts every connection.
   * @default - the environment's setting: 5433 in production and staging, 5432 elsewhere
   */
  readonly port?: number;
  /**
   * Whether clients connect through RDS Proxy, which pools connections and stays available during a failover. The proxy
   * always listens on port 5432, which can differ from the port of the cluster. Its open connections prevent a cluster
   * from pausing at capacity 0.
   * @default false
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.html
   */
  readonly proxy?: boolean;
}
