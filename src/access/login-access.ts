import type { aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { userAndPassword } from './login-parts';
import { allow, readSecret } from './permissions';
import type { SecretSetting } from './secret-setting';
import type { IServiceAccess } from './service-access';

/** A server that a client logs in to by user name and password. */
export interface Login {
  readonly connections: ec2.Connections;
  /** The settings of a client besides the ARN of the secret, by the names of environment variables. */
  readonly settings: Record<string, string>;
  /** The secret, with the fields `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
  /** The prefix of the environment variables for the login, for example `CACHE`. */
  readonly prefix: string;
}

/** Access to a server by user name and password. */
export class LoginAccess implements IServiceAccess {
  public readonly connections: ec2.Connections;
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting>;
  private readonly secret: secretsmanager.ISecret;

  constructor({ connections, settings, secret, prefix }: Login) {
    this.connections = connections;
    this.settings = { ...settings, [`${prefix}_SECRET_ARN`]: secret.secretArn };
    this.secret = secret;
    this.secrets = userAndPassword(prefix, secret);
  }

  /** Grants reading the secret, and decrypting it if its key is a customer managed key. */
  public grantAccess(grantee: iam.IGrantable): void {
    allow(grantee, readSecret(this.secret));
  }
}
