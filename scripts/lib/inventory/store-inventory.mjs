// Lists the stores of a stack, each kind from its own API.

import { addressOf, engineAndVersion, proxiedAddress } from './table-cells.mjs';

/**
 * Returns the stores. `kind`, `store`, `engine` and `groupIds` are printed. `name` is the value in a client's settings.
 * `withoutGroup` marks kinds that have no security group, `shared` those that several services use.
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
        name: addressOf(instance.Endpoint?.Address, instance.Endpoint?.Port),
        store: addressOf(instance.Endpoint?.Address, instance.Endpoint?.Port),
        engine: engineAndVersion(instance),
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
    for (const cluster of DBClusters ?? []) stores.push({ ...clusterStore(cluster), kind: 'Aurora PostgreSQL' });
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
  name: addressOf(cluster.Endpoint, cluster.Port),
  store: addressOf(cluster.Endpoint, cluster.Port),
  engine: engineAndVersion(cluster),
  groupIds: cluster.VpcSecurityGroups?.map((group) => group.VpcSecurityGroupId),
});

/** No API returns the port of a proxy. */
const PROXY_PORT = 5432;

/** Replaces the addresses of stores that have a proxy, because clients connect to the proxy. */
async function addProxies(rds, stack, stores) {
  for (const DBProxyName of stack.ids('AWS::RDS::DBProxy')) {
    const { DBProxies } = await rds.describeDBProxies({ DBProxyName });
    const { Targets } = await rds.describeDBProxyTargets({ DBProxyName });
    for (const { Endpoint, VpcSecurityGroupIds } of DBProxies ?? []) {
      const target = stores.find(({ id }) => Targets?.some(({ RdsResourceId }) => RdsResourceId === id));
      if (!target) continue;
      target.name = addressOf(Endpoint, PROXY_PORT);
      target.kind = `${target.kind}, RDS Proxy`;
      target.store = proxiedAddress(Endpoint, target.store);
      target.groupIds = [...(VpcSecurityGroupIds ?? []), ...(target.groupIds ?? [])];
    }
  }
}

/** Lists tables, which have no address and no security group: clients authenticate with their IAM role. */
async function tables(dynamodb, stack) {
  const stores = [];
  for (const TableName of stack.ids('AWS::DynamoDB::Table')) {
    const { Table } = await dynamodb.describeTable({ TableName });
    stores.push({
      kind: 'DynamoDB table',
      name: Table?.TableName,
      store: Table?.TableName,
      engine: Table?.BillingModeSummary?.BillingMode && `dynamodb ${Table.BillingModeSummary.BillingMode}`,
      withoutGroup: true,
    });
  }
  return stores;
}

/** Lists domains, which services share: each service has its own index on a domain. */
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
    });
  }
  return stores;
}
