import { aws_ec2 as ec2, type aws_iam as iam, type aws_s3 as s3 } from 'aws-cdk-lib';
import { BUCKET_ACTIONS, READ_OBJECT_ACTIONS, WRITE_OBJECT_ACTIONS } from '../access/known-access';
import { allow, type Permission, useKey } from '../access/permissions';
import type { SecretSetting } from '../access/secret-setting';
import type { IServiceAccess } from '../access/service-access';

/**
 * Access to the bucket for product media, either read-only or read and write.
 *
 * Clients authenticate with an IAM role, so there are no secrets, and S3 has no port in the VPC.
 */
export class MediaAccess implements IServiceAccess {
  public readonly connections = new ec2.Connections();
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting> = {};

  constructor(
    private readonly media: s3.IBucket,
    private readonly write: boolean,
  ) {
    this.settings = { BUCKET_NAME: media.bucketName };
  }

  /** Grants listing the bucket, using its objects, and using its key if that is a customer managed key. */
  public grantAccess(grantee: iam.IGrantable): void {
    const actions = this.write ? WRITE_OBJECT_ACTIONS : READ_OBJECT_ACTIONS;
    allow(grantee, [
      { actions: BUCKET_ACTIONS, resources: [this.media.bucketArn] },
      { actions, resources: [this.media.arnForObjects('*')] },
      ...this.keyPermissions(),
    ]);
  }

  private keyPermissions(): Permission[] {
    const { encryptionKey } = this.media;
    if (!encryptionKey) {
      return [];
    }
    const actions = this.write ? ['kms:Decrypt', 'kms:GenerateDataKey'] : ['kms:Decrypt'];
    return [useKey(this.media, encryptionKey, 's3', actions)];
  }
}
