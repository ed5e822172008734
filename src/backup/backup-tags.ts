import { CfnResource, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Tags by which a backup selects the resources of other stacks. */
export type BackupTags = Readonly<Record<string, string>>;

/** The tags of the stores that the backup of a platform selects. */
export function backupTags(environmentName: string): BackupTags {
  return { 'ecommerce:backup': environmentName };
}

/** Tags a store for backup. AWS Backup takes a cluster as a whole, and fails for its instances. */
export function tagForBackup(store: Construct, tags: BackupTags): void {
  const types = store.node
    .findAll()
    .flatMap((child) => (CfnResource.isCfnResource(child) ? child.cfnResourceType : []));
  const excludeResourceTypes = types
    .filter((type) => type.endsWith('::DBCluster'))
    .map((type) => type.replace('Cluster', 'Instance'));
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(store).add(key, value, { excludeResourceTypes });
  }
}
