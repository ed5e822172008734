import type { Duration, aws_logs as logs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { LoginParts } from '../../access/login-parts';
import { Authentication } from '../../logins/authentication';
import { LoginFunction } from '../../logins/login-function';
import { requireAuthentication } from '../../logins/login-rules';
import { createLoginSecret, ServiceLogin } from '../../logins/service-login';
import { plainText } from '../../naming/texts';
import { refuse, requireMatch } from '../../private/validation';
import type { ResolvedEnvironment } from '../../providers/resolved-environment';
import { byPassword, createLoginScope, type DatabaseMaster, withMaster } from '../database-login';
import type { StoreContext } from '../store-contract';
import { connectionLimit } from './connection-limit';
import { connectWithIam, iamUsersOf } from './iam-users';
import { MASTER_USER } from './postgres-names';

/** The choices for the logins of a PostgreSQL database. */
export interface PostgresLoginSettings {
  readonly authentication: Authentication;
  readonly sharedLogins: boolean;
  /** The number of connections that each user may have. */
  readonly limit: number;
  /** Whether the logins are in a nested stack. */
  readonly nested: boolean;
  readonly rotationInterval: Duration;
  readonly logRetention: logs.RetentionDays;
}

/** Resolves the choices, and rejects those that PostgreSQL or RDS Proxy would reject at deployment. */
export function postgresLoginSettings(
  scope: Construct,
  { serviceName, logins = {}, _nestLogins: nested = false }: StoreContext,
  { secrets, retention }: ResolvedEnvironment,
  store: { readonly proxy: boolean; readonly connections?: number },
): PostgresLoginSettings {
  requireMatch(
    scope,
    'name',
    serviceName,
    /^.{1,54}$/,
    'a name of at most 54 characters, because PostgreSQL has roles with its name, such as <name>_migrator, of at most 63',
    'Rename the service, or use an existing database for it.',
  );
  requireMatch(
    scope,
    'name',
    serviceName,
    /^(?!pg_)/,
    'a name that does not begin with pg_, which PostgreSQL reserves for its own roles',
    'Rename the service, or use an existing database for it.',
  );
  requireAuthentication(scope, logins.authentication);
  const authentication = logins.authentication ?? (store.proxy ? Authentication.IAM : Authentication.PASSWORD);
  if (store.proxy && authentication !== Authentication.IAM) {
    throw refuse(scope, {
      prop: 'logins.authentication',
      got: authentication,
      allowed: 'Authentication.IAM for a store with a proxy, because RDS Proxy refuses users who take turns',
      fix: 'Use Authentication.IAM for the service, or set `proxy` of its store to false.',
    });
  }
  if (authentication === Authentication.IAM) {
    requireMatch(
      scope,
      'name',
      serviceName,
      OWN_ROLE,
      'a name that PostgreSQL does not have, because the IAM user of a service has the name of the service',
      `Rename the service, for example to ${serviceName}service, or use Authentication.PASSWORD.`,
    );
  }
  return {
    authentication,
    sharedLogins: logins.sharedLogins ?? false,
    limit: connectionLimit(scope, logins.connectionLimit, store.connections),
    nested,
    rotationInterval: secrets.rotationInterval,
    logRetention: retention.logRetention,
  };
}

/** No name that PostgreSQL refuses for a role, that of a role of RDS, or that of the master. */
const OWN_ROLE = new RegExp(`^(?!(?:public|none|rds_.*|${MASTER_USER})$)`);

/** A PostgreSQL database whose master creates the logins of a service. */
export interface PostgresMaster extends DatabaseMaster {
  /** The id of the resource that clients connect to, in the ARNs of its users: of the database, or of its proxy. */
  readonly resourceId: string;
}

/** The logins of a service in its database. */
export interface PostgresLogins {
  /** Of workloads that read and write data. */
  readonly application: LoginParts;
  /** Of workloads that change the schema. */
  readonly migration: LoginParts;
}

/** Creates the logins of a service in its database, and returns what workloads get of them. */
export function createPostgresLogins(
  store: Construct,
  settings: PostgresLoginSettings,
  master: PostgresMaster,
): PostgresLogins {
  const scope = createLoginScope(store, master.serviceName, settings.nested);
  const secrets = settings.authentication === Authentication.PASSWORD ? createSecrets(scope, master) : {};
  const loginFunction = new LoginFunction(scope, 'Function', {
    ...settings,
    ...master,
    part: `database of ${plainText(master.serviceName)}`,
    engine: 'postgres',
    environment: { HOST: master.host, PORT: master.portText },
    masterSecret: master.secret,
    secrets: Object.values(secrets),
    connection: master,
    after: master.instances,
  });
  const login = new ServiceLogin(scope, LOGIN_IDS[settings.authentication], {
    system: 'database',
    serviceName: master.serviceName,
    loginFunction,
    secrets,
    rotationInterval: settings.rotationInterval,
    properties: {
      Authentication: settings.authentication,
      Migration: settings.authentication,
      ConnectionLimit: settings.limit,
      Objects: settings.sharedLogins ? 'OF_MASTER' : 'OF_OWNER',
      Host: master.host, // another database, such as a restored one, gets the logins again
    },
  });
  const [application, migration] =
    settings.authentication === Authentication.PASSWORD
      ? [byPassword(login, 'SecretArn'), byPassword(login, 'MigrationSecretArn')]
      : [byIam(store, login, master, 'Username'), byIam(store, login, master, 'MigrationUsername')];
  const handedOut = (own: LoginParts) => (settings.sharedLogins ? withMaster(own, master.secret) : own);
  return { application: handedOut(application), migration: handedOut(migration) };
}

/**
 * The ids of the logins: another one for each kind, so that CloudFormation creates the new kind before the workloads change,
 * and deletes the old one afterwards.
 */
const LOGIN_IDS: Readonly<Record<Authentication, string>> = {
  [Authentication.PASSWORD]: 'Login',
  [Authentication.IAM]: 'IamLogin',
};

/** The secrets of the users who take turns, and of the one who changes the schema. */
function createSecrets(scope: Construct, { serviceName, host, portText, encryptionKey }: PostgresMaster) {
  const common = { fields: { host, port: portText, dbname: serviceName }, encryptionKey };
  const name = plainText(serviceName);
  return {
    SecretArn: createLoginSecret(scope, 'Secret', {
      ...common,
      description: `Login of ${name} to its database`,
      username: `${serviceName}_a`,
    }),
    MigrationSecretArn: createLoginSecret(scope, 'MigrationSecret', {
      ...common,
      description: `Login of the migrations of ${name} to its database`,
      username: `${serviceName}_migrator`,
    }),
  };
}

function byIam(
  store: Construct,
  login: ServiceLogin,
  { serviceName, resourceId }: PostgresMaster,
  attribute: 'Username' | 'MigrationUsername',
): LoginParts {
  const [application, migrator] = iamUsersOf(serviceName);
  return {
    settings: { DATABASE_USERNAME: login.attribute(attribute) },
    secrets: {},
    permissions: [connectWithIam(store, resourceId, attribute === 'Username' ? application : migrator)],
  };
}
