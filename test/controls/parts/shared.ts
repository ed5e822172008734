import {
  at,
  BOTH,
  type Control,
  checked,
  customerKey,
  explained,
  FSBP,
  filled,
  has,
  type Kind,
  list,
  property,
  referred,
  requirement,
} from '../control';

const CACHE: Kind = { name: 'cache', type: 'AWS::ElastiCache::ReplicationGroup' };
const BROKER: Kind = { name: 'broker', type: 'AWS::AmazonMQ::Broker' };
const DOMAIN: Kind = { name: 'search domain', type: 'AWS::OpenSearchService::Domain' };

const atLeast = (count: number, ...path: string[]) =>
  property(`\`${path.join('.')}\` of ${count} or more`, ({ properties }) => Number(at(properties, ...path)) >= count);

const publishes = (...logs: string[]) =>
  property(logs.map((log) => `\`${log}\``).join(', '), ({ properties }) => {
    return logs.every((log) => at(properties, 'LogPublishingOptions', log, 'Enabled') === true);
  });

export const CACHES: Control[] = [
  checked(
    'ElastiCache.1',
    FSBP,
    'ElastiCache (Redis OSS) clusters should have automatic backups enabled',
    CACHE,
    atLeast(1, 'SnapshotRetentionLimit'),
  ),
  checked(
    'ElastiCache.2',
    BOTH,
    'ElastiCache clusters should have automatic minor version upgrades enabled',
    CACHE,
    has({ AutoMinorVersionUpgrade: true }),
  ),
  checked(
    'ElastiCache.3',
    FSBP,
    'ElastiCache replication groups should have automatic failover enabled',
    CACHE,
    has({ AutomaticFailoverEnabled: true }),
  ),
  checked(
    'ElastiCache.4',
    FSBP,
    'ElastiCache replication groups should be encrypted at rest',
    CACHE,
    has({ AtRestEncryptionEnabled: true }),
  ),
  checked(
    'ElastiCache.5',
    BOTH,
    'ElastiCache replication groups should be encrypted in transit',
    CACHE,
    has({ TransitEncryptionEnabled: true }),
  ),
  checked(
    'ElastiCache.6',
    BOTH,
    'ElastiCache (Redis OSS) replication groups of earlier versions should have Redis OSS AUTH enabled',
    CACHE,
    property('`UserGroupIds`: later versions authenticate users with a password instead', ({ properties }) => {
      return list(properties.UserGroupIds).length > 0;
    }),
  ),
  checked(
    'ElastiCache.7',
    FSBP,
    'ElastiCache clusters should not use the default subnet group',
    CACHE,
    property('`CacheSubnetGroupName` is a subnet group of the platform', ({ properties }, all) => {
      return referred(properties.CacheSubnetGroupName, all)?.type === 'AWS::ElastiCache::SubnetGroup';
    }),
  ),
  requirement('The cache is encrypted with a customer managed key', CACHE, customerKey('KmsKeyId')),
  requirement('The cache requires TLS', CACHE, has({ TransitEncryptionMode: 'required' })),
];

export const BROKERS: Control[] = [
  checked('MQ.4', FSBP, 'Amazon MQ brokers should be tagged', BROKER, filled('Tags')),
  checked(
    'MQ.6',
    FSBP,
    'RabbitMQ brokers should use cluster deployment mode',
    BROKER,
    has({ DeploymentMode: 'CLUSTER_MULTI_AZ' }),
  ),
  requirement('The broker is not publicly accessible', BROKER, has({ PubliclyAccessible: false })),
  requirement(
    'Automatic minor version upgrades of the broker are enabled',
    BROKER,
    has({ AutoMinorVersionUpgrade: true }),
  ),
  requirement('The broker publishes its general log', BROKER, has({ Logs: { General: true } })),
  {
    ...explained(
      '-',
      ['this library'],
      'No cluster runs on mq.t3.micro, and no RabbitMQ version is past its end of support',
      'Synthesis fails with an error.',
    ),
    test: 'messaging/amazon-mq-construct.test.ts',
  },
];

export const DOMAINS: Control[] = [
  checked(
    'Opensearch.1',
    FSBP,
    'OpenSearch domains should have encryption at rest enabled',
    DOMAIN,
    has({ EncryptionAtRestOptions: { Enabled: true } }),
  ),
  checked(
    'Opensearch.2',
    FSBP,
    'OpenSearch domains should not be publicly accessible',
    DOMAIN,
    filled('VPCOptions', 'SubnetIds'),
  ),
  checked(
    'Opensearch.3',
    FSBP,
    'OpenSearch domains should encrypt data sent between nodes',
    DOMAIN,
    has({ NodeToNodeEncryptionOptions: { Enabled: true } }),
  ),
  checked(
    'Opensearch.4',
    FSBP,
    'OpenSearch domain error logging to CloudWatch Logs should be enabled',
    DOMAIN,
    publishes('ES_APPLICATION_LOGS'),
  ),
  checked(
    'Opensearch.5',
    BOTH,
    'OpenSearch domains should have audit logging enabled',
    DOMAIN,
    publishes('AUDIT_LOGS'),
  ),
  checked(
    'Opensearch.6',
    FSBP,
    'OpenSearch domains should have at least three data nodes',
    DOMAIN,
    atLeast(3, 'ClusterConfig', 'InstanceCount'),
  ),
  checked(
    'Opensearch.7',
    FSBP,
    'OpenSearch domains should have fine-grained access control enabled',
    DOMAIN,
    has({ AdvancedSecurityOptions: { Enabled: true } }),
  ),
  checked(
    'Opensearch.8',
    FSBP,
    'Connections to OpenSearch domains should be encrypted using the latest TLS security policy',
    DOMAIN,
    has({ DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' } }),
  ),
  explained(
    'Opensearch.10',
    BOTH,
    'OpenSearch domains should have the latest software update installed',
    'A template does not show whether an update is available. OpenSearch installs required updates in the off-peak window.',
  ),
  checked(
    'Opensearch.11',
    FSBP,
    'OpenSearch domains should have at least three dedicated primary nodes',
    DOMAIN,
    atLeast(3, 'ClusterConfig', 'DedicatedMasterCount'),
  ),
  requirement(
    'The domain is encrypted with a customer managed key',
    DOMAIN,
    customerKey('EncryptionAtRestOptions', 'KmsKeyId'),
  ),
  requirement('The domain publishes its slow logs', DOMAIN, publishes('SEARCH_SLOW_LOGS', 'INDEX_SLOW_LOGS')),
];
