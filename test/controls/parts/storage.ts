import {
  at,
  BOTH,
  type Control,
  FSBP,
  filled,
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
    filled('LifecycleConfiguration', 'Rules'),
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
    such(
      '`BucketEncryption` with a key of the platform; S3 delivers access logs only under its own',
      ({ properties }, all) => {
        const [rule] = list(at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration'));
        const encryption = at(rule, 'ServerSideEncryptionByDefault');
        const key = referred(at(encryption, 'KMSMasterKeyID'), all);
        return at(encryption, 'SSEAlgorithm') === 'aws:kms' && key?.type === 'AWS::KMS::Key';
      },
    ),
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
