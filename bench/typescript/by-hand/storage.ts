import { Aws, Duration, aws_iam as iam, type aws_kms as kms, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { cfnResource } from './cfn-resource';
import { publish } from './published-values';

const COMMON: s3.BucketProps = {
  versioned: true,
  enforceSSL: true,
  minimumTLSVersion: 1.2,
  blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
  objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
  removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
};

const ABORT_UPLOADS: s3.LifecycleRule = {
  id: 'abort-uploads',
  abortIncompleteMultipartUploadAfter: Duration.days(7),
};

/** A bucket for product media, and one for its access logs. */
export class Storage extends Construct {
  public readonly media: s3.Bucket;

  constructor(scope: Construct, id: string, key: kms.Key) {
    super(scope, id);
    const logs = new s3.Bucket(this, 'Logs', {
      ...COMMON,
      encryption: s3.BucketEncryption.S3_MANAGED,
      lifecycleRules: [
        { id: 'expire-logs', expiration: Duration.days(365), noncurrentVersionExpiration: Duration.days(1) },
        ABORT_UPLOADS,
      ],
    });
    this.media = new s3.Bucket(this, 'Media', {
      ...COMMON,
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      lifecycleRules: [{ id: 'expire-old-versions', noncurrentVersionExpiration: Duration.days(90) }, ABORT_UPLOADS],
    });
    cfnResource(this.media, s3.CfnBucket).loggingConfiguration = {
      destinationBucketName: logs.bucketName,
      logFilePrefix: 'media/',
    };
    logs.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.ServicePrincipal('logging.s3.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [logs.arnForObjects('media/*')],
        conditions: {
          ArnLike: { 'aws:SourceArn': this.media.bucketArn },
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
        },
      }),
    );
    for (const { policy } of [logs, this.media]) {
      policy?.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    }
    publish(this, '_platform/storage', { Media: this.media.bucketName, 'Media.Arn': this.media.bucketArn });
  }
}
