import type { aws_ec2 as ec2, aws_iam as iam, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { LoginParts } from '../access/login-parts';
import { allow, type Permission, readSecret } from '../access/permissions';
import type { SecretSetting } from '../access/secret-setting';
import type { IServiceAccess } from '../access/service-access';
import type { IBroker } from './broker-contract';

/** Access to the message broker with a login. */
export class BrokerAccess implements IServiceAccess {
  public readonly connections: ec2.Connections;
  public readonly settings: Record<string, string>;
  public readonly secrets: Record<string, SecretSetting>;
  private readonly permissions: Permission[];

  constructor({ connections, endpoint }: IBroker, login: LoginParts) {
    this.connections = connections;
    this.settings = { BROKER_ENDPOINT: endpoint, ...login.settings };
    this.secrets = login.secrets;
    this.permissions = login.permissions;
  }

  public grantAccess(grantee: iam.IGrantable): void {
    allow(grantee, this.permissions);
  }
}

/** Returns the login that all clients share: that of the administrator, or that of an existing broker. */
export function sharedLogin(secret: secretsmanager.ISecret): LoginParts {
  return { settings: {}, secrets: userAndPassword(secret), permissions: readSecret(secret) };
}

/** Returns the settings that workloads log in with, whichever login is in the secret. */
export function userAndPassword(secret: secretsmanager.ISecret): Record<string, SecretSetting> {
  return {
    BROKER_USERNAME: { secret, field: 'username' },
    BROKER_PASSWORD: { secret, field: 'password' },
  };
}
