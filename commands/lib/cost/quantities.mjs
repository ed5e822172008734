// Counts the resources of templates that cost by the hour or the month, and names those that cost by their usage.

import { count, number, reference, text, truth } from '../assembly/values.mjs';

/** The average month of AWS. */
const HOURS = 730;

/** Returns the lines of a resource: each with the key of its price, an item and a quantity for a month. */
const BY_TYPE = {
  'AWS::RDS::DBInstance': databaseInstance,
  'AWS::RDS::DBCluster': ({ Engine }) => [usage('aurora-storage', `storage of ${text(Engine) ?? 'the cluster'}`)],
  'AWS::RDS::DBProxy': () => [usage('rds-proxy', 'RDS proxy, for each vCPU of its database')],
  'AWS::DocDB::DBCluster': () => [usage('docdb-storage', 'storage of DocumentDB')],
  'AWS::DocDB::DBInstance': ({ DBInstanceClass }) => [
    hours(withTexts('docdb', DBInstanceClass), ['DocumentDB', DBInstanceClass], 1, 'instances of the store'),
  ],
  'AWS::ElastiCache::ReplicationGroup': (properties) => [
    hours(
      withTexts('cache', properties.CacheNodeType, capitalized(properties.Engine)),
      ['cache node', properties.CacheNodeType],
      cacheNodes(properties),
      'cache.nodes',
    ),
  ],
  'AWS::AmazonMQ::Broker': broker,
  'AWS::OpenSearchService::Domain': searchDomain,
  'AWS::EC2::NatGateway': () => [
    hours('nat', ['NAT gateway'], 1, 'network.natGateways'),
    usage('nat-data', 'data through NAT gateways'),
  ],
  'AWS::EC2::EIP': () => [hours('address', ['public IPv4 address'], 1, 'network.natGateways')],
  'AWS::EC2::VPCEndpoint': ({ VpcEndpointType, SubnetIds }) =>
    VpcEndpointType === 'Interface'
      ? [hours('endpoint', ['interface endpoint in a zone'], count(SubnetIds), 'network.interfaceEndpoints')]
      : [],
  'AWS::ECS::Service': fargateService,
  'AWS::KMS::Key': () => [months('key', 'KMS key', 1)],
  'AWS::SecretsManager::Secret': () => [months('secret', 'secret', 1, 'logins')],
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::CloudWatch::CompositeAlarm': () => [months('composite-alarm', 'composite alarm', 1, 'monitoring')],
  'AWS::CloudWatch::Dashboard': () => [months('dashboard', 'dashboard', 1, 'monitoring')],
  'AWS::DynamoDB::Table': ({ BillingMode }) =>
    BillingMode === 'PAY_PER_REQUEST'
      ? ['write', 'read', 'storage'].map((it) => usage(`dynamodb-${it}`, `DynamoDB, ${it}`))
      : [unknown('DynamoDB with provisioned capacity')],
  'AWS::S3::Bucket': () => [usage('s3-storage', 'S3, standard storage')],
  'AWS::Lambda::Function': () => [usage('lambda-requests', 'requests to Lambda functions')],
  'AWS::Logs::LogGroup': () => [usage('log-data', 'data written to CloudWatch Logs')],
  'AWS::Backup::BackupVault': () => [usage('backup-storage', 'recovery points of RDS in AWS Backup')],
};

/** Types that cost, and for which there is no rule here: the bill names them. */
const OTHER_TYPES =
  /^AWS::(AutoScaling::AutoScalingGroup|EC2::Instance|ElasticLoadBalancingV2::LoadBalancer|ElastiCache::(CacheCluster|ServerlessCache)|EC2::TransitGateway\w*|EC2::VPNConnection|EKS::Cluster|FSx::FileSystem|EFS::FileSystem|Kinesis::Stream|MSK::Cluster|Neptune::DBInstance|Redshift::Cluster|WAFv2::WebACL|Route53::HostedZone)$/;

/** Returns the lines of all resources, each with the resource and its owner. */
export function quantitiesOf(resources, ownerOf) {
  return resources.flatMap((resource) =>
    linesOf(resource, resources).map((line) => ({ ...line, owner: ownerOf(resource), type: resource.type })),
  );
}

