import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWorkloadGroups, withGroups } from '../../lib/platform/isolation/workload-groups.mjs';
import { readResources, resourceNamed } from '../../lib/platform/resources.mjs';

const INSTANCE = {
  DBInstanceIdentifier: 'order',
  DBInstanceArn: 'arn:aws:rds:us-east-1:000000000000:db:order',
  DbiResourceId: 'db-ORDER',
  Engine: 'postgres',
  DBInstanceStatus: 'available',
  Endpoint: { Address: '127.0.1.1', Port: 5432 },
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-order', Status: 'active' }],
  MasterUserSecret: { SecretArn: 'arn:secret:master' },
};

const CLUSTER = {
  DBClusterIdentifier: 'user',
  DBClusterArn: 'arn:aws:rds:us-east-1:000000000000:cluster:user',
  DbClusterResourceId: 'cluster-USER',
  Engine: 'aurora-postgresql',
  Status: 'available',
  Endpoint: '127.0.1.2',
  Port: 5432,
  VpcSecurityGroups: [{ VpcSecurityGroupId: 'sg-user' }],
};

const DOCUMENTS = { ...CLUSTER, DBClusterArn: 'arn:docdb', Engine: 'docdb', Endpoint: '127.0.1.3', Port: 27017 };

const PROXY = {
  DBProxyName: 'proxy',
  DBProxyArn: 'arn:aws:rds:us-east-1:000000000000:db-proxy:prx-1',
  Endpoint: '127.0.1.4',
  VpcSecurityGroupIds: ['sg-proxy'],
};

/** Clients of the APIs, in which each resource exists once. */
const AWS = {
  rds: {
    describeDBInstances: async () => ({
      DBInstances: [INSTANCE, { DBClusterIdentifier: 'user', Engine: 'aurora-postgresql' }],
    }),
    describeDBClusters: async () => ({ DBClusters: [CLUSTER, DOCUMENTS] }),
    describeDBProxies: async () => ({ DBProxies: [PROXY] }),
    describeDBProxyTargets: async () => ({ Targets: [{ RdsResourceId: 'user' }] }),
  },
  docdb: { describeDBClusters: async () => ({ DBClusters: [CLUSTER, DOCUMENTS] }) },
  elasticache: {
    describeReplicationGroups: async () => ({
      ReplicationGroups: [
        {
          ReplicationGroupId: 'cache',
          ARN: 'arn:cache',
          Status: 'available',
          TransitEncryptionEnabled: true,
          NodeGroups: [{ PrimaryEndpoint: { Address: '127.0.1.5', Port: 6379 } }],
        },
      ],
    }),
    describeCacheClusters: async () => ({
      CacheClusters: [{ ReplicationGroupId: 'cache', SecurityGroups: [{ SecurityGroupId: 'sg-cache' }] }],
    }),
  },
  mq: {
    listBrokers: async () => ({ BrokerSummaries: [{ BrokerId: 'b' }] }),
    describeBroker: async () => ({
      BrokerArn: 'arn:broker',
      BrokerState: 'RUNNING',
      BrokerInstances: [{ ConsoleURL: 'https://127.0.1.6:15671', Endpoints: ['amqps://127.0.1.6:5671'] }],
      SecurityGroups: ['sg-broker'],
    }),
  },
  opensearch: {
    listDomainNames: async () => ({ DomainNames: [{ DomainName: 'search' }] }),
    describeDomains: async () => ({
      DomainStatusList: [
        { ARN: 'arn:domain', Endpoints: { vpc: '127.0.1.7:9200' }, VPCOptions: { SecurityGroupIds: ['sg-search'] } },
      ],
    }),
  },
  dynamodb: {
    describeTable: async ({ TableName }) => {
      if (TableName === 'stock') return { Table: { TableArn: 'arn:table/stock', TableStatus: 'ACTIVE' } };
      throw Object.assign(new Error('absent'), { name: 'ResourceNotFoundException' });
    },
  },
  s3: { listBuckets: async () => ({ Buckets: [{ Name: 'media' }, { Name: 'other' }] }) },
};

