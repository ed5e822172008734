import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { type ApiCall, type Expected, eachItem, expectValues, oneOf, responseValue, startingWith } from './api-calls';
import { subnetIds } from './existing-vpc';

/** A database, with its expected VPC, security group and key. */
export interface DatabasePlacement {
  /** The identifier of the database. */
  readonly id: string;
  readonly service: string;
  readonly vpc: ec2.IVpc;
  readonly group: ec2.ISecurityGroup;
  /** The customer managed key, or undefined for an AWS managed key. */
  readonly keyArn?: string;
}

export interface ExpectedInstance {
  readonly instanceClass: string;
  readonly port: number;
  readonly multiAz: boolean;
  readonly backupDays: number;
  readonly logs: boolean;
  /** The interval of enhanced monitoring. 0 disables it. */
  readonly monitoringSeconds: number;
}

/**
 * Expects that RDS describes a service's PostgreSQL instance with these settings. The parameter group shows the major
 * version; the minor version is not expected.
 */
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
  expectValues(assertions, instance, {
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
    ...eachItem('DBInstances.0.DBSubnetGroup.Subnets', 'SubnetIdentifier', 1, isolated(database)),
    ...keyValues('DBInstances.0', database),
  });
  const name = responseValue(assertions, instance, 'DBInstances.0.DBParameterGroups.0.DBParameterGroupName');
  const parameters = { service: 'rds', api: 'describeDBParameterGroups', parameters: { DBParameterGroupName: name } };
  expectValues(assertions, parameters, { 'DBParameterGroups.0.DBParameterGroupFamily': 'postgres18' });
}

export interface ExpectedCluster {
  readonly logs: boolean;
  readonly port: number;
  readonly backupDays: number;
  readonly instances: number;
}

/** Expects that RDS describes a service's Aurora cluster with these settings. */
export function expectAurora(
  assertions: IDeployAssert,
  database: DatabasePlacement,
  { minCapacity, maxCapacity, ...expected }: ExpectedCluster & { minCapacity: number; maxCapacity: number },
): void {
  const cluster = { service: 'rds', api: 'describeDBClusters', parameters: { DBClusterIdentifier: database.id } };
  expectValues(assertions, cluster, {
    'DBClusters.0.Engine': 'aurora-postgresql',
    'DBClusters.0.DatabaseName': database.service,
    'DBClusters.0.MasterUserSecret.SecretArn': startingWith('arn:'),
    'DBClusters.0.ServerlessV2ScalingConfiguration.MinCapacity': minCapacity,
    'DBClusters.0.ServerlessV2ScalingConfiguration.MaxCapacity': maxCapacity,
    ...clusterValues(database, expected),
  });
  expectSubnets(assertions, database, cluster);
  const name = responseValue(assertions, cluster, 'DBClusters.0.DBClusterParameterGroup');
  const parameters = {
    service: 'rds',
    api: 'describeDBClusterParameterGroups',
    parameters: { DBClusterParameterGroupName: name },
  };
  expectValues(assertions, parameters, { 'DBClusterParameterGroups.0.DBParameterGroupFamily': 'aurora-postgresql17' });
}

/** Expects that DocumentDB describes a service's cluster with these settings. */
export function expectDocumentDb(
  assertions: IDeployAssert,
  database: DatabasePlacement,
  expected: ExpectedCluster,
): void {
  const cluster = { service: 'docdb', api: 'describeDBClusters', parameters: { DBClusterIdentifier: database.id } };
  expectValues(assertions, cluster, {
    'DBClusters.0.Engine': 'docdb',
    'DBClusters.0.EngineVersion': '8.0.0',
    'DBClusters.0.MasterUsername': 'ecommerce',
    ...(expected.logs ? { 'DBClusters.0.EnabledCloudwatchLogsExports.0': 'audit' } : {}),
    ...clusterValues(database, expected),
  });
  expectSubnets(assertions, database, cluster);
}

/** Returns the expected values that Aurora and DocumentDB have in common. */
function clusterValues(database: DatabasePlacement, expected: ExpectedCluster): Record<string, Expected> {
  return {
    'DBClusters.0.Port': expected.port,
    'DBClusters.0.BackupRetentionPeriod': expected.backupDays,
    'DBClusters.0.StorageEncrypted': true,
    'DBClusters.0.VpcSecurityGroups.0.VpcSecurityGroupId': database.group.securityGroupId,
    ...eachItem('DBClusters.0.DBClusterMembers', 'DBInstanceIdentifier', expected.instances, startingWith('.')),
    ...keyValues('DBClusters.0', database),
  };
}

/** Expects that the subnets of the cluster's subnet group are the isolated subnets of the VPC. */
function expectSubnets(assertions: IDeployAssert, database: DatabasePlacement, cluster: ApiCall): void {
  const parameters = { DBSubnetGroupName: responseValue(assertions, cluster, 'DBClusters.0.DBSubnetGroup') };
  const group = { service: cluster.service, api: 'describeDBSubnetGroups', parameters };
  expectValues(assertions, group, eachItem('DBSubnetGroups.0.Subnets', 'SubnetIdentifier', 2, isolated(database)));
}

export interface ExpectedTable {
  readonly partitionKey: string;
  readonly recovery: boolean;
}

/** Expects that DynamoDB describes a service's table with these settings. */
export function expectTable(
  assertions: IDeployAssert,
  { id, keyArn }: Pick<DatabasePlacement, 'id' | 'keyArn'>,
  { partitionKey, recovery }: ExpectedTable,
): void {
  const parameters = { TableName: id };
  expectValues(
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
  expectValues(
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

function keyValues(path: string, { keyArn }: DatabasePlacement): Record<string, Expected> {
  return keyArn ? { [`${path}.KmsKeyId`]: keyArn } : {};
}
