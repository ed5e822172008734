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
 * The store of one service, whatever its kind: how to reach it, what to tell a client, and how to let one in.
 * @subclassable
 */
export interface IServiceStore extends ec2.IConnectable {
  /** What a client must know that is not secret, by the names of environment variables. */
  readonly settings: Record<string, string>;
  /** What a client must know that is secret, by the names of environment variables. */
  readonly secrets: Record<string, SecretSetting>;
  /**
   * Lets a grantee read the store's credentials. Opens no port: `connections` does.
   * @param grantee who is let in
   */
  grantAccess(grantee: iam.IGrantable): void;
}