const RECORDS = [{ settings: { TABLE_NAME: 'stock', BUCKET_NAME: 'media' } }, { settings: { TABLE_NAME: 'deleted' } }];
const read = () => readResources(AWS, RECORDS);

test('the resources are those of every API, and the tables and buckets that settings name', async () => {
  const resources = await read();
  assert.deepEqual(
    resources.map(({ kind, name, status }) => [kind, name, status]),
    [
      ['PostgreSQL', '127.0.1.1:5432', 'available'],
      ['Aurora PostgreSQL', '127.0.1.4:5432', 'available'],
      ['DocumentDB', '127.0.1.3:27017', 'available'],
      ['Valkey', '127.0.1.5:6379', 'available'],
      ['RabbitMQ', 'amqps://127.0.1.6:5671', 'RUNNING'],
      ['OpenSearch', '127.0.1.7:9200', 'Active'],
      ['DynamoDB table', 'stock', 'ACTIVE'],
      ['S3 bucket', 'media', 'available'],
    ],
  );
  assert.equal(resourceNamed(resources, 'amqps://127.0.1.6:5671').arn, 'arn:broker');
  assert.equal(resourceNamed(resources, 'deleted'), undefined);
});

test('a client reaches a resource through its security groups', async () => {
  const ingress = (await read()).map(({ kind, ingress }) => [
    kind,
    ingress.map(({ groupId, port }) => `${groupId}:${port}`),
  ]);
  assert.deepEqual(Object.fromEntries(ingress), {
    PostgreSQL: ['sg-order:5432'],
    'Aurora PostgreSQL': ['sg-user:5432', 'sg-proxy:5432'],
    DocumentDB: ['sg-user:27017'],
    Valkey: ['sg-cache:6379'],
    RabbitMQ: ['sg-broker:5671'],
    OpenSearch: ['sg-search:443'],
    'DynamoDB table': [],
    'S3 bucket': [],
  });
});

test('a login with IAM is one to the database or to its proxy, and a master user has a secret', async () => {
  const [instance, cluster] = await read();
  const users = (id) => [`arn:aws:rds-db:us-east-1:000000000000:dbuser:${id}/*`];
  assert.deepEqual(instance.iam, [{ actions: ['rds-db:connect'], resources: users('db-ORDER') }]);
  assert.deepEqual(
    cluster.iam.map(({ resources }) => resources),
    [users('cluster-USER'), users('prx-1')],
  );
  assert.equal(instance.masterSecret, 'arn:secret:master');
});

test('a service has the groups of its workloads, whose settings tell the service', async () => {
  const records = [
    { service: 'order', settings: { DATABASE_HOST: 'o' }, securityGroupIds: ['sg-order'] },
    { service: 'user', settings: { DATABASE_HOST: 'u' }, securityGroupIds: ['sg-user'] },
  ];
  const aws = {
    lambda: {
      listFunctions: async ({ Marker }) =>
        Marker
          ? {
              Functions: [
                { Environment: { Variables: { DATABASE_HOST: 'u' } }, VpcConfig: { SecurityGroupIds: ['sg-own'] } },
              ],
            }
          : { Functions: [{ FunctionName: 'other' }], NextMarker: 'next' },
    },
    ecs: {
      listClusters: async () => ({ clusterArns: ['cluster'] }),
      listServices: async () => ({ serviceArns: ['service'] }),
      describeServices: async () => ({
        services: [
          {
            taskDefinition: 't',
            networkConfiguration: { awsvpcConfiguration: { securityGroups: ['sg-order', 'sg-task'] } },
          },
        ],
      }),
      describeTaskDefinition: async () => ({
        taskDefinition: { containerDefinitions: [{ environment: [{ name: 'DATABASE_HOST', value: 'o' }] }] },
      }),
    },
  };
  const all = withGroups(records, await readWorkloadGroups(aws, records));
  assert.deepEqual(
    all.map(({ securityGroupIds }) => securityGroupIds),
    [
      ['sg-order', 'sg-task'],
      ['sg-user', 'sg-own'],
    ],
  );
});
