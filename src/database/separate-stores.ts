import type { Stack } from 'aws-cdk-lib';
import type { BackupTags } from '../backup/backup-tags';
import type { PublishedValues } from '../parameters/published-values';

/** The services whose stores are in other stacks. */
export interface SeparateStores {
  /** The stacks, by the names of the services. */
  readonly stacks: ReadonlyMap<string, Stack>;
  /** The values of this stack that the other stacks read. */
  readonly values: PublishedValues;
  /** The tags by which a backup selects the stores; undefined if there is no backup. */
  readonly backupTags?: BackupTags;
}
