import type { aws_backup as backup, Duration, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';

/** Options of the backup vault and plan. */
export interface BackupOptions {
  /**
   * Retention of each daily recovery point, in whole days from 1 to 36500. AWS bills the storage of all recovery
   * points.
   * @default - the environment's setting: 35 days in production, 7 in staging; required in local and development, which
   * have no backups by default
   */
  readonly retention?: Duration;
  /**
   * Key that encrypts the vault. In a platform, the vault of a service in PCI scope has the key of the service instead.
   *
   * It encrypts the recovery points of stores for which AWS Backup manages the backups in full, such as DynamoDB tables with
   * the advanced features. The others, such as those of RDS, Aurora and DocumentDB, have the key of their store.
   *
   * Changing it replaces the vault, which CloudFormation cannot do under the same name: use another construct id.
   * @default - the key that AWS manages for AWS Backup
   * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Vault in another region that receives a copy of each recovery point, so that a backup survives the loss of a
   * region. AWS bills the transfer and the storage of the copies.
   * @default - no copies
   * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
   */
  readonly copyTo?: backup.IBackupVault;
  /**
   * Retention of each copy, in whole days from 1 to 36500.
   * @default - the retention of the recovery point
   */
  readonly copyRetention?: Duration;
  /**
   * Removal policy of the vault.
   *
   * AWS takes no snapshot of a vault, so SNAPSHOT retains it. CloudFormation cannot delete a vault that contains
   * recovery points: with DESTROY, delete them first, or wait until they expire. The name of a retained vault stays in
   * use: to create the construct again, import the vault into the stack, or use another construct id.
   * @default - the environment's setting: RETAIN_ON_UPDATE_OR_DELETE in production and staging, DESTROY elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
}
