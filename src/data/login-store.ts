import type { aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { allow, readSecret } from '../private/permissions';
import type { IServiceStore, SecretSetting } from './store';

/** How a client reaches a database, and who it logs in as. */
export interface DatabaseLogin {
  readonly connections: ec2.Connections;
  readonly host: string;
  readonly port: string;
  readonly databaseName: string;
  /** With the fields `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
  /** The ARN of the database, where it is made here. */
  readonly resourceArn?: string;
}

/** A database that a client logs in to by name and password. */
export class LoginStore implements IServiceStore {
  public readonly connections: ec2.Connections;
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting>;
  public readonly resourceArn?: string;
  private readonly secret: secretsmanager.ISecret;

  constructor({ connections, host, port, databaseName, secret, resourceArn }: DatabaseLogin) {
    this.connections = connections;
    this.resourceArn = resourceArn;
    this.secret = secret;
    this.settings = { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: databaseName };
    this.secrets = {
      DATABASE_USERNAME: { secret, field: 'username' },
      DATABASE_PASSWORD: { secret, field: 'password' },
    };
  }

  /** Reading one secret, and decrypting with its key where that is a customer's. */
  public grantAccess(grantee: iam.IGrantable): void {
    allow(grantee, readSecret(this.secret));
  }
}
