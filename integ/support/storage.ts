import type { IDeployAssert } from '@aws-cdk/integ-tests-alpha';
import type { aws_s3 as s3 } from 'aws-cdk-lib';
import type { StorageConstruct } from '../../src';
import { expectValues } from './api-calls';

export interface ExpectedStorage {
  readonly mediaEncryption: 'AES256' | 'aws:kms';
  readonly oldVersionDays: number;
}

/** Expects that S3 describes the buckets with these settings. */
export function expectStorage(
  assertions: IDeployAssert,
  storage: StorageConstruct,
  { mediaEncryption, oldVersionDays }: ExpectedStorage,
): void {
  expectBucket(assertions, storage.logs, 'AES256');
  expectBucket(assertions, storage.media, mediaEncryption);

  const parameters = { Bucket: storage.media.bucketName };
  expectValues(
    assertions,
    { service: 's3', api: 'getBucketLogging', parameters },
    {
      'LoggingEnabled.TargetBucket': storage.logs.bucketName,
      'LoggingEnabled.TargetPrefix': 'media/',
    },
  );
  expectValues(
    assertions,
    { service: 's3', api: 'getBucketLifecycleConfiguration', parameters },
    {
      'Rules.0.NoncurrentVersionExpiration.NoncurrentDays': oldVersionDays,
    },
  );
}

function expectBucket(assertions: IDeployAssert, bucket: s3.Bucket, algorithm: string): void {
  const parameters = { Bucket: bucket.bucketName };
  expectValues(assertions, { service: 's3', api: 'getBucketVersioning', parameters }, { Status: 'Enabled' });
  expectValues(
    assertions,
    { service: 's3', api: 'getBucketEncryption', parameters },
    {
      'ServerSideEncryptionConfiguration.Rules.0.ApplyServerSideEncryptionByDefault.SSEAlgorithm': algorithm,
    },
  );
  expectValues(
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
