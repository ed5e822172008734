import type { aws_ec2 as ec2, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { LoginAccess } from '../access/login-access';
import type { IServiceStore } from './store-contract';

/** The endpoint of a database and the login of its clients. */
export interface DatabaseLogin {
  readonly connections: ec2.Connections;
  readonly host: string;
  readonly port: string;
  readonly databaseName: string;
  /** A secret with the fields `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
}

/** A database that clients log in to with a user name and a password. */
export class LoginStore extends LoginAccess implements IServiceStore {
  constructor({ connections, host, port, databaseName, secret }: DatabaseLogin) {
    const settings = { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: databaseName };
    super({ connections, settings, secret, prefix: 'DATABASE' });
  }
}
