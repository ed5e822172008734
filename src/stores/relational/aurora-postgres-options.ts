import type { aws_rds as rds } from 'aws-cdk-lib';
import type { RestoreOptions } from '../restore-options';
import type { DatabaseMonitoringOptions, StoreOptions } from '../store-options';

/** What may be tuned about an Aurora PostgreSQL Serverless v2 cluster. */
export interface AuroraPostgresOptions extends StoreOptions, DatabaseMonitoringOptions, RestoreOptions {
  /**
   * Aurora PostgreSQL version; give the major alone, so that an automatic minor upgrade never makes a later deployment
   * fail.
   *
   * Raising the major upgrades the cluster in place; lowering it is refused by RDS.
   * @default - the environment's answer: 17
   */
  readonly engineVersion?: rds.AuroraPostgresEngineVersion;
  /**
   * The least an instance shrinks to, in Aurora capacity units of about 2 GiB of memory: 0 to 256 in steps of 0.5. At 0
   * it pauses after five idle minutes, and the next connection waits some 15 seconds.
   * @default - the environment's answer: 1 in production, 0.5 in staging, 0 elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
   */
  readonly minCapacity?: number;
  /**
   * The most an instance grows to, in Aurora capacity units: 1 to 256 in steps of 0.5, and no less than `minCapacity`.
   * @default - the environment's answer: 8 in production, 4 in staging, 1 elsewhere
   */
  readonly maxCapacity?: number;
  /**
   * Readers, from 0 to 15, in zones other than the writer's; the first takes over when the writer fails.
   *
   * With fewer, those removed are treated as `removalPolicy` says: retained, they run on, and are paid for, until you
   * delete them.
   * @default - the environment's answer: 1 in production and staging, 0 elsewhere
   */
  readonly readers?: number;
  /**
   * The port, from 1150 to 65535.
   *
   * Changing it interrupts every connection.
   * @default - the environment's answer: 5433 in production and staging, 5432 elsewhere
   */
  readonly port?: number;
  /**
   * Whether clients connect through RDS Proxy, which pools connections and stays up through a failover. It listens on
   * 5432, whatever the cluster's own port, and its own connections keep a cluster from pausing at capacity 0.
   * @default false
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-proxy.html
   */
  readonly proxy?: boolean;
}
