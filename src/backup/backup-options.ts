import type { aws_backup as backup, Duration, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';

/** What may be tuned about AWS Backup. */
export interface BackupOptions {
  /**
   * How long each daily recovery point is kept, in whole days from 1 to 36500. Priced by what is kept.
   * @default - the environment's answer: 35 days in production, 7 in staging; local and development have none, so it must
   * be given there
   */
  readonly retention?: Duration;
  /**
   * The key that encrypts the vault.
   *
   * Changing it replaces the vault, which CloudFormation refuses while the vault keeps its name.
   * @default - the key that AWS manages for AWS Backup
   * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * A vault in another region, which gets a copy of each recovery point: what is left when a region is lost. Priced by
   * the transfer, and by what is kept.
   * @default - no copies
   * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html
   */
  readonly copyTo?: backup.IBackupVault;
  /**
   * How long each copy is kept, in whole days from 1 to 36500.
   * @default - as long as the recovery point
   */
  readonly copyRetention?: Duration;
  /**
   * What happens to the vault when it is removed from the stack.
   *
   * AWS takes no snapshot of a vault, so SNAPSHOT retains. CloudFormation cannot delete a vault that holds recovery
   * points: with DESTROY, delete them first, or wait until they expire. A vault that was retained keeps its name, so that
   * the construct can be made again only by importing the vault, or under another id.
   * @default - the environment's answer: retained in production and staging, destroyed elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
}
