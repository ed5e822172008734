import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { ask, type Expected, each, expectAnswer, oneOf, type Question, startingWith } from './answers';
import { subnetIds } from './existing-vpc';

/** A database and the network that it must lie in. */
export interface DatabasePlacement {
  /** Its identifier, which names it and says nothing about it. */
  readonly id: string;
  readonly service: string;
  readonly vpc: ec2.IVpc;
  readonly group: ec2.ISecurityGroup;
  /** The customer key; undefined where AWS manages it. */
  readonly keyArn?: string;
}

export interface ExpectedInstance {
  readonly instanceClass: string;
  readonly port: number;
  readonly multiAz: boolean;
  readonly backupDays: number;
  readonly logs: boolean;
  /** 0 where nothing is measured. */
  readonly monitoringSeconds: number;
}

/** What RDS must know of a service's PostgreSQL instance. Its parameters are of a major version, whatever the minor is. */
export function expectInstance(
  assertions: IDeployAssert,
  database: DatabasePlacement,
  expected: ExpectedInstance,
): void {
  const instance = {
    service: 'rds',
    api: 'describeDBInstances',
    parameters: { DBInstanceIdentifier: database.id },
  };
  expectAnswer(assertions, instance, {
    'DBInstances.0.Engine': 'postgres',
    'DBInstances.0.DBName': database.service,
    'DBInstances.0.MasterUserSecret.SecretArn': startingWith('arn:'),
    'DBInstances.0.DBInstanceClass': `db.${expected.instanceClass}`,
    'DBInstances.0.Endpoint.Port': expected.port,
    'DBInstances.0.MultiAZ': expected.multiAz,
    'DBInstances.0.BackupRetentionPeriod': expected.backupDays,
    ...(expected.logs ? { 'DBInstances.0.EnabledCloudwatchLogsExports.0': oneOf(['postgresql', 'upgrade']) } : {}),
    'DBInstances.0.MonitoringInterval': expected.monitoringSeconds,
    'DBInstances.0.StorageEncrypted': true,
    'DBInstances.0.PubliclyAccessible': false,
    'DBInstances.0.VpcSecurityGroups.0.VpcSecurityGroupId': database.group.securityGroupId,
    ...each('DBInstances.0.DBSubnetGroup.Subnets', 'SubnetIdentifier', 2, isolated(database)),
    ...underKey('DBInstances.0', database),
  });
  const name = ask(assertions, instance, 'DBInstances.0.DBParameterGroups.0.DBParameterGroupName');
  const parameters = { service: 'rds', api: 'describeDBParameterGroups', parameters: { DBParameterGroupName: name } };
  expectAnswer(assertions, parameters, { 'DBParameterGroups.0.DBParameterGroupFamily': 'postgres18' });
}

export interface ExpectedCluster {
  readonly logs: boolean;
  readonly port: number;
  readonly backupDays: number;
  readonly instances: number;
}

/** What RDS must know of a service's Aurora cluster. */
export function expectAurora(
  assertions: IDeployAssert,
  database: DatabasePlacement,
  { minCapacity, maxCapacity, ...expected }: ExpectedCluster & { minCapacity: number; maxCapacity: number },
): void {
  const cluster = { service: 'rds', api: 'describeDBClusters', parameters: { DBClusterIdentifier: database.id } };
  expectAnswer(assertions, cluster, {
    'DBClusters.0.Engine': 'aurora-postgresql',
    'DBClusters.0.DatabaseName': database.service,
    'DBClusters.0.MasterUserSecret.SecretArn': startingWith('arn:'),
    'DBClusters.0.ServerlessV2ScalingConfiguration.MinCapacity': minCapacity,
    'DBClusters.0.ServerlessV2ScalingConfiguration.MaxCapacity': maxCapacity,
    ...ofAnyCluster(database, expected),
  });
  expectSubnets(assertions, database, cluster);
  const name = ask(assertions, cluster, 'DBClusters.0.DBClusterParameterGroup');
  const parameters = {
    service: 'rds',
    api: 'describeDBClusterParameterGroups',
    parameters: { DBClusterParameterGroupName: name },
  };
  expectAnswer(assertions, parameters, { 'DBClusterParameterGroups.0.DBParameterGroupFamily': 'aurora-postgresql17' });
}

/** What DocumentDB must know of a service's cluster. */
export function expectDocumentDb(
  assertions: IDeployAssert,
  database: DatabasePlacement,
  expected: ExpectedCluster,
): void {
  const cluster = { service: 'docdb', api: 'describeDBClusters', parameters: { DBClusterIdentifier: database.id } };
  expectAnswer(assertions, cluster, {
    'DBClusters.0.Engine': 'docdb',
    'DBClusters.0.EngineVersion': '8.0.0',
    'DBClusters.0.MasterUsername': 'ecommerce',
    ...(expected.logs ? { 'DBClusters.0.EnabledCloudwatchLogsExports.0': 'audit' } : {}),
    ...ofAnyCluster(database, expected),
  });
  expectSubnets(assertions, database, cluster);
}

function ofAnyCluster(database: DatabasePlacement, expected: ExpectedCluster): Record<string, Expected> {
  return {
    'DBClusters.0.Port': expected.port,
    'DBClusters.0.BackupRetentionPeriod': expected.backupDays,
    'DBClusters.0.StorageEncrypted': true,
    'DBClusters.0.VpcSecurityGroups.0.VpcSecurityGroupId': database.group.securityGroupId,
    ...each('DBClusters.0.DBClusterMembers', 'DBInstanceIdentifier', expected.instances, startingWith('.')),
    ...underKey('DBClusters.0', database),
  };
}

/** A cluster names its subnet group, and the group its subnets. */
function expectSubnets(assertions: IDeployAssert, database: DatabasePlacement, cluster: Question): void {
  const parameters = { DBSubnetGroupName: ask(assertions, cluster, 'DBClusters.0.DBSubnetGroup') };
  const group = { service: cluster.service, api: 'describeDBSubnetGroups', parameters };
  expectAnswer(assertions, group, each('DBSubnetGroups.0.Subnets', 'SubnetIdentifier', 2, isolated(database)));
}

export interface ExpectedTable {
  readonly partitionKey: string;
  readonly recovery: boolean;
}

/** What DynamoDB must know of a service's table. */
export function expectTable(
  assertions: IDeployAssert,
  { id, keyArn }: Pick<DatabasePlacement, 'id' | 'keyArn'>,
  { partitionKey, recovery }: ExpectedTable,
): void {
  const parameters = { TableName: id };
  expectAnswer(
    assertions,
    { service: 'dynamodb', api: 'describeTable', parameters },
    {
      'Table.TableStatus': 'ACTIVE',
      'Table.KeySchema.0.AttributeName': partitionKey,
      'Table.BillingModeSummary.BillingMode': 'PAY_PER_REQUEST',
      'Table.SSEDescription.SSEType': 'KMS',
      ...(keyArn ? { 'Table.SSEDescription.KMSMasterKeyArn': keyArn } : {}),
    },
  );
  expectAnswer(
    assertions,
    { service: 'dynamodb', api: 'describeContinuousBackups', parameters },
    {
      'ContinuousBackupsDescription.PointInTimeRecoveryDescription.PointInTimeRecoveryStatus': recovery
        ? 'ENABLED'
        : 'DISABLED',
    },
  );
}

const isolated = ({ vpc }: DatabasePlacement) => oneOf(subnetIds(vpc.isolatedSubnets));

function underKey(path: string, { keyArn }: DatabasePlacement): Record<string, Expected> {
  return keyArn ? { [`${path}.KmsKeyId`]: keyArn } : {};
}
