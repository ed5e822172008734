import {
  at,
  BOTH,
  type Control,
  checked,
  explained,
  FSBP,
  filled,
  has,
  type Kind,
  list,
  PCI,
  property,
  referred,
  requirement,
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

const TLS_ONLY = property('a statement denies requests without TLS', ({ properties }) => {
  return statements(properties).some((statement) => {
    const insecure = at(statement, 'Condition', 'Bool', 'aws:SecureTransport') === 'false';
    return insecure && at(statement, 'Effect') === 'Deny' && at(statement, 'Action') === 's3:*';
  });
});

const SAME_ACCOUNT = property('statements allow only roles of this account and AWS services', ({ properties }) => {
  const allowed = statements(properties).filter((statement) => at(statement, 'Effect') === 'Allow');
  return allowed.every((statement) => {
    const aws = at(statement, 'Principal', 'AWS');
    return aws === undefined ? at(statement, 'Principal', 'Service') !== undefined : typeof aws === 'object';
  });
});

export const BUCKETS: Control[] = [
  explained(
    'S3.1',
    BOTH,
    'S3 general purpose buckets should have block public access settings enabled',
    'This is a setting of the account, not of a stack. Each bucket blocks public access itself (S3.8).',
  ),
  checked('S3.2', FSBP, 'S3 general purpose buckets should block public read access', BUCKET, BLOCKED),
  checked('S3.3', FSBP, 'S3 general purpose buckets should block public write access', BUCKET, BLOCKED),
  checked('S3.5', BOTH, 'S3 general purpose buckets should require requests to use SSL', BUCKET_POLICY, TLS_ONLY),
  checked(
    'S3.6',
    FSBP,
    'S3 general purpose bucket policies should restrict access to other AWS accounts',
    BUCKET_POLICY,
    SAME_ACCOUNT,
  ),
  checked('S3.8', BOTH, 'S3 general purpose buckets should block public access', BUCKET, BLOCKED),
  checked(
    'S3.9',
    BOTH,
    'S3 general purpose buckets should have server access logging enabled',
    BUCKET,
    property('`LoggingConfiguration`; the log bucket does not log access to itself', ({ id, properties }, all) => {
      const target = ({ LoggingConfiguration }: { LoggingConfiguration?: unknown }) =>
        at(LoggingConfiguration, 'DestinationBucketName', 'Ref');
      return target(properties) !== undefined || all.some((other) => target(other.properties) === id);
    }),
  ),
  checked(
    'S3.12',
    FSBP,
    'ACLs should not be used to manage user access to S3 general purpose buckets',
    BUCKET,
    has({ OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }),
  ),
  checked(
    'S3.13',
    FSBP,
    'S3 general purpose buckets should have Lifecycle configurations',
    BUCKET,
    filled('LifecycleConfiguration', 'Rules'),
  ),
  explained(
    'S3.15',
    PCI,
    'S3 general purpose buckets should have Object Lock enabled',
    'Product media must be replaceable and deletable, and access logs expire. Versioning retains replaced objects.',
  ),
  checked(
    'S3.17',
    PCI,
    'S3 general purpose buckets should be encrypted at rest with AWS KMS keys',
    MEDIA,
    property(
      '`BucketEncryption` with the KMS key of the platform. The log bucket is exempt: S3 delivers access logs only to buckets with S3 managed keys',
      ({ properties }, all) => {
        const [rule] = list(at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration'));
        const encryption = at(rule, 'ServerSideEncryptionByDefault');
        const key = referred(at(encryption, 'KMSMasterKeyID'), all);
        return at(encryption, 'SSEAlgorithm') === 'aws:kms' && key?.type === 'AWS::KMS::Key';
      },
    ),
  ),
  explained(
    'S3.19',
    PCI,
    'S3 access points should have block public access settings enabled',
    'The library creates no access points.',
  ),
  explained(
    'S3.22',
    PCI,
    'S3 general purpose buckets should log object-level write events',
    'A CloudTrail trail of the account records object-level events. Server access logging is enabled (S3.9).',
  ),
  explained(
    'S3.23',
    PCI,
    'S3 general purpose buckets should log object-level read events',
    'A CloudTrail trail of the account records object-level events. Server access logging is enabled (S3.9).',
  ),
  explained(
    'S3.24',
    PCI,
    'S3 Multi-Region Access Points should have block public access settings enabled',
    'The library creates no access points.',
  ),
  requirement('Bucket versioning is enabled', BUCKET, has({ VersioningConfiguration: { Status: 'Enabled' } })),
];
