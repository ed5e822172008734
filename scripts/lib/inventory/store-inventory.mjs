// Every store that a stack made, each kind as its own API describes it.

import { addressOf, engineAndVersion, proxiedAddress } from './table-cells.mjs';

/**
 * The stores: `kind`, `store`, `engine`, `groupIds` and `secretArn` to show; `name`, which a client's settings give to say
 * this one; and what a kind does not have (`withoutSecret`, `withoutGroup`) or is not one service's (`shared`).
 */
export async function listStores(aws, stack) {
  const stores = [
    ...(await postgresInstances(aws.rds, stack)),
    ...(await auroraClusters(aws.rds, stack)),
    ...(await documentDbClusters(aws.docdb, stack)),
    ...(await tables(aws.dynamodb, stack)),
    ...(await domains(aws.opensearch, stack)),
  ];
  await addProxies(aws.rds, stack, stores);
  return stores;
}

async function postgresInstances(rds, stack) {
  const stores = [];
  for (const id of stack.ids('AWS::RDS::DBInstance')) {
    const { DBInstances } = await rds.describeDBInstances({ DBInstanceIdentifier: id });
    for (const instance of DBInstances ?? []) {
      if (instance.DBClusterIdentifier) continue; // a member of an Aurora cluster
      stores.push({
        kind: 'PostgreSQL instance',
        id,
        name: instance.Endpoint?.Address,
        store: addressOf(instance.Endpoint?.Address, instance.Endpoint?.Port),
        engine: engineAndVersion(instance),
        secretArn: instance.MasterUserSecret?.SecretArn,
        groupIds: instance.VpcSecurityGroups?.map((group) => group.VpcSecurityGroupId),
      });
    }
  }
  return stores;
}

async function auroraClusters(rds, stack) {
  const stores = [];
  for (const id of stack.ids('AWS::RDS::DBCluster')) {
    const { DBClusters } = await rds.describeDBClusters({ DBClusterIdentifier: id });
    for (const cluster of DBClusters ?? []) {
      stores.push({
        ...clusterStore(cluster),
        kind: 'Aurora PostgreSQL',
        secretArn: cluster.MasterUserSecret?.SecretArn,
      });
    }
  }
  return stores;
}

async function documentDbClusters(docdb, stack) {
  const stores = [];
  for (const id of stack.ids('AWS::DocDB::DBCluster')) {
    const { DBClusters } = await docdb.describeDBClusters({ DBClusterIdentifier: id });
    for (const cluster of DBClusters ?? []) stores.push({ ...clusterStore(cluster), kind: 'DocumentDB' });
  }
  return stores;
}

const clusterStore = (cluster) => ({
  id: cluster.DBClusterIdentifier,
  name: cluster.Endpoint,
  store: addressOf(cluster.Endpoint, cluster.Port),
  engine: engineAndVersion(cluster),
  groupIds: cluster.VpcSecurityGroups?.map((group) => group.VpcSecurityGroupId),
});

/** A store that has a proxy is reached through it. */
async function addProxies(rds, stack, stores) {
  for (const DBProxyName of stack.ids('AWS::RDS::DBProxy')) {
    const { DBProxies } = await rds.describeDBProxies({ DBProxyName });
    const { Targets } = await rds.describeDBProxyTargets({ DBProxyName });
    for (const { Endpoint, VpcSecurityGroupIds } of DBProxies ?? []) {
      const behind = stores.find(({ id }) => Targets?.some(({ RdsResourceId }) => RdsResourceId === id));
      if (!behind) continue;
      behind.name = Endpoint;
      behind.kind = `${behind.kind}, RDS Proxy`;
      behind.store = proxiedAddress(Endpoint, behind.store);
      behind.groupIds = [...(VpcSecurityGroupIds ?? []), ...(behind.groupIds ?? [])];
    }
  }
}

/** A table has no address, no secret and no security group: a role is the login. */
async function tables(dynamodb, stack) {
  const stores = [];
  for (const TableName of stack.ids('AWS::DynamoDB::Table')) {
    const { Table } = await dynamodb.describeTable({ TableName });
    stores.push({
      kind: 'DynamoDB table',
      name: Table?.TableName,
      store: Table?.TableName,
      engine: Table?.BillingModeSummary?.BillingMode && `dynamodb ${Table.BillingModeSummary.BillingMode}`,
      withoutSecret: true,
      withoutGroup: true,
    });
  }
  return stores;
}

/** A domain is shared; what belongs to a service is an index on it. */
async function domains(opensearch, stack) {
  const stores = [];
  for (const DomainName of stack.ids('AWS::OpenSearchService::Domain')) {
    const { DomainStatus } = await opensearch.describeDomain({ DomainName });
    const endpoint = DomainStatus?.Endpoint ?? DomainStatus?.Endpoints?.vpc;
    stores.push({
      kind: 'OpenSearch index',
      shared: true,
      name: endpoint,
      store: endpoint,
      engine: DomainStatus?.EngineVersion?.replace('_', ' '),
      groupIds: DomainStatus?.VPCOptions?.SecurityGroupIds,
      withoutSecret: true,
    });
  }
  return stores;
}
