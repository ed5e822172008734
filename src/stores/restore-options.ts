/** A point in time of a database that has automatic backups. */
export interface PointInTime {
  /** The identifier of the source: a PostgreSQL instance or a cluster. Must not be a token. */
  readonly sourceIdentifier: string;
  /**
   * The time, to the second.
   * @default - the latest restorable time of the source, usually about five minutes ago
   */
  readonly time?: Date;
}

/**
 * Options to restore a database from a snapshot or to a point in time, instead of creating it empty.
 *
 * Set `engineVersion` too, to the major version of the source: a higher version upgrades the restored data, which cannot
 * be undone, or fails the deployment. Synthesis rejects a restore without it. To upgrade, raise it in a later deployment.
 *
 * A restored database keeps the master user of its source and gets a new password. The master user of a source of
 * DocumentDB must be `ecommerce`, as in every cluster of this library, because the secret names it. A restored DocumentDB
 * cluster may have the password of its source: set that of the secret with `modify-db-cluster` while CloudFormation creates
 * the instances, because the deployment fails if the function that creates the logins of the service cannot log in. The
 * source must contain a database with the service's name. A PostgreSQL instance inherits the encryption and the KMS key of its
 * source, and an Aurora cluster inherits the encryption; RDS does not let you change them. Restore from an encrypted
 * source, and retain its key for as long as the database exists.
 *
 * A PostgreSQL instance also inherits the storage of its source, and the library sets no limit of storage autoscaling
 * unless the store's own option sets one. RDS takes over no parameter groups: a restored database gets the library's
 * parameter group of `engineVersion`, which accepts only TLS connections.
 */
export interface RestoreOptions {
  /**
   * The snapshot to restore from: its identifier, or the ARN of a snapshot that another account shares. Must not be a
   * token. Mutually exclusive with `restoreToTime`. Requires `engineVersion`.
   *
   * Adding, changing or removing it replaces the database, and synthesis warns of that: keep it set for as long as the
   * database exists.
   * @default - none: the database is created empty
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromSnapshot.html
   */
  readonly restoreFromSnapshot?: string;
  /**
   * The point in time of another database to restore from. Mutually exclusive with `restoreFromSnapshot`. Requires
   * `engineVersion`.
   *
   * Adding, changing or removing it replaces the database, and synthesis warns of that: keep it set for as long as the
   * database exists.
   * @default - none: the database is created empty
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
   */
  readonly restoreToTime?: PointInTime;
}
