import type { aws_ec2 as ec2, aws_rds as rds } from 'aws-cdk-lib';
import type { RestoreOptions } from '../restore-options';
import type { DatabaseMonitoringOptions, StoreOptions } from '../store-options';

/** Options that only PostgreSQL instances have. */
export interface PostgresOptions {
  /**
   * Instance type.
   *
   * Changing it restarts the database.
   * @default - the environment's setting: t4g.medium in production, t4g.small in staging, t4g.micro elsewhere
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.html
   */
  readonly instanceType?: ec2.InstanceType;
  /**
   * PostgreSQL version. Specify only the major version, so that a deployment after an automatic minor upgrade does not
   * fail as a downgrade.
   *
   * Raising the major version upgrades the database in place, which cannot be undone. RDS rejects a lower one. Required
   * as the store's own option if the store is restored: the major version of the source.
   * @default - the environment's setting: 18
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
   */
  readonly engineVersion?: rds.PostgresEngineVersion;
  /**
   * Whether each database has a standby in a second availability zone. It doubles the price of the instance.
   * @default - the environment's setting: true in production and staging, false elsewhere
   */
  readonly multiAz?: boolean;
  /**
   * Initial storage of each database, in GiB, from 20 to 65536. It can grow, but not shrink.
   * @default - the environment's setting: 20; a restored database has the storage of its source
   */
  readonly allocatedStorage?: number;
  /**
   * Upper limit of storage autoscaling for each database, in GiB, up to 65536 and at least 10 % above
   * `allocatedStorage`.
   *
   * RDS rejects a limit below the storage of the source of a restored database. Set it for a restored database only
   * when you know that storage: it may have grown.
   * @default - the environment's setting: 200 in production, 100 in staging, 50 elsewhere; for a restored database, none:
   * RDS decides whether its storage grows
   */
  readonly maxAllocatedStorage?: number;
  /**
   * The port, from 1150 to 65535.
   *
   * Changing it makes CloudFormation attempt a replacement, which fails because the identifier is in use.
   * @default - the environment's setting: 5433 in production and staging, 5432 elsewhere
   */
  readonly port?: number;
  /**
   * Whether clients connect through RDS Proxy, which pools connections and stays available during a failover. The proxy
   * always listens on port 5432, which can differ from the port of the database. Billed by the hour and by the size of
   * the instance.
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