function linesOf(resource, resources) {
  const rule = Object.hasOwn(BY_TYPE, resource.type) ? BY_TYPE[resource.type] : undefined;
  if (rule) {
    const lines = rule(resource.properties, resource, resources);
    return resource.isConditional ? lines.map((it) => (it.usage ? it : { ...it, problem: CONDITIONAL })) : lines;
  }
  return OTHER_TYPES.test(resource.type) ? [unknown(resource.type)] : [];
}

const CONDITIONAL = 'a condition decides at deployment whether it exists';
const usage = (key, item) => ({ key, item, usage: true });
const unknown = (item) => ({ item, problem: 'this command has no rule for it' });
const months = (key, item, quantity, prop) => line(key, item, quantity, 1, prop);

/** A line of something that runs all month. `names` are an item and texts of the template. */
const hours = (key, names, quantity, prop) =>
  line(
    key,
    names.map((name) => text(name) ?? 'of a type that is known at deployment').join(' '),
    quantity,
    HOURS,
    prop,
  );

function line(key, item, quantity, times, prop) {
  if (key === undefined) return { item, quantity, problem: 'its type is known only at deployment', prop };
  if (quantity === undefined) return { key, item, problem: 'its number is known only at deployment', prop };
  return { key, item, quantity, times, prop };
}

/** Returns a key of texts, or undefined if the template has an intrinsic function in the place of one. */
function withTexts(kind, ...values) {
  const texts = values.map(text);
  return texts.includes(undefined) ? undefined : [kind, ...texts].join('/');
}

const ENGINES = {
  postgres: 'PostgreSQL',
  'aurora-postgresql': 'Aurora PostgreSQL',
  mysql: 'MySQL',
  'aurora-mysql': 'Aurora MySQL',
  mariadb: 'MariaDB',
};
const VOLUMES = {
  gp3: 'General Purpose-GP3',
  gp2: 'General Purpose',
  io1: 'Provisioned IOPS',
  io2: 'Provisioned IOPS-IO2',
};

function databaseInstance(properties, resource, resources) {
  const { DBInstanceClass, MultiAZ, AllocatedStorage, StorageType = 'gp2', ManageMasterUserPassword } = properties;
  if (properties.DBClusterIdentifier !== undefined) return auroraInstance(properties, resource, resources);
  const multiAz = truth(MultiAZ);
  const deployment = multiAz === undefined ? undefined : multiAz ? 'Multi-AZ' : 'Single-AZ';
  const engine = ENGINES[text(properties.Engine)];
  const prop = multiAz ? 'database.postgres.multiAz' : 'database.postgres.instanceType';
  const size = number(AllocatedStorage);
  const volume = VOLUMES[text(StorageType)];
  return [
    hours(
      withTexts('rds', DBInstanceClass, engine, deployment),
      [engine ?? 'database', DBInstanceClass, deployment],
      1,
      prop,
    ),
    line(withTexts('rds-storage', volume, deployment), `storage of a database, ${deployment ?? 'GB'}`, size, 1, prop),
    ...(truth(ManageMasterUserPassword) ? [months('secret', 'secret', 1, 'logins')] : []),
  ];
}

/** An instance of a cluster: serverless between the limits of the cluster, or of a type. */
function auroraInstance({ DBInstanceClass, DBClusterIdentifier, Engine }, { stack }, resources) {
  const engine = ENGINES[text(Engine)];
  if (DBInstanceClass !== 'db.serverless') {
    return [
      hours(
        withTexts('rds', DBInstanceClass, engine, 'Single-AZ'),
        ['Aurora', DBInstanceClass],
        1,
        'readers of the store',
      ),
    ];
  }
  const id = reference(DBClusterIdentifier);
  const cluster = resources.find((it) => it.id === id && it.stack === stack);
  const { MinCapacity, MaxCapacity } = cluster?.properties.ServerlessV2ScalingConfiguration ?? {};
  const [least, most] = [number(MinCapacity), number(MaxCapacity)];
  const item = `Aurora capacity units, ${least ?? '?'} to ${most ?? '?'}`;
  const first = line(withTexts('acu', engine), item, least, HOURS, 'minCapacity of the store');
  return [most === undefined ? first : { ...first, most }];
}

function cacheNodes({ NumCacheClusters, NumNodeGroups, ReplicasPerNodeGroup = 0 }) {
  if (NumNodeGroups === undefined) return number(NumCacheClusters);
  const [groups, replicas] = [number(NumNodeGroups), number(ReplicasPerNodeGroup)];
  return groups === undefined || replicas === undefined ? undefined : groups * (1 + replicas);
}

