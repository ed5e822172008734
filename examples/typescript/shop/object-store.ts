import type { IDataStore, IServiceStore, SecretSetting, StoreContext } from '@org/ecommerce-constructs';
import { aws_ec2 as ec2, aws_iam as iam, RemovalPolicy, aws_s3 as s3 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** A custom kind of store: a bucket for each service. */
export class ObjectStore implements IDataStore {
  bind(scope: Construct, { provider, defaults }: StoreContext): IServiceStore {
    const bucket = new s3.Bucket(scope, 'Bucket', {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: defaults?.encryptionKey,
      bucketKeyEnabled: true,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      versioned: true,
      removalPolicy: provider.retention?.removalPolicy ?? RemovalPolicy.RETAIN,
    });
    return new BucketStore(bucket);
  }
}

/** The store of one service. A bucket has no port and no password: access needs only IAM permissions. */
class BucketStore implements IServiceStore {
  readonly connections = new ec2.Connections();
  readonly settings: Record<string, string>;
  readonly secrets: Record<string, SecretSetting> = {};
  readonly resourceArn: string;

  constructor(private readonly bucket: s3.Bucket) {
    this.settings = { BUCKET_NAME: bucket.bucketName };
    this.resourceArn = bucket.bucketArn;
  }

  /** Grants single actions, which another app accepts; `bucket.grantReadWrite` grants patterns, such as `s3:GetObject*`. */
  grantAccess(grantee: iam.IGrantable): void {
    iam.Grant.addToPrincipal({
      grantee,
      actions: ['s3:GetObject', 's3:PutObject'],
      resourceArns: [this.bucket.arnForObjects('*')],
    });
    if (this.bucket.encryptionKey) {
      iam.Grant.addToPrincipal({
        grantee,
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resourceArns: [this.bucket.encryptionKey.keyArn],
      });
    }
  }
}
