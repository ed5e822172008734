// Reads the resources behind the parts of a platform, each from the API of its own AWS service.
//
// A resource is { kind, arn, keys, name, status, ingress, iam, masterSecret }. `keys` are the texts by which settings name it: an
// address, a table, a bucket. `ingress` are the security groups that clients connect to, with the port. `iam` lists the actions on
// resources that let a client log in or reach the data without a password, each as { actions, resources }.

import { allPages, undefinedIfAbsent } from '../aws/clients.mjs';
import { DATA_ACTIONS } from './data-actions.mjs';

const HTTPS_PORT = 443;
/** No API returns the port of a proxy. */
const PROXY_PORT = 5432;
const BROKER_PORT = 5671;

/** Returns the databases, caches, brokers and domains of the account, and the tables and buckets that the settings name. */
export async function readResources(aws, records) {
  const namesOf = (setting) => [...new Set(records.flatMap(({ settings }) => settings[setting] ?? []))];
  const lists = await Promise.all([
    relationalDatabases(aws.rds),
    documentDatabases(aws.docdb),
    caches(aws.elasticache),
    brokers(aws.mq),
    domains(aws.opensearch),
    ...namesOf('TABLE_NAME').map((name) => table(aws.dynamodb, name)),
    ...namesOf('BUCKET_NAME').map((name) => bucket(aws.s3, name)),
  ]);
  return lists.flat();
}

/** Returns the resource that a setting names, or undefined. */
export const resourceNamed = (resources, key) => resources.find(({ keys }) => keys.includes(key));

async function relationalDatabases(rds) {
  const [{ DBInstances = [] }, { DBClusters = [] }, { DBProxies = [] }] = await Promise.all([
    rds.describeDBInstances({}),
    rds.describeDBClusters({}),
    rds.describeDBProxies({}),
  ]);
  const databases = [
    ...DBInstances.filter((it) => !it.DBClusterIdentifier && it.Engine === 'postgres').map((it) => ({
      ...database(it.Endpoint?.Address, it.Endpoint?.Port, it),
      kind: 'PostgreSQL',
      arn: it.DBInstanceArn,
      id: it.DBInstanceIdentifier,
      status: it.DBInstanceStatus,
      iam: [databaseLogin(it.DBInstanceArn, it.DbiResourceId)],
    })),
    ...DBClusters.filter((it) => it.Engine?.startsWith('aurora')).map((it) => ({
      ...database(it.Endpoint, it.Port, it),
      kind: 'Aurora PostgreSQL',
      arn: it.DBClusterArn,
      id: it.DBClusterIdentifier,
      status: it.Status,
      iam: [databaseLogin(it.DBClusterArn, it.DbClusterResourceId)],
    })),
  ];
  const proxied = DBProxies.map(async (proxy) => {
    const { Targets } = await rds.describeDBProxyTargets({ DBProxyName: proxy.DBProxyName });
    const behind = databases.find(({ id }) => Targets?.some(({ RdsResourceId }) => RdsResourceId === id));
    if (behind) addProxy(behind, proxy);
  });
  await Promise.all(proxied);
  return databases;
}

const database = (host, port, { VpcSecurityGroups, MasterUserSecret }) => ({
  keys: [`${host}:${port}`],
  name: `${host}:${port}`,
  ingress: (VpcSecurityGroups ?? []).map((it) => ({ groupId: it.VpcSecurityGroupId, port })),
  iam: [],
  masterSecret: MasterUserSecret?.SecretArn,
});

/** Clients connect to the proxy; a rule of a group of the database would still admit them to it. */
function addProxy(behind, { DBProxyArn, Endpoint, VpcSecurityGroupIds }) {
  behind.proxyArn = DBProxyArn;
  behind.keys.push(`${Endpoint}:${PROXY_PORT}`);
  behind.name = `${Endpoint}:${PROXY_PORT}`;
  behind.ingress.push(...(VpcSecurityGroupIds ?? []).map((groupId) => ({ groupId, port: PROXY_PORT })));
  behind.iam.push(databaseLogin(DBProxyArn, DBProxyArn?.split(':').at(-1)));
}

/** The login with IAM as any user of a database, whose ARN begins as that of the database. */
function databaseLogin(arn, resourceId) {
  const [, partition, , region, account] = (arn ?? '').split(':');
  const users = `arn:${partition}:rds-db:${region}:${account}:dbuser:${resourceId}/*`;
  return { actions: DATA_ACTIONS['rds-db'], resources: [users] };
}