const capitalized = (value) => text(value)?.replace(/^./, (first) => first.toUpperCase());
const BROKERS = { RABBITMQ: 'RabbitMQ', ACTIVEMQ: 'ActiveMQ' };

/** The price of a cluster is that of its three brokers together. */
function broker({ HostInstanceType, EngineType, DeploymentMode }) {
  const mode = text(DeploymentMode);
  const deployment = mode && (/MULTI_AZ/i.test(mode) ? 'Multi-AZ' : 'Single-AZ');
  const names = [mode === 'CLUSTER_MULTI_AZ' ? 'cluster of three brokers' : 'broker', HostInstanceType];
  const key = withTexts('mq', HostInstanceType, BROKERS[text(EngineType)?.toUpperCase()], deployment);
  const replicated = mode === 'CLUSTER_MULTI_AZ' ? 'each GB three times' : 'each GB';
  return [
    hours(key, names, 1, 'messaging.deploymentMode'),
    usage('mq-storage', `storage of the broker, ${replicated}`),
  ];
}

function searchDomain({ ClusterConfig = {}, EBSOptions = {} }) {
  const {
    InstanceCount = 1,
    InstanceType,
    DedicatedMasterCount,
    DedicatedMasterEnabled,
    DedicatedMasterType,
  } = ClusterConfig;
  const nodes = number(InstanceCount);
  const size = number(EBSOptions.VolumeSize);
  const volume = text(EBSOptions.VolumeType ?? 'gp2')?.toUpperCase();
  const total = nodes === undefined || size === undefined ? undefined : nodes * size;
  return [
    hours(withTexts('search', InstanceType), ['search data node', InstanceType], nodes, 'search.dataNodes'),
    ...(truth(DedicatedMasterEnabled)
      ? [
          hours(
            withTexts('search', DedicatedMasterType),
            ['search master node', DedicatedMasterType],
            number(DedicatedMasterCount),
            'search.masterNodes',
          ),
        ]
      : []),
    ...(truth(EBSOptions.EBSEnabled)
      ? [
          line(
            withTexts('search-storage', volume),
            `storage of search, GB ${volume ?? ''}`,
            total,
            1,
            'search.volumeSize',
          ),
        ]
      : []),
  ];
}

/** The tasks that a service wants. Another process may scale them. */
function fargateService({ TaskDefinition, DesiredCount, LaunchType }, { stack }, resources) {
  if (LaunchType !== undefined && LaunchType !== 'FARGATE') return [unknown('ECS tasks on instances')];
  const id = reference(TaskDefinition);
  const task = resources.find((it) => it.id === id && it.stack === stack)?.properties ?? {};
  const architecture = text(task.RuntimePlatform?.CpuArchitecture ?? 'X86_64');
  const tasks = number(DesiredCount);
  const prop = 'the desired count of the service';
  const part = (kind, item, units) => {
    const size = number(units);
    const quantity = tasks === undefined || size === undefined ? undefined : (tasks * size) / 1024;
    return hours(withTexts(kind, architecture), [item, architecture], quantity, prop);
  };
  return [
    part('fargate-cpu', 'vCPU of Fargate', task.Cpu),
    part('fargate-memory', 'GB memory of Fargate', task.Memory),
  ];
}

/** Each metric costs. A query searches metrics that only AWS can count. */
function alarm({ Metrics, Period, MetricName, ThresholdMetricId }) {
  const periods = [Period, ...(Array.isArray(Metrics) ? Metrics.map((it) => it.MetricStat?.Period) : [])];
  const type = periods.some((period) => number(period) < 60) ? 'High Resolution' : 'Standard';
  const query =
    Array.isArray(Metrics) && Metrics.some(({ Expression }) => /^\s*SELECT\b/i.test(text(Expression) ?? ''));
  if (query)
    return [
      {
        key: `alarm/${type}`,
        item: 'alarm with a metrics query',
        problem: 'it costs for each metric that its query finds',
        prop: 'monitoring',
      },
    ];
  const metrics = MetricName === undefined ? Metrics?.filter?.((it) => it.MetricStat).length : 1;
  // The upper and the lower limit of an anomaly are metrics too.
  return [months(`alarm/${type}`, 'alarm, for each metric', ThresholdMetricId ? 3 * metrics : metrics, 'monitoring')];
}
