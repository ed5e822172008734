import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quantitiesOf } from '../../lib/cost/quantities.mjs';

const TOKEN = { Ref: 'Parameter' };
const of = (type, properties = {}, id = 'It') => ({ id, type, properties, stack: 'Shop', path: `Shop/${id}` });

/** Returns the keys with their quantities, without usage. */
function countOf(...resources) {
  const lines = quantitiesOf(resources, () => 'owner').filter(({ usage }) => !usage);
  return Object.fromEntries(lines.map(({ key, quantity, times }) => [key, [quantity, times]]));
}

const problemsOf = (...resources) =>
  quantitiesOf(resources, () => 'owner').flatMap(({ item, problem }) => (problem ? [`${item}: ${problem}`] : []));

const POSTGRES = { Engine: 'postgres', DBInstanceClass: 'db.t4g.medium', AllocatedStorage: '20', StorageType: 'gp3' };

test('a database costs its hours by engine and deployment, its storage, and the secret of its master user', () => {
  assert.deepEqual(
    countOf(of('AWS::RDS::DBInstance', { ...POSTGRES, MultiAZ: true, ManageMasterUserPassword: true })),
    {
      'rds/db.t4g.medium/PostgreSQL/Multi-AZ': [1, 730],
      'rds-storage/General Purpose-GP3/Multi-AZ': [20, 1],
      secret: [1, 1],
    },
  );
  assert.deepEqual(countOf(of('AWS::RDS::DBInstance', POSTGRES)), {
    'rds/db.t4g.medium/PostgreSQL/Single-AZ': [1, 730],
    'rds-storage/General Purpose-GP3/Single-AZ': [20, 1],
  });
});

test('serverless instances of Aurora cost between the limits of their cluster', () => {
  const cluster = of(
    'AWS::RDS::DBCluster',
    { ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 } },
    'Cluster',
  );
  const instance = of('AWS::RDS::DBInstance', {
    Engine: 'aurora-postgresql',
    DBInstanceClass: 'db.serverless',
    DBClusterIdentifier: { Ref: 'Cluster' },
  });
  const [line] = quantitiesOf([instance, cluster], () => 'owner').filter(({ key }) => key.startsWith('acu'));
  assert.deepEqual([line.quantity, line.most, line.times], [0.5, 8, 730]);
  const provisioned = { ...instance, properties: { ...instance.properties, DBInstanceClass: 'db.r7g.large' } };
  assert.deepEqual(countOf(provisioned, cluster), { 'rds/db.r7g.large/Aurora PostgreSQL/Single-AZ': [1, 730] });
});

const COUNTS = [
  ['DocumentDB', 'AWS::DocDB::DBInstance', { DBInstanceClass: 'db.r6g.large' }, { 'docdb/db.r6g.large': [1, 730] }],
  [
    'a cache',
    'AWS::ElastiCache::ReplicationGroup',
    { CacheNodeType: 'cache.t4g.medium', Engine: 'valkey', NumCacheClusters: 2 },
    { 'cache/cache.t4g.medium/Valkey': [2, 730] },
  ],
  [
    'a cache in shards',
    'AWS::ElastiCache::ReplicationGroup',
    { CacheNodeType: 'cache.r7g.large', Engine: 'redis', NumNodeGroups: 3, ReplicasPerNodeGroup: 1 },
    { 'cache/cache.r7g.large/Redis': [6, 730] },
  ],
  [
    'a cluster of brokers',
    'AWS::AmazonMQ::Broker',
    { HostInstanceType: 'mq.m7g.large', EngineType: 'RABBITMQ', DeploymentMode: 'CLUSTER_MULTI_AZ' },
    { 'mq/mq.m7g.large/RabbitMQ/Multi-AZ': [1, 730] },
  ],
  [
    'one broker',
    'AWS::AmazonMQ::Broker',
    { HostInstanceType: 'mq.m7g.medium', EngineType: 'RABBITMQ', DeploymentMode: 'SINGLE_INSTANCE' },
    { 'mq/mq.m7g.medium/RabbitMQ/Single-AZ': [1, 730] },
  ],
  [
    'a search domain',
    'AWS::OpenSearchService::Domain',
    {
      ClusterConfig: {
        InstanceCount: 3,
        InstanceType: 'm7g.large.search',
        DedicatedMasterEnabled: true,
        DedicatedMasterCount: 3,
        DedicatedMasterType: 'm7g.medium.search',
      },
      EBSOptions: { EBSEnabled: true, VolumeSize: 50, VolumeType: 'gp3' },
    },
    { 'search/m7g.large.search': [3, 730], 'search/m7g.medium.search': [3, 730], 'search-storage/GP3': [150, 1] },
  ],
  ['a NAT gateway', 'AWS::EC2::NatGateway', {}, { nat: [1, 730] }],
  ['an address', 'AWS::EC2::EIP', {}, { address: [1, 730] }],
  [
    'an interface endpoint in three zones',
    'AWS::EC2::VPCEndpoint',
    { VpcEndpointType: 'Interface', SubnetIds: [TOKEN, TOKEN, TOKEN] },
    { endpoint: [3, 730] },
  ],
  ['a gateway endpoint', 'AWS::EC2::VPCEndpoint', { VpcEndpointType: 'Gateway' }, {}],
  ['a key', 'AWS::KMS::Key', {}, { key: [1, 1] }],
  ['a secret', 'AWS::SecretsManager::Secret', {}, { secret: [1, 1] }],
  ['an alarm of one metric', 'AWS::CloudWatch::Alarm', { MetricName: 'CPU', Period: 60 }, { 'alarm/Standard': [1, 1] }],
  [
    'an alarm of an expression with two metrics',
    'AWS::CloudWatch::Alarm',
    { Metrics: [{ Expression: 'a+b' }, { MetricStat: { Period: 60 } }, { MetricStat: { Period: 60 } }] },
    { 'alarm/Standard': [2, 1] },
  ],
  [
    'an alarm with a short period',
    'AWS::CloudWatch::Alarm',
    { MetricName: 'CPU', Period: 10 },
    { 'alarm/High Resolution': [1, 1] },
  ],
  [
    'an alarm of an anomaly',
    'AWS::CloudWatch::Alarm',
    {
      ThresholdMetricId: 'band',
      Metrics: [{ MetricStat: { Period: 60 } }, { Expression: 'ANOMALY_DETECTION_BAND(m)' }],
    },
    { 'alarm/Standard': [3, 1] },
  ],
  ['a composite alarm', 'AWS::CloudWatch::CompositeAlarm', {}, { 'composite-alarm': [1, 1] }],
  ['a dashboard', 'AWS::CloudWatch::Dashboard', {}, { dashboard: [1, 1] }],
  ['a bucket', 'AWS::S3::Bucket', {}, {}],
  ['a subnet', 'AWS::EC2::Subnet', {}, {}],
];

