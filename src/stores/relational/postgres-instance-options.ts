import type { aws_ec2 as ec2, aws_rds as rds } from 'aws-cdk-lib';
import type { RestoreOptions } from '../restore-options';
import type { DatabaseMonitoringOptions, StoreOptions } from '../store-options';

/** Options that only PostgreSQL instances have. */
export interface PostgresOptions {
  /**
   * Instance type.
   *
   * Changing it restarts the database.
   * @default - the environment's answer: t4g.medium in production, t4g.small in staging, t4g.micro elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
   */
  readonly instanceType?: ec2.InstanceType;
  /**
   * PostgreSQL version; give the major alone, so that an automatic minor upgrade never makes a later deployment fail.
   *
   * Raising the major upgrades the database in place; lowering it is refused by RDS.
   * @default - the environment's answer: 18
   */
  readonly engineVersion?: rds.PostgresEngineVersion;
  /**
   * Whether each database has a standby in a second zone.
   * @default - the environment's answer: true in production and staging
   */
  readonly multiAz?: boolean;
  /**
   * Storage each database starts with, in GiB, from 20 to 65536. It can grow, but not shrink.
   * @default - the environment's answer: 20; a restored database has what its source had
   */
  readonly allocatedStorage?: number;
  /**
   * Storage each database may grow to by itself, in GiB, up to 65536; at least a tenth more than `allocatedStorage`.
   * @default - the environment's answer: 200 in production, 100 in staging, 50 elsewhere
   */
  readonly maxAllocatedStorage?: number;
  /**
   * The port, from 1150 to 65535.
   *
   * Changing it replaces the database.
   * @default - the environment's answer: 5433 in production and staging, 5432 elsewhere
   */
  readonly port?: number;
  /**
   * Whether clients connect through RDS Proxy, which pools connections and stays up through a failover. It listens on
   * 5432, whatever the database's own port. Priced by the hour and by the size of the instance.
   * @default false
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html
   */
  readonly proxy?: boolean;
}

/** Options of a PostgreSQL instance. */
export interface PostgresInstanceOptions
  extends PostgresOptions,
    StoreOptions,
    DatabaseMonitoringOptions,
    RestoreOptions {}
