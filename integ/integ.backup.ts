import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Duration, aws_dynamodb as dynamodb, aws_kms as kms, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { BackupConstruct } from '../src';
import { expectValues, responseValue } from './support/api-calls';
import { integApp } from './support/app';
import { disposable } from './support/disposable';

const app = integApp('backup');
const stack = new Stack(app, 'integ-backup');
const table = new dynamodb.Table(stack, 'Table', {
  partitionKey: { name: 'sku', type: dynamodb.AttributeType.STRING },
  removalPolicy: RemovalPolicy.DESTROY,
});
const encryptionKey = new kms.Key(stack, 'Key', { removalPolicy: RemovalPolicy.DESTROY });
const { plan, vault } = new BackupConstruct(stack, 'Backup', {
  provider: disposable('development'),
  resourceArns: [table.tableArn],
  retention: Duration.days(3),
  encryptionKey,
});

const { assertions } = new IntegTest(app, 'backup', { testCases: [stack] });
const call = (api: string, parameters: Record<string, string>) => ({ service: 'backup', api, parameters });
expectValues(assertions, call('describeBackupVault', { BackupVaultName: vault.backupVaultName }), {
  EncryptionKeyArn: encryptionKey.keyArn,
});
expectValues(assertions, call('getBackupPlan', { BackupPlanId: plan.backupPlanId }), {
  'BackupPlan.Rules.0.TargetBackupVaultName': vault.backupVaultName,
  'BackupPlan.Rules.0.Lifecycle.DeleteAfterDays': 3,
});
const SelectionId = responseValue(
  assertions,
  call('listBackupSelections', { BackupPlanId: plan.backupPlanId }),
  'BackupSelectionsList.0.SelectionId',
);
expectValues(assertions, call('getBackupSelection', { BackupPlanId: plan.backupPlanId, SelectionId }), {
  'BackupSelection.Resources.0': table.tableArn,
});
