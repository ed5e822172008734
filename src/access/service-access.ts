import type { aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';

/** A setting whose value is a secret: handed over by reference, never by value. */
export interface SecretSetting {
  /** The secret. */
  readonly secret: secretsmanager.ISecret;
  /**
   * The field of the secret's JSON that holds the value.
   * @default - the whole secret
   */
  readonly field?: string;
}

/**
 * How a service uses one thing, its store or a part that services share: the way to it, the settings of a client, and the
 * permissions.
 *
 * A thing without a port, such as a DynamoDB table or a bucket, has empty connections.
 * @subclassable
 */
export interface IServiceAccess extends ec2.IConnectable {
  /** The settings of a client that are not secret, by the names of environment variables. */
  readonly settings: Record<string, string>;
  /** The settings of a client that are secret, by the names of environment variables. */
  readonly secrets: Record<string, SecretSetting>;
  /**
   * Grants the least IAM permissions that a client needs, by statements that allow, with conditions or without. Opens no
   * port: `connections` does.
   * @param grantee who gets the permissions
   */
  grantAccess(grantee: iam.IGrantable): void;
}
