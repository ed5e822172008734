import {
  at,
  BOTH,
  type Control,
  customerKey,
  FSBP,
  has,
  type Kind,
  list,
  met,
  ours,
  PCI,
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
  met(
    'MQ.4',
    FSBP,
    'Amazon MQ brokers should be tagged',
    BROKER,
    such('`Tags`', ({ properties }) => list(properties.Tags).length > 0),
  ),
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
    atLeast(1, 'VPCOptions', 'SubnetIds', 'length'),
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

const BUCKET: Kind = { name: 'bucket', type: 'AWS::S3::Bucket' };
const MEDIA: Kind = {
  name: 'media bucket',
  type: 'AWS::S3::Bucket',
  includes: ({ LoggingConfiguration }) => LoggingConfiguration !== undefined,
};
const BUCKET_POLICY: Kind = { name: 'bucket policy', type: 'AWS::S3::BucketPolicy' };

const statements = (properties: unknown) => list(at(properties, 'PolicyDocument', 'Statement'));

const BLOCKED = has({
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
});

const TLS_ONLY = such('a statement that denies what comes without TLS', ({ properties }) => {
  return statements(properties).some((statement) => {
    const insecure = at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false';
    return insecure && at(statement, 'Effect') === 'Deny' && at(statement, 'Action') === 's3:*';
  });
});

const OWN_ACCOUNT = such('it allows roles of this account and services of AWS alone', ({ properties }) => {
  const allowed = statements(properties).filter((statement) => at(statement, 'Effect') === 'Allow');
  return allowed.every((statement) => {
    const aws = at(statement, 'Principal', 'AWS');
    return aws === undefined ? at(statement, 'Principal', 'Service') !== undefined : typeof aws === 'object';
  });
});

export const BUCKETS: Control[] = [
  unmet(
    'S3.1',
    BOTH,
    'S3 general purpose buckets should have block public access settings enabled',
    'A setting of the account, not of a stack; each bucket has its own (S3.8).',
  ),
  met('S3.2', FSBP, 'S3 general purpose buckets should block public read access', BUCKET, BLOCKED),
  met('S3.3', FSBP, 'S3 general purpose buckets should block public write access', BUCKET, BLOCKED),
  met('S3.5', BOTH, 'S3 general purpose buckets should require requests to use SSL', BUCKET_POLICY, TLS_ONLY),
  met(
    'S3.6',
    FSBP,
    'S3 general purpose bucket policies should restrict access to other AWS accounts',
    BUCKET_POLICY,
    OWN_ACCOUNT,
  ),
  met('S3.8', BOTH, 'S3 general purpose buckets should block public access', BUCKET, BLOCKED),
  met(
    'S3.9',
    BOTH,
    'S3 general purpose buckets should have server access logging enabled',
    BUCKET,
    such('`LoggingConfiguration`; the bucket that takes the logs does not log itself', ({ id, properties }, all) => {
      const target = ({ LoggingConfiguration }: { LoggingConfiguration?: unknown }) =>
        at(LoggingConfiguration, 'DestinationBucketName', 'Ref');
      return target(properties) !== undefined || all.some((other) => target(other.properties) === id);
    }),
  ),
  met(
    'S3.12',
    FSBP,
    'ACLs should not be used to manage user access to S3 general purpose buckets',
    BUCKET,
    has({ OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }),
  ),
  met(
    'S3.13',
    FSBP,
    'S3 general purpose buckets should have Lifecycle configurations',
    BUCKET,
    atLeast(1, 'LifecycleConfiguration', 'Rules', 'length'),
  ),
  unmet(
    'S3.15',
    PCI,
    'S3 general purpose buckets should have Object Lock enabled',
    'Product media is replaced and deleted as products are, and access logs expire; versions keep what was replaced.',
  ),
  met(
    'S3.17',
    PCI,
    'S3 general purpose buckets should be encrypted at rest with AWS KMS keys',
    MEDIA,
    such('`BucketEncryption` with `aws:kms` and a key of the platform', ({ properties }, all) => {
      const [rule] = list(at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration'));
      const encryption = at(rule, 'ServerSideEncryptionByDefault');
      const key = referred(at(encryption, 'KMSMasterKeyID'), all);
      return at(encryption, 'SSEAlgorithm') === 'aws:kms' && key?.type === 'AWS::KMS::Key';
    }),
  ),
  unmet(
    'S3.19',
    PCI,
    'S3 access points should have block public access settings enabled',
    'The library makes no access points.',
  ),
  unmet(
    'S3.22',
    PCI,
    'S3 general purpose buckets should log object-level write events',
    "Events of objects are recorded by a trail of the account's; server access logs are on (S3.9).",
  ),
  unmet(
    'S3.23',
    PCI,
    'S3 general purpose buckets should log object-level read events',
    "Events of objects are recorded by a trail of the account's; server access logs are on (S3.9).",
  ),
  unmet(
    'S3.24',
    PCI,
    'S3 Multi-Region Access Points should have block public access settings enabled',
    'The library makes no access points.',
  ),
  ours('Buckets keep versions', BUCKET, has({ VersioningConfiguration: { Status: 'Enabled' } })),
];
