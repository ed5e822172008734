import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBackups } from '../../lib/documentation/backups.mjs';
import { drawBackups } from '../../lib/documentation/backups-drawing.mjs';

const database = { Type: 'AWS::RDS::DBInstance', Properties: { EngineVersion: '18', BackupRetentionPeriod: 14 } };

const template = ({ copies, selected = ['Orders', 'Users', 'Stock'], selectedInScope = [] } = {}) => ({
  Resources: {
    Orders: database,
    Users: database,
    Stock: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { PointInTimeRecoverySpecification: { RecoveryPeriodInDays: 35 } },
    },
    Plan: {
      Type: 'AWS::Backup::BackupPlan',
      Properties: {
        BackupPlan: {
          BackupPlanRule: [
            { ScheduleExpression: 'cron(0 5 * * ? *)', Lifecycle: { DeleteAfterDays: 30 }, CopyActions: copies },
          ],
        },
      },
    },
    Selection: {
      Type: 'AWS::Backup::BackupSelection',
      Properties: { BackupSelection: { Resources: selected.map((Ref) => ({ Ref })) } },
    },
    SelectionInScope: {
      Type: 'AWS::Backup::BackupSelection',
      Properties: { BackupSelection: { Resources: selectedInScope.map((Ref) => ({ Ref })) } },
    },
    Vault: {
      Type: 'AWS::Backup::BackupVault',
      Properties: { AccessPolicy: { Statement: [{ Effect: 'Deny', Action: 'backup:DeleteRecoveryPoint' }] } },
    },
    Cache: {
      Type: 'AWS::ElastiCache::ReplicationGroup',
      Properties: { Engine: 'valkey', EngineVersion: '9.0', SnapshotRetentionLimit: 15 },
    },
    Logs: {
      Type: 'AWS::S3::Bucket',
      Properties: { LifecycleConfiguration: { Rules: [{ ExpirationInDays: 90 }] } },
    },
    Media: {
      Type: 'AWS::S3::Bucket',
      Properties: { LifecycleConfiguration: { Rules: [{ NoncurrentVersionExpiration: { NoncurrentDays: 60 } }] } },
    },
  },
});

test('stores that another plan selects, in a vault of their service, are counted', () => {
  const own = template({ selected: ['Users', 'Stock'], selectedInScope: ['Orders'] });
  assert.deepEqual(readBackups(own).stores, readBackups(template()).stores);
});

test('stores of one kind are counted, with the retention of their automatic backups', () => {
  assert.deepEqual(readBackups(template()).stores, [
    { name: 'PostgreSQL 18', count: 2, days: 14 },
    { name: 'DynamoDB', count: 1, days: 35 },
  ]);
});

test('a store that the plan does not select is not shown', () => {
  const { stores } = readBackups(template({ selected: ['Orders'] }));
  assert.deepEqual(
    stores.map(({ name, count }) => [name, count]),
    [['PostgreSQL 18', 1]],
  );
});

test('the picture shows the vault in another region only when the plan copies to it', () => {
  const arn = 'arn:aws:backup:eu-west-1:123456789012:backup-vault:copies';
  const copies = [{ DestinationBackupVaultArn: arn, Lifecycle: { DeleteAfterDays: 90 } }];
  assert.match(drawBackups(readBackups(template({ copies }))), /eu-west-1/);
  assert.doesNotMatch(drawBackups(readBackups(template())), /eu-west-1/);
});

test('the cache and the media bucket have the retention of the template', () => {
  assert.deepEqual(
    readBackups(template()).others.map(({ copy }) => /\d+ days/.exec(copy)[0]),
    ['15 days', '60 days'],
  );
});
