import { CfnResource, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { acknowledge, inPacks } from '../private/acknowledge';

/** Tags by which a backup selects the resources of other stacks. */
export type BackupTags = Readonly<Record<string, string>>;

/** The tags of the stores that the backup of a platform selects. */
export function backupTags(environmentName: string): BackupTags {
  return { 'ecommerce:backup': environmentName };
}

/** Tags a store for backup. AWS Backup takes a cluster as a whole, and fails for its instances. */
export function tagForBackup(store: Construct, tags: BackupTags): void {
  const resources = store.node.findAll().filter((child) => CfnResource.isCfnResource(child));
  const excludeResourceTypes = resources
    .filter(({ cfnResourceType }) => cfnResourceType.endsWith('::DBCluster'))
    .map(({ cfnResourceType }) => cfnResourceType.replace('Cluster', 'Instance'));
  for (const [key, value] of Object.entries(tags)) {
    Tags.of(store).add(key, value, { excludeResourceTypes });
  }
  for (const resource of resources) {
    const rule = BACKUP_RULES.get(resource.cfnResourceType);
    if (rule !== undefined && !excludeResourceTypes.includes(resource.cfnResourceType)) {
      acknowledge(resource, ...inPacks(rule, SELECTED_BY_TAG, ['NIST.800.53.R5', 'HIPAA.Security']));
    }
  }
}

/** The rules of cdk-nag that look for a resource among the ARNs of a backup plan, by the type of the resource. */
const BACKUP_RULES = new Map([
  ['AWS::RDS::DBInstance', 'RDSInBackupPlan'],
  ['AWS::DynamoDB::Table', 'DynamoDBInBackupPlan'],
]);

const SELECTED_BY_TAG = "The platform's backup plan selects the store by its tag ecommerce:backup.";
