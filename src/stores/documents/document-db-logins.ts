import type { Duration, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LoginParts } from '../../access/login-parts';
import { Authentication } from '../../logins/authentication';
import { LoginFunction } from '../../logins/login-function';
import { requireAuthentication } from '../../logins/login-rules';
import { createLoginSecret, ServiceLogin } from '../../logins/service-login';
import { plainText } from '../../naming/texts';
import { refuse, requireMatch } from '../../private/validation';
import { byPassword, createLoginScope, type DatabaseMaster, withMaster } from '../database-login';
import type { StoreContext } from '../store-contract';

/** Rejects the choices for logins that DocumentDB would reject at deployment. */
export function requireDocumentDbLogins(scope: Construct, { serviceName, logins = {} }: StoreContext): void {
  requireMatch(
    scope,
    'name',
    serviceName,
    /^.{1,61}$/,
    'a name of at most 61 characters, because DocumentDB has users with its name, such as <name>_a, of at most 63',
    'Rename the service, or use an existing database for it.',
  );
  requireAuthentication(scope, logins.authentication);
  if (logins.authentication === Authentication.IAM) {
    throw refuse(scope, {
      prop: 'logins.authentication',
      got: Authentication.IAM,
      allowed: 'Authentication.PASSWORD for a DocumentDB cluster',
      fix:
        'DocumentDB 8.0 has no IAM logins, and the users of DocumentDB 5.0 are IAM roles, which must exist before their ' +
        'logins: leave it out.',
    });
  }
}

/** A DocumentDB cluster whose master creates the logins of a service, and the choices for them. */
export interface DocumentDbMaster extends DatabaseMaster {
  readonly sharedLogins: boolean;
  /** Whether the logins are in a nested stack. */
  readonly nested: boolean;
  readonly rotationInterval: Duration;
  readonly logRetention: logs.RetentionDays;
}

/** Creates the logins of a service in its cluster, and returns what workloads get of them. */
export function createDocumentDbLogins(store: Construct, master: DocumentDbMaster): LoginParts {
  const { serviceName, host, portText } = master;
  const name = plainText(serviceName);
  const scope = createLoginScope(store, serviceName, master.nested);
  const secret = createLoginSecret(scope, 'Secret', {
    description: `Login of ${name} to its database`,
    username: `${serviceName}_a`,
    fields: { host, port: portText, dbname: serviceName },
    encryptionKey: master.encryptionKey,
  });
  const loginFunction = new LoginFunction(scope, 'Function', {
    ...master,
    part: `database of ${name}`,
    engine: 'document-db',
    environment: { HOST: host, PORT: portText },
    masterSecret: master.secret,
    secrets: [secret],
    connection: master,
    after: master.instances,
  });
  const login = new ServiceLogin(scope, 'Login', {
    system: 'database',
    serviceName,
    loginFunction,
    secrets: { SecretArn: secret },
    rotationInterval: master.rotationInterval,
    properties: {
      Host: host, // another cluster, such as a restored one, gets the logins again
    },
  });
  const own = byPassword(login, 'SecretArn');
  return master.sharedLogins ? withMaster(own, master.secret) : own;
}
