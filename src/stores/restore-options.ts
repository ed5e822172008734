/** A point in time of a database that has automatic backups. */
export interface PointInTime {
  /** The identifier of the PostgreSQL instance, or of the cluster, that is gone back in; not a token. */
  readonly sourceIdentifier: string;
  /**
   * The time, to the second.
   * @default - the latest that the source can be restored to, usually some five minutes ago
   */
  readonly time?: Date;
}

/**
 * What a database is made from, when it is not made empty.
 *
 * A restored database keeps its source's user, and must hold a database of the service's name. Its password is a new one.
 * PostgreSQL instances keep the encryption and the key of their source, and Aurora clusters the encryption, because AWS
 * lets nobody else say: restore from what was encrypted, and keep the key for as long as the database lives.
 */
export interface RestoreOptions {
  /**
   * The snapshot that the database is made from: its identifier, or its ARN where somebody else shares it; not a token.
   * Excludes `restoreToTime`.
   *
   * Adding, changing or removing it replaces the database, which synthesis warns of: keep it for as long as the database
   * lives.
   * @default - none: the database is made empty
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_RestoreFromSnapshot.html
   */
  readonly restoreFromSnapshot?: string;
  /**
   * The point in time of another database that the database is made from. Excludes `restoreFromSnapshot`.
   *
   * Adding, changing or removing it replaces the database, which synthesis warns of: keep it for as long as the database
   * lives.
   * @default - none: the database is made empty
   * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html
   */
  readonly restoreToTime?: PointInTime;
}
