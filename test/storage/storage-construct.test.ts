import { CfnParameter, Duration, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import {
  AWSProvider,
  DevelopmentProvider,
  LocalStackProvider,
  StagingProvider,
  StorageConstruct,
  type StorageOptions,
} from '../../src';
import { FEATURE_FLAGS } from '../support/feature-flags';
import { propertyAt, resourcesOfType } from '../support/resources';
import { templateOf, threeZoneStack } from '../support/stacks';

const BUCKET = 'AWS::S3::Bucket';

function storage(options: StorageOptions = {}, provider = new AWSProvider(), context = {}) {
  const stack = threeZoneStack(context);
  const construct = new StorageConstruct(stack, 'Storage', { provider, ...options });
  return { stack, construct, template: () => templateOf(stack) };
}

describe.each(FEATURE_FLAGS)('%s', (_, context) => {
  test('both buckets are versioned and encrypted, and block public access', () => {
    const { template } = storage({}, new AWSProvider(), context);
    template().resourceCountIs(BUCKET, 2);
    template().allResourcesProperties(BUCKET, {
      VersioningConfiguration: { Status: 'Enabled' },
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      AccessControl: Match.absent(),
    });
  });

  test('both buckets deny requests without TLS 1.2', () => {
    const { template } = storage({}, new AWSProvider(), context);
    const policies = Object.values(template().findResources('AWS::S3::BucketPolicy'));
    expect(policies).toHaveLength(2);
    for (const { Properties } of policies) {
      expect(Properties.PolicyDocument.Statement).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          expect.objectContaining({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
        ]),
      );
    }
  });

  test.each([
    ['RetainExceptOnCreate', new AWSProvider()],
    ['Delete', new LocalStackProvider()],
  ])('both buckets have the deletion policy %s in common with their policies', (policy, provider) => {
    const { template } = storage({}, provider, context);
    template().allResources(BUCKET, { DeletionPolicy: policy });
    template().allResources('AWS::S3::BucketPolicy', { DeletionPolicy: policy });
  });

  test('the media bucket writes access logs to the logs bucket, which allows S3 to write only for this bucket', () => {
    const { template, construct, stack } = storage({}, new AWSProvider(), context);
    template().hasResourceProperties(BUCKET, {
      LoggingConfiguration: {
        DestinationBucketName: stack.resolve(construct.logs.bucketName),
        LogFilePrefix: 'media/',
      },
    });
    template().hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: stack.resolve(construct.logs.bucketName),
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'logging.s3.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: stack.resolve(construct.logs.arnForObjects('media/*')),
            Condition: Match.objectLike({ ArnLike: { 'aws:SourceArn': stack.resolve(construct.media.bucketArn) } }),
          }),
        ]),
      },
    });
  });
});

describe('environments', () => {
  test.each([
    ['production', new AWSProvider(), 90, 365, 'RetainExceptOnCreate', 0],
    ['staging', new StagingProvider(), 30, 90, 'RetainExceptOnCreate', 0],
    ['development', new DevelopmentProvider(), 7, 14, 'Delete', 2],
    ['local', new LocalStackProvider(), 1, 1, 'Delete', 2],
  ])(
    '%s sets the expiration, the removal policy and the emptying of buckets',
    (_, provider, NoncurrentDays, ExpirationInDays, DeletionPolicy, emptied) => {
      const { template } = storage({}, provider);
      template().hasResourceProperties(BUCKET, {
        LifecycleConfiguration: {
          Rules: Match.arrayWith([
            Match.objectLike({ NoncurrentVersionExpiration: { NoncurrentDays }, Status: 'Enabled' }),
          ]),
        },
      });
      template().hasResourceProperties(BUCKET, {
        LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays })]) },
      });
      const UpdateReplacePolicy = DeletionPolicy === 'Delete' ? 'Delete' : 'Retain';
      template().allResources(BUCKET, { DeletionPolicy, UpdateReplacePolicy });
      template().resourceCountIs('Custom::S3AutoDeleteObjects', emptied);
    },
  );

  test('a prop overrides the environment', () => {
    const { template } = storage(
      {
        mediaBucketName: 'acme-media',
        logsBucketName: 'acme-logs',
        noncurrentVersionExpiration: Duration.days(3),
        logExpiration: Duration.days(5),
        removalPolicy: RemovalPolicy.RETAIN,
      },
      new LocalStackProvider(),
    );
    template().hasResource(BUCKET, { Properties: { BucketName: 'acme-media' }, DeletionPolicy: 'Retain' });
    template().hasResource(BUCKET, {
      Properties: {
        BucketName: 'acme-logs',
        LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 5 })]) },
      },
    });
    template().resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  });

  test('a customer managed key encrypts media', () => {
    const stack = threeZoneStack();
    const encryptionKey = new kms.Key(stack, 'Key');
    new StorageConstruct(stack, 'Storage', { provider: new AWSProvider(), encryptionKey });
    templateOf(stack).hasResourceProperties(BUCKET, {
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          {
            BucketKeyEnabled: true,
            ServerSideEncryptionByDefault: {
              SSEAlgorithm: 'aws:kms',
              KMSMasterKeyID: stack.resolve(encryptionKey.keyArn),
            },
          },
        ],
      },
    });
  });
});

describe('bad input', () => {
  const RENAME = 'Rename the bucket, or omit the prop for a name that CloudFormation generates. (in Test/Storage)';

  test.each([
    'Media',
    'ab',
    'a'.repeat(64),
    'my_media',
    'media.acme',
    '-media',
    'media-',
    '',
    '192.168.0.1',
    'my media',
  ])("rejects '%s' as the name of a bucket", (name) => {
    const allowed =
      'a name of 3 to 63 lower-case letters, digits and hyphens (a dot would break TLS) with a letter or digit at each end';
    for (const prop of ['mediaBucketName', 'logsBucketName']) {
      expect(() => storage({ [prop]: name })).toThrow(
        new Error(`${prop} must be ${allowed}, got '${name}'. ${RENAME}`),
      );
    }
  });

  // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
  test.each([
    ...['xn--media', 'sthree-media', 'sthree-configurator', 'amzn-s3-demo-media'],
    ...['media-s3alias', 'media--ol-s3', 'media--x-s3', 'media--table-s3'],
  ])("rejects the reserved name '%s' of a bucket", (name) => {
    for (const prop of ['mediaBucketName', 'logsBucketName']) {
      expect(() => storage({ [prop]: name })).toThrow(
        new Error(
          `${prop} must be a name without the prefixes and suffixes that S3 reserves, got '${name}'. ${RENAME}`,
        ),
      );
    }
  });

  test.each(['abc', '0-9', 'a'.repeat(63), 'my-xn--media', 'my-sthree-media', 'my-amzn-s3-demo-x', 'x-s3alias-media'])(
    "accepts '%s' as the name of the media bucket",
    (name) => {
      expect(() => storage({ mediaBucketName: name })).not.toThrow();
    },
  );

  test.each(['media--ol-s3-x', 'media--x-s3-x', 'media--table-s3-x'])(
    "accepts '%s' as the name of the logs bucket",
    (name) => {
      expect(() => storage({ logsBucketName: name })).not.toThrow();
    },
  );

  test('rejects the same name for both buckets', () => {
    expect(() => storage({ mediaBucketName: 'acme', logsBucketName: 'acme' })).toThrow(
      new Error(
        "logsBucketName must be different from `mediaBucketName`, got 'acme'. Rename one of the two buckets. (in Test/Storage)",
      ),
    );
  });

  test.each([
    [Duration.days(0), '0'],
    [Duration.hours(36), '1.5'],
    [Duration.days(36501), '36501'],
  ])('rejects an expiration of %s', (days, shown) => {
    for (const prop of ['logExpiration', 'noncurrentVersionExpiration']) {
      expect(() => storage({ [prop]: days })).toThrow(
        new Error(
          `${prop} must be a whole number of days from 1 to 36500, got ${shown}. Use whole days, such as Duration.days(30). (in Test/Storage)`,
        ),
      );
    }
  });

  test.each([1, 36500])('accepts an expiration of %i days', (days) => {
    const expiration = Duration.days(days);
    expect(() => storage({ logExpiration: expiration, noncurrentVersionExpiration: expiration })).not.toThrow();
  });
});

describe('options', () => {
  const buckets = (options: StorageOptions) => {
    const [logs, media] = resourcesOfType(storage(options).template(), BUCKET);
    return { logs, media };
  };

  test.each<[StorageOptions, 'logs' | 'media', string, unknown, unknown]>([
    [{ mediaBucketName: 'acme-media' }, 'media', 'Properties.BucketName', undefined, 'acme-media'],
    [{ logsBucketName: 'acme-logs' }, 'logs', 'Properties.BucketName', undefined, 'acme-logs'],
    [
      { noncurrentVersionExpiration: Duration.days(3) },
      'media',
      'Properties.LifecycleConfiguration.Rules.0.NoncurrentVersionExpiration.NoncurrentDays',
      90,
      3,
    ],
    [{ logExpiration: Duration.days(5) }, 'logs', 'Properties.LifecycleConfiguration.Rules.0.ExpirationInDays', 365, 5],
    [{ removalPolicy: RemovalPolicy.DESTROY }, 'media', 'DeletionPolicy', 'RetainExceptOnCreate', 'Delete'],
    [{ removalPolicy: RemovalPolicy.DESTROY }, 'logs', 'DeletionPolicy', 'RetainExceptOnCreate', 'Delete'],
    [
      { removalPolicy: RemovalPolicy.SNAPSHOT },
      'media',
      'DeletionPolicy',
      'RetainExceptOnCreate',
      'RetainExceptOnCreate',
    ],
    [{ removalPolicy: RemovalPolicy.RETAIN }, 'media', 'DeletionPolicy', 'RetainExceptOnCreate', 'Retain'],
  ])('%j overrides the environment, in the %s bucket, in %s', (options, bucket, path, byEnvironment, byOption) => {
    expect(propertyAt(buckets({})[bucket], path)).toEqual(byEnvironment);
    expect(propertyAt(buckets(options)[bucket], path)).toEqual(byOption);
  });

  test('storage has two capabilities and no port', () => {
    const { construct } = storage();
    expect(construct.capabilities).toEqual(['storage', 'storage-read']);
    expect(construct.clientSecurityGroups).toEqual([]);
  });
});

test('passes tokens to the template', () => {
  const stack = threeZoneStack();
  const name = new CfnParameter(stack, 'Name');
  new StorageConstruct(stack, 'Storage', { provider: new AWSProvider(), mediaBucketName: name.valueAsString });
  templateOf(stack).hasResourceProperties(BUCKET, { BucketName: { Ref: 'Name' } });
});
