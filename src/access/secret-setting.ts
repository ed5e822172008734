import type { aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';

/** A setting whose value is a secret. Workloads get a reference to it, never the value. */
export interface SecretSetting {
  /** The secret. */
  readonly secret: secretsmanager.ISecret;
  /**
   * The field of the secret's JSON that holds the value.
   * @default - the whole secret
   */
  readonly field?: string;
}
