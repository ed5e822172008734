import {
  at,
  BOTH,
  type Control,
  customerKey,
  FSBP,
  filled,
  has,
  type Kind,
  list,
  met,
  ours,
  referred,
  such,
  unmet,
} from '../control';

const CACHE: Kind = { name: 'cache', type: 'AWS::ElastiCache::ReplicationGroup' };
const BROKER: Kind = { name: 'broker', type: 'AWS::AmazonMQ::Broker' };
const DOMAIN: Kind = { name: 'search domain', type: 'AWS::OpenSearchService::Domain' };

const atLeast = (count: number, ...path: string[]) =>
  such(`\`${path.join('.')}\` of ${count} or more`, ({ properties }) => Number(at(properties, ...path)) >= count);

const publishes = (...logs: string[]) =>
  such(logs.map((log) => `\`${log}\``).join(', '), ({ properties }) => {
    return logs.every((log) => at(properties, 'LogPublishingOptions', log, 'Enabled') === true);
  });

export const CACHES: Control[] = [
  met(
    'ElastiCache.1',
    FSBP,
    'ElastiCache (Redis OSS) clusters should have automatic backups enabled',
    CACHE,
    atLeast(1, 'SnapshotRetentionLimit'),
  ),
  met(
    'ElastiCache.2',
    BOTH,
    'ElastiCache clusters should have automatic minor version upgrades enabled',
    CACHE,
    has({ AutoMinorVersionUpgrade: true }),
  ),
  met(
    'ElastiCache.3',
    FSBP,
    'ElastiCache replication groups should have automatic failover enabled',
    CACHE,
    has({ AutomaticFailoverEnabled: true }),
  ),
  met(
    'ElastiCache.4',
    FSBP,
    'ElastiCache replication groups should be encrypted at rest',
    CACHE,
    has({ AtRestEncryptionEnabled: true }),
  ),
  met(
    'ElastiCache.5',
    BOTH,
    'ElastiCache replication groups should be encrypted in transit',
    CACHE,
    has({ TransitEncryptionEnabled: true }),
  ),
  met(
    'ElastiCache.6',
    BOTH,
    'ElastiCache (Redis OSS) replication groups of earlier versions should have Redis OSS AUTH enabled',
    CACHE,
    such('`UserGroupIds`: a user with a password, which later versions have in its place', ({ properties }) => {
      return list(properties.UserGroupIds).length > 0;
    }),
  ),
  met(
    'ElastiCache.7',
    FSBP,
    'ElastiCache clusters should not use the default subnet group',
    CACHE,
    such('`CacheSubnetGroupName` is one made for it', ({ properties }, all) => {
      return referred(properties.CacheSubnetGroupName, all)?.type === 'AWS::ElastiCache::SubnetGroup';
    }),
  ),
  ours("The cache is under the platform's key", CACHE, customerKey('KmsKeyId')),
  ours('The cache accepts TLS alone', CACHE, has({ TransitEncryptionMode: 'required' })),
];

export const BROKERS: Control[] = [
  met('MQ.4', FSBP, 'Amazon MQ brokers should be tagged', BROKER, filled('Tags')),
  met(
    'MQ.6',
    FSBP,
    'RabbitMQ brokers should use cluster deployment mode',
    BROKER,
    has({ DeploymentMode: 'CLUSTER_MULTI_AZ' }),
  ),
  ours('The broker is private', BROKER, has({ PubliclyAccessible: false })),
  ours('The broker upgrades to minor versions by itself', BROKER, has({ AutoMinorVersionUpgrade: true })),
  ours('The broker writes its log', BROKER, has({ Logs: { General: true } })),
  {
    ...unmet(
      '-',
      ['ours'],
      'A cluster is not on mq.t3.micro, nor RabbitMQ on a version that ended',
      'Refused at synthesis.',
    ),
    test: 'messaging/amazon-mq-construct.test.ts',
  },
];

export const DOMAINS: Control[] = [
  met(
    'Opensearch.1',
    FSBP,
    'OpenSearch domains should have encryption at rest enabled',
    DOMAIN,
    has({ EncryptionAtRestOptions: { Enabled: true } }),
  ),
  met(
    'Opensearch.2',
    FSBP,
    'OpenSearch domains should not be publicly accessible',
    DOMAIN,
    filled('VPCOptions', 'SubnetIds'),
  ),
  met(
    'Opensearch.3',
    FSBP,
    'OpenSearch domains should encrypt data sent between nodes',
    DOMAIN,
    has({ NodeToNodeEncryptionOptions: { Enabled: true } }),
  ),
  met(
    'Opensearch.4',
    FSBP,
    'OpenSearch domain error logging to CloudWatch Logs should be enabled',
    DOMAIN,
    publishes('ES_APPLICATION_LOGS'),
  ),
  met('Opensearch.5', BOTH, 'OpenSearch domains should have audit logging enabled', DOMAIN, publishes('AUDIT_LOGS')),
  met(
    'Opensearch.6',
    FSBP,
    'OpenSearch domains should have at least three data nodes',
    DOMAIN,
    atLeast(3, 'ClusterConfig', 'InstanceCount'),
  ),
  met(
    'Opensearch.7',
    FSBP,
    'OpenSearch domains should have fine-grained access control enabled',
    DOMAIN,
    has({ AdvancedSecurityOptions: { Enabled: true } }),
  ),
  met(
    'Opensearch.8',
    FSBP,
    'Connections to OpenSearch domains should be encrypted using the latest TLS security policy',
    DOMAIN,
    has({ DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' } }),
  ),
  unmet(
    'Opensearch.10',
    BOTH,
    'OpenSearch domains should have the latest software update installed',
    'An update that is due shows in the account alone; OpenSearch installs required ones in the off-peak window.',
  ),
  met(
    'Opensearch.11',
    FSBP,
    'OpenSearch domains should have at least three dedicated primary nodes',
    DOMAIN,
    atLeast(3, 'ClusterConfig', 'DedicatedMasterCount'),
  ),
  ours("The domain is under the platform's key", DOMAIN, customerKey('EncryptionAtRestOptions', 'KmsKeyId')),
  ours('The domain writes its slow logs', DOMAIN, publishes('SEARCH_SLOW_LOGS', 'INDEX_SLOW_LOGS')),
];
