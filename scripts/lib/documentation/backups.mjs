// Reads the backups of each part from the platform's template.

import { partName } from './part-names.mjs';
import { references, resourcesOf } from './template.mjs';

/** The kinds of store in the backup plan, the plan with its vaults, and the backups that AWS Backup does not make. */
export function readBackups(template) {
  const resources = resourcesOf(template);
  const only = (type) => resources.find((it) => it.type === type);
  const { BackupPlan } = only('AWS::Backup::BackupPlan');
  const [rule] = BackupPlan.BackupPlanRule;
  const vault = only('AWS::Backup::BackupVault');
  const selections = resources.filter(({ type }) => type === 'AWS::Backup::BackupSelection');
  const selected = selections.flatMap(({ BackupSelection }) => references(BackupSelection.Resources));
  const cache = only('AWS::ElastiCache::ReplicationGroup');
  return {
    stores: kinds(resources.filter(({ id }) => selected.includes(id))),
    plan: { schedule: rule.ScheduleExpression, days: rule.Lifecycle.DeleteAfterDays },
    vault: { deniesDeletion: JSON.stringify(vault.AccessPolicy ?? '').includes('backup:DeleteRecoveryPoint') },
    copies: (rule.CopyActions ?? []).map(({ DestinationBackupVaultArn, Lifecycle }) => ({
      region: DestinationBackupVaultArn.split(':')[3],
      days: Lifecycle.DeleteAfterDays,
    })),
    others: [
      { ...partName(cache), copy: `a snapshot each day, retained for ${cache.SnapshotRetentionLimit} days` },
      { name: 'Media', copy: `previous versions of objects, retained for ${mediaDays(resources)} days` },
    ],
  };
}

/** Groups stores by kind. All stores of a kind have the same retention. */
function kinds(stores) {
  const names = [...new Set(stores.map((store) => partName(store).name))];
  return names.map((name) => {
    const members = stores.filter((store) => partName(store).name === name);
    return { name, count: members.length, days: automaticBackupDays(members[0]) };
  });
}

const automaticBackupDays = (store) =>
  store.BackupRetentionPeriod ?? store.PointInTimeRecoverySpecification.RecoveryPeriodInDays;

/** The media bucket is the bucket whose lifecycle rules delete previous versions, but not the current ones. */
function mediaDays(resources) {
  const rules = resources
    .filter(({ type }) => type === 'AWS::S3::Bucket')
    .flatMap(({ LifecycleConfiguration }) => LifecycleConfiguration?.Rules ?? []);
  return rules.find((rule) => rule.NoncurrentVersionExpiration && rule.ExpirationInDays === undefined)
    .NoncurrentVersionExpiration.NoncurrentDays;
}
