import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_s3 as s3 } from 'aws-cdk-lib';
import type { StorageConstruct } from '../../src';
import { expectAnswer } from './answers';

export interface ExpectedStorage {
  readonly mediaEncryption: 'AES256' | 'aws:kms';
  readonly oldVersionDays: number;
}

/** What S3 must know of the buckets. */
export function expectStorage(
  assertions: IDeployAssert,
  storage: StorageConstruct,
  { mediaEncryption, oldVersionDays }: ExpectedStorage,
): void {
  expectBucket(assertions, storage.logs, 'AES256');
  expectBucket(assertions, storage.media, mediaEncryption);

  const parameters = { Bucket: storage.media.bucketName };
  expectAnswer(
    assertions,
    { service: 's3', api: 'getBucketLogging', parameters },
    {
      'LoggingEnabled.TargetBucket': storage.logs.bucketName,
      'LoggingEnabled.TargetPrefix': 'media/',
    },
  );
  expectAnswer(
    assertions,
    { service: 's3', api: 'getBucketLifecycleConfiguration', parameters },
    {
      'Rules.0.NoncurrentVersionExpiration.NoncurrentDays': oldVersionDays,
    },
  );
}

function expectBucket(assertions: IDeployAssert, bucket: s3.Bucket, algorithm: string): void {
  const parameters = { Bucket: bucket.bucketName };
  expectAnswer(assertions, { service: 's3', api: 'getBucketVersioning', parameters }, { Status: 'Enabled' });
  expectAnswer(
    assertions,
    { service: 's3', api: 'getBucketEncryption', parameters },
    {
      'ServerSideEncryptionConfiguration.Rules.0.ApplyServerSideEncryptionByDefault.SSEAlgorithm': algorithm,
    },
  );
  expectAnswer(
    assertions,
    { service: 's3', api: 'getPublicAccessBlock', parameters },
    {
      'PublicAccessBlockConfiguration.BlockPublicAcls': true,
      'PublicAccessBlockConfiguration.IgnorePublicAcls': true,
      'PublicAccessBlockConfiguration.BlockPublicPolicy': true,
      'PublicAccessBlockConfiguration.RestrictPublicBuckets': true,
    },
  );
}
