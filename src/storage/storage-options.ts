import type { Duration, aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';

/** What may be tuned about object storage. */
export interface StorageOptions {
  /**
   * Name of the bucket for product media, unique in the world.
   *
   * Changing it replaces the bucket.
   * @default - chosen by CloudFormation
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
   */
  readonly mediaBucketName?: string;
  /**
   * Name of the bucket for logs, unique in the world.
   *
   * Changing it replaces the bucket.
   * @default - chosen by CloudFormation
   */
  readonly logsBucketName?: string;
  /**
   * How long an overwritten or deleted version of a media object can be brought back, in whole days from 1 to 36500.
   * @default - the environment's answer: 90 days in production, 30 in staging, 7 in development, 1 in local
   */
  readonly noncurrentVersionExpiration?: Duration;
  /**
   * How long logs are kept, in whole days from 1 to 36500.
   * @default - the environment's answer: 365 days in production, 90 in staging, 14 in development, 1 in local
   */
  readonly logExpiration?: Duration;
  /**
   * What happens to the buckets when they are removed from the stack. Destroying empties them first.
   * AWS takes no snapshot on removal here, so SNAPSHOT retains.
   * @default - the environment's answer: retained in production and staging, destroyed elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The key that encrypts media. Logs stay under a key that S3 manages, which every AWS
   * service can deliver to.
   * @default - a key that S3 manages
   */
  readonly encryptionKey?: kms.IKey;
}
