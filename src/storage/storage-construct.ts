import { Aws, Duration, aws_iam as iam, type aws_kms as kms, RemovalPolicy, aws_s3 as s3, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge, inThreePacks, skipInCheckov } from '../private/acknowledge';
import { cfnResource } from '../private/cfn';
import { acceptProviderFunction } from '../private/provider-function';
import { withoutSnapshot } from '../private/removal-policies';
import { refuse, requireMatch, requireWholeDays } from '../private/validation';
import { completeSettings } from '../providers/complete-settings';
import type { IEnvironmentProvider } from '../providers/environment-provider';

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

/** Props of `StorageConstruct`. */
export interface StorageConstructProps extends StorageOptions {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
}

/**
 * Object storage: a bucket for product media, and one for the platform's logs.
 *
 * Both keep old versions, are encrypted, accept TLS only and are closed to the public; the media bucket records each
 * access in the logs bucket, under `media/`. Old versions, unfinished uploads and logs expire.
 *
 * Throws when a bucket name is one that S3 or DNS refuses, and when a number of days is out of its range.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 * @example
 * import { AWSProvider, StorageConstruct } from '@org/ecommerce-constructs';
 * import { aws_iam as iam, Duration, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const productService: iam.Role;
 * const storage = new StorageConstruct(stack, 'Storage', {
 *   provider: new AWSProvider(),
 *   logExpiration: Duration.days(730),
 * });
 * storage.media.grantRead(productService);
 */
export class StorageConstruct extends Construct {
  /** The bucket for product media. */
  public readonly media: s3.Bucket;
  /** The bucket for the platform's logs. */
  public readonly logs: s3.Bucket;

  private readonly removalPolicy: RemovalPolicy;

  constructor(scope: Construct, id: string, props: StorageConstructProps) {
    super(scope, id);
    const { storage, retention } = completeSettings(props.provider);
    const noncurrentVersionExpiration = props.noncurrentVersionExpiration ?? storage.noncurrentVersionExpiration;
    const logExpiration = props.logExpiration ?? storage.logExpiration;
    this.removalPolicy = withoutSnapshot(props.removalPolicy ?? retention.removalPolicy);
    this.validateBucketName('mediaBucketName', props.mediaBucketName);
    this.validateBucketName('logsBucketName', props.logsBucketName);
    this.validateDifferentNames(props);
    this.validateDays('noncurrentVersionExpiration', noncurrentVersionExpiration);
    this.validateDays('logExpiration', logExpiration);

    this.logs = this.createBucket('Logs', {
      bucketName: props.logsBucketName,
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        { id: 'expire-logs', expiration: logExpiration, noncurrentVersionExpiration: Duration.days(1) },
        ABORT_UPLOADS,
      ],
    });
    this.media = this.createBucket('Media', {
      bucketName: props.mediaBucketName,
      ...(props.encryptionKey
        ? { encryption: s3.BucketEncryption.KMS, encryptionKey: props.encryptionKey, bucketKeyEnabled: true }
        : { encryption: s3.BucketEncryption.S3_MANAGED }),
      lifecycleRules: [{ id: 'expire-old-versions', noncurrentVersionExpiration }, ABORT_UPLOADS],
    });
    this.recordAccess();
    this.acknowledgeFindings();
    acceptProviderFunction(this, 'Custom::S3AutoDeleteObjectsCustomResourceProvider');
  }

  private createBucket(id: string, props: s3.BucketProps): s3.Bucket {
    return new s3.Bucket(this, id, {
      ...props,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: this.removalPolicy,
      autoDeleteObjects: this.removalPolicy === RemovalPolicy.DESTROY,
    });
  }

  /** Set on the resource itself: whether the CDK's own way needs ACLs depends on a feature flag of the user's app. */
  private recordAccess(): void {
    const prefix = 'media/';
    cfnResource(this.media, s3.CfnBucket).loggingConfiguration = {
      destinationBucketName: this.logs.bucketName,
      logFilePrefix: prefix,
    };
    this.logs.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [this.logs.arnForObjects(`${prefix}*`)],
        conditions: {
          ArnLike: { 'aws:SourceArn': this.media.bucketArn },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
  }

  private acknowledgeFindings(): void {
    acknowledge(
      this,
      ...inThreePacks(
        'S3BucketReplicationEnabled',
        'Objects are kept in three zones with their old versions; a second region is for the owner of the data to choose.',
      ),
    );
    acknowledge(
      this.logs,
      ...inThreePacks(
        'S3DefaultEncryptionKMS',
        'S3 delivers access logs only to buckets that are encrypted with the keys of S3.',
      ),
    );
    skipInCheckov(cfnResource(this.logs, s3.CfnBucket), {
      id: 'CKV_AWS_18',
      reason: 'A log bucket that records its own accesses writes logs about writing logs, without end.',
    });
  }

  private validateDays(prop: string, value: Duration): void {
    requireWholeDays(this, prop, value, { min: 1, max: 36500 }, 'Give whole days, such as Duration.days(30).');
  }

  private validateDifferentNames({ mediaBucketName, logsBucketName }: StorageConstructProps): void {
    if (mediaBucketName !== undefined && mediaBucketName === logsBucketName) {
      throw refuse(this, {
        prop: 'logsBucketName',
        got: logsBucketName,
        allowed: 'another name than `mediaBucketName`',
        fix: 'Rename one of the two buckets.',
      });
    }
  }

  private validateBucketName(prop: string, name?: string): void {
    if (name === undefined || Token.isUnresolved(name)) {
      return;
    }
    const fix = 'Rename the bucket, or leave the prop out for a name that CloudFormation chooses.';
    requireMatch(
      this,
      prop,
      name,
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      'a name of 3 to 63 lower-case letters, digits and hyphens (a dot would break TLS) with a letter or digit at each end',
      fix,
    );
    if (/^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|--x-s3|--table-s3)$/.test(name)) {
      throw refuse(this, {
        prop,
        got: name,
        allowed: 'a name without the prefixes and suffixes that S3 reserves',
        fix,
      });
    }
  }
}

const ABORT_UPLOADS: s3.LifecycleRule = {
  id: 'abort-uploads',
  abortIncompleteMultipartUploadAfter: Duration.days(7),
};