async function documentDatabases(docdb) {
  const { DBClusters = [] } = await docdb.describeDBClusters({});
  return DBClusters.filter(({ Engine }) => Engine === 'docdb').map((it) => ({
    ...database(it.Endpoint, it.Port, it),
    kind: 'DocumentDB',
    arn: it.DBClusterArn,
    status: it.Status,
  }));
}

async function caches(elasticache) {
  const [{ ReplicationGroups = [] }, { CacheClusters = [] }] = await Promise.all([
    elasticache.describeReplicationGroups({}),
    elasticache.describeCacheClusters({}),
  ]);
  return ReplicationGroups.map((group) => {
    const { Address, Port } = group.ConfigurationEndpoint ?? group.NodeGroups?.[0]?.PrimaryEndpoint ?? {};
    const member = CacheClusters.find(({ ReplicationGroupId }) => ReplicationGroupId === group.ReplicationGroupId);
    return {
      kind: 'Valkey',
      arn: group.ARN,
      keys: [`${Address}:${Port}`],
      name: `${Address}:${Port}`,
      status: group.Status,
      tls: group.TransitEncryptionEnabled,
      ingress: (member?.SecurityGroups ?? []).map((it) => ({ groupId: it.SecurityGroupId, port: Port })),
      iam: [{ actions: DATA_ACTIONS.elasticache, resources: [group.ARN] }],
    };
  });
}

async function brokers(mq) {
  const { BrokerSummaries = [] } = await mq.listBrokers({});
  return Promise.all(
    BrokerSummaries.map(async ({ BrokerId }) => {
      const broker = await mq.describeBroker({ BrokerId });
      const endpoints = broker.BrokerInstances?.flatMap((it) => it.Endpoints ?? []) ?? [];
      return {
        kind: 'RabbitMQ',
        arn: broker.BrokerArn,
        keys: endpoints,
        name: endpoints[0],
        status: broker.BrokerState,
        consoleUrl: broker.BrokerInstances?.[0]?.ConsoleURL,
        ingress: (broker.SecurityGroups ?? []).map((groupId) => ({ groupId, port: BROKER_PORT })),
        iam: [],
      };
    }),
  );
}

async function domains(opensearch) {
  const { DomainNames = [] } = await opensearch.listDomainNames({});
  if (DomainNames.length === 0) return [];
  const names = DomainNames.map(({ DomainName }) => DomainName);
  const { DomainStatusList = [] } = await opensearch.describeDomains({ DomainNames: names });
  return DomainStatusList.map((domain) => {
    const endpoint = domain.Endpoint ?? domain.Endpoints?.vpc;
    return {
      kind: 'OpenSearch',
      arn: domain.ARN,
      keys: [endpoint],
      name: endpoint,
      status: domain.DomainProcessingStatus ?? (domain.Processing ? 'Processing' : 'Active'),
      ingress: (domain.VPCOptions?.SecurityGroupIds ?? []).map((groupId) => ({ groupId, port: HTTPS_PORT })),
      iam: [{ actions: DATA_ACTIONS.es, resources: [domain.ARN, `${domain.ARN}/*`] }],
    };
  });
}

async function table(dynamodb, TableName) {
  const found = await undefinedIfAbsent(dynamodb.describeTable({ TableName }));
  if (!found) return [];
  const { TableArn, TableStatus } = found.Table;
  return [
    {
      kind: 'DynamoDB table',
      arn: TableArn,
      keys: [TableName],
      name: TableName,
      status: TableStatus,
      ingress: [],
      iam: [{ actions: DATA_ACTIONS.dynamodb, resources: [TableArn, `${TableArn}/*`] }],
    },
  ];
}

async function bucket(s3, name) {
  const buckets = await allPages(
    (ContinuationToken) => s3.listBuckets({ ContinuationToken }),
    (page) => page.Buckets,
  );
  if (!buckets.some(({ Name }) => Name === name)) return [];
  const arn = `arn:aws:s3:::${name}`;
  return [
    {
      kind: 'S3 bucket',
      arn,
      keys: [name],
      name,
      status: 'available',
      ingress: [],
      iam: [{ actions: DATA_ACTIONS.s3, resources: [arn, `${arn}/*`] }],
    },
  ];
}
