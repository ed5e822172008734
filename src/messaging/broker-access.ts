import type { aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import { type LoginParts, userAndPassword } from '../access/login-parts';
import { PartsAccess } from '../access/parts-access';
import { readSecret } from '../access/permissions';
import type { IBroker } from './broker-contract';

/** Returns the access to the message broker with a login. */
export function brokerAccess({ connections, endpoint }: IBroker, login: LoginParts): PartsAccess {
  return new PartsAccess(connections, { ...login, settings: { BROKER_ENDPOINT: endpoint, ...login.settings } });
}

/** Returns the login that all clients share: that of the administrator, or that of an existing broker. */
export function sharedLogin(secret: secretsmanager.ISecret): LoginParts {
  return {
    settings: { BROKER_SECRET_ARN: secret.secretArn },
    secrets: userAndPassword('BROKER', secret),
    permissions: readSecret(secret),
  };
}
