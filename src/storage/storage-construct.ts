import { Aws, Duration, type aws_ec2 as ec2, aws_iam as iam, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Capability } from '../access/capability';
import type { IServiceAccess } from '../access/service-access';
import type { ISharedPart, SharedPartClient } from '../access/shared-part';
import { acknowledge, inPacks, skipInCheckov } from '../private/acknowledge';
import { cfnResource } from '../private/cfn-resource';
import { layered } from '../private/layered';
import { acknowledgeProviderFunction } from '../private/provider-function';
import { snapshotAsRetain } from '../private/removal-policies';
import { isUnknown, refuse, requireMatch, requireWholeDays, unlessPending } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { MediaAccess } from './media-access';
import { StorageMetrics } from './storage-metrics';
import type { StorageOptions } from './storage-options';

/** Props of `StorageConstruct`. */
export interface StorageConstructProps extends StorageOptions {
  /** The environment provider, which supplies the defaults of the other props. */
  readonly provider: IEnvironmentProvider;
}

/**
 * Creates an S3 bucket for product media, and one for the platform's logs.
 *
 * Both buckets are versioned and encrypted, require TLS, and block public access. The media bucket writes its access
 * logs to the logs bucket, under `media/`. Old versions, incomplete uploads and logs expire.
 *
 * Throws when a bucket name is invalid in S3 or DNS, when both buckets have the same name, and when a number of days is
 * out of range.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 * @example
 * import { AWSProvider, StorageConstruct } from '@org/ecommerce-constructs';
 * import { aws_iam as iam, aws_s3 as s3, Duration, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const productService: iam.Role;
 * const storage = new StorageConstruct(stack, 'Storage', {
 *   provider: new AWSProvider(),
 *   logExpiration: Duration.days(730),
 * });
 * const media: s3.Bucket = storage.media;
 * media.grantRead(productService);
 */
export class StorageConstruct extends StorageMetrics implements ISharedPart {
  /** The capabilities with which a service may use the bucket for product media. */
  public readonly capabilities = [Capability.STORAGE, Capability.STORAGE_READ];
  /** The security groups that a service's workloads need: an empty list, because S3 has no port in the VPC. */
  public readonly clientSecurityGroups: ec2.ISecurityGroup[] = [];
  /** The bucket for product media. */
  public readonly media: s3.Bucket;
  /** The bucket for the platform's logs. */
  public readonly logs: s3.Bucket;

  private readonly removalPolicy: RemovalPolicy;

  constructor(scope: Construct, id: string, props: StorageConstructProps) {
    super(scope, id);
    const { storage, retention } = ResolvedEnvironment.of(this, props.provider);
    const { noncurrentVersionExpiration, logExpiration } = layered(storage, props);
    this.removalPolicy = snapshotAsRetain(props.removalPolicy ?? retention.removalPolicy);
    this.validateBucketName('mediaBucketName', props.mediaBucketName);
    this.validateBucketName('logsBucketName', props.logsBucketName);
    this.validateDifferentNames(props);
    this.validateDays('noncurrentVersionExpiration', noncurrentVersionExpiration);
    this.validateDays('logExpiration', logExpiration);

    this.logs = this.createBucket('Logs', {
      bucketName: unlessPending(props.logsBucketName),
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        { id: 'expire-logs', expiration: logExpiration, noncurrentVersionExpiration: Duration.days(1) },
        ABORT_UPLOADS,
      ],
    });
    this.media = this.createBucket('Media', {
      bucketName: unlessPending(props.mediaBucketName),
      ...(props.encryptionKey
        ? { encryption: s3.BucketEncryption.KMS, encryptionKey: props.encryptionKey, bucketKeyEnabled: true }
        : { encryption: s3.BucketEncryption.S3_MANAGED }),
      lifecycleRules: [{ id: 'expire-old-versions', noncurrentVersionExpiration }, ABORT_UPLOADS],
    });
    this.enableAccessLogs();
    this.acknowledgeFindings();
    acknowledgeProviderFunction(this, 'Custom::S3AutoDeleteObjectsCustomResourceProvider');
  }

  /**
   * Returns the access of one service to the bucket for product media.
   * @param client the service; `Capability.STORAGE` allows reads and writes, `Capability.STORAGE_READ` only reads
   */
  public accessFor(client: SharedPartClient): IServiceAccess {
    return new MediaAccess(this.media, client.capability === Capability.STORAGE);
  }

  /** Creates a bucket. A retained bucket keeps its policy, which requires TLS and allows S3 to deliver the access logs. */
  private createBucket(id: string, props: s3.BucketProps): s3.Bucket {
    const bucket = new s3.Bucket(this, id, {
      ...props,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      removalPolicy: this.removalPolicy,
      autoDeleteObjects: this.removalPolicy === RemovalPolicy.DESTROY,
    });
    bucket.policy?.applyRemovalPolicy(this.removalPolicy);
    return bucket;
  }

  /**
   * Sends the access logs of the media bucket to the logs bucket.
   *
   * Sets the property on the L1 construct: with `serverAccessLogsBucket`, a feature flag of the user's app decides
   * whether the CDK uses ACLs.
   */
  private enableAccessLogs(): void {
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
      ...inPacks(
        'S3BucketReplicationEnabled',
        'S3 stores objects and their old versions in three zones; the owner of the data decides on a second region.',
      ),
    );
    acknowledge(
      this.logs,
      ...inPacks(
        'S3DefaultEncryptionKMS',
        'S3 delivers access logs only to buckets that are encrypted with S3 managed keys.',
      ),
    );
    skipInCheckov(cfnResource(this.logs, s3.CfnBucket), {
      id: 'CKV_AWS_18',
      reason: 'A log bucket that logs access to itself would log the delivery of its own logs, without end.',
    });
  }

  private validateDays(prop: string, value: Duration): void {
    requireWholeDays(this, prop, value, { min: 1, max: 36500 }, 'Use whole days, such as Duration.days(30).');
  }

  private validateDifferentNames({ mediaBucketName, logsBucketName }: StorageConstructProps): void {
    if (mediaBucketName !== undefined && mediaBucketName === logsBucketName) {
      throw refuse(this, {
        prop: 'logsBucketName',
        got: logsBucketName,
        allowed: 'different from `mediaBucketName`',
        fix: 'Rename one of the two buckets.',
      });
    }
  }

  private validateBucketName(prop: string, name?: string): void {
    if (name === undefined || isUnknown(name)) {
      return;
    }
    const fix = 'Rename the bucket, or omit the prop for a name that CloudFormation generates.';
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