for (const [name, type, properties, expected] of COUNTS) {
  test(`${name} has the right quantities`, () => {
    assert.deepEqual(countOf(of(type, properties)), expected);
  });
}

test('a service of Fargate costs the processors and the memory of its tasks', () => {
  const task = of(
    'AWS::ECS::TaskDefinition',
    { Cpu: '256', Memory: '512', RuntimePlatform: { CpuArchitecture: 'ARM64' } },
    'Task',
  );
  const service = of('AWS::ECS::Service', { TaskDefinition: { Ref: 'Task' }, DesiredCount: 2, LaunchType: 'FARGATE' });
  assert.deepEqual(countOf(task, service), { 'fargate-cpu/ARM64': [0.5, 730], 'fargate-memory/ARM64': [1, 730] });
});

test('what costs by usage has no quantity', () => {
  const resources = ['AWS::S3::Bucket', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::Backup::BackupVault'];
  const lines = quantitiesOf(
    resources.map((type) => of(type)),
    () => 'owner',
  );
  assert.deepEqual(
    lines.map(({ key, usage, quantity }) => [key, usage, quantity]),
    [
      ['s3-storage', true, undefined],
      ['lambda-requests', true, undefined],
      ['log-data', true, undefined],
      ['backup-storage', true, undefined],
    ],
  );
});

test('a type or a number that is known only at deployment is reported, and not guessed', () => {
  assert.deepEqual(problemsOf(of('AWS::DocDB::DBInstance', { DBInstanceClass: TOKEN })), [
    'DocumentDB of a type that is known at deployment: its type is known only at deployment',
  ]);
  const cache = { CacheNodeType: 'cache.t4g.micro', Engine: 'valkey', NumCacheClusters: TOKEN };
  assert.deepEqual(problemsOf(of('AWS::ElastiCache::ReplicationGroup', cache)), [
    'cache node cache.t4g.micro: its number is known only at deployment',
  ]);
  const database = { ...POSTGRES, MultiAZ: TOKEN };
  assert.equal(problemsOf(of('AWS::RDS::DBInstance', database)).length, 2);
  const endpoint = { VpcEndpointType: 'Interface', SubnetIds: TOKEN };
  assert.equal(problemsOf(of('AWS::EC2::VPCEndpoint', endpoint)).length, 1);
});

test('an alarm with a metrics query and a type without a rule are reported', () => {
  const query = { Metrics: [{ Expression: 'SELECT MAX(x) FROM "AWS/AmazonMQ"' }] };
  assert.deepEqual(problemsOf(of('AWS::CloudWatch::Alarm', query), of('AWS::EKS::Cluster')), [
    'alarm with a metrics query: it costs for each metric that its query finds',
    'AWS::EKS::Cluster: this command has no rule for it',
  ]);
});
