import { escapeIdentifier, escapeLiteral } from 'pg';
import { type Credentials, currentCredentials } from '../../../rotation/function/secret-versions';
import { setting } from '../environment';
import { loginHandler, type SystemContext } from '../handler';
import { loginCredentials } from '../login-secret';
import type { DeclaredLogin, LoginSystem } from '../login-system';
import { nextUser, requireTurn } from '../turns';
import { repeat } from '../work-time';
import { declareGrants } from './grants';
import { declareMemberships } from './memberships';
import { takeOverObjects } from './objects';
import { createRole, loginsOf, markLogin, Roles, requireLogin, SEPARATOR, serviceOf, takeLogins } from './roles';
import { DriverServer, type Server, ServerError, type Session } from './server';
import { scramVerifier } from './verifier';

/** The logins of one service that a custom resource declares. */
interface WantedLogins {
  /** Of the user whose turn it is; undefined if the service logs in with IAM. */
  readonly current?: Credentials;
  readonly iam: readonly string[];
  /** Of the migrator, if it has a password. */
  readonly migrator?: Credentials;
}

/** A PostgreSQL server: an RDS instance, or an Aurora cluster. A service has the database with its name. */
export class PostgresLogins implements LoginSystem {
  constructor(
    private readonly server: Server,
    private readonly masterSecret: string,
    private readonly context: SystemContext,
  ) {}

  public async apply({ service, owner, properties }: DeclaredLogin): Promise<Record<string, string>> {
    const { secrets } = this.context;
    const roles = new Roles(service);
    const secretArn = properties.optionalText('SecretArn');
    const migrationSecretArn = properties.optionalText('MigrationSecretArn');
    const limit = properties.positiveNumber('ConnectionLimit');
    const withIam = properties.choice('Authentication', ['PASSWORD', 'IAM']) === 'IAM';
    const migration = properties.choice('Migration', ['NONE', 'PASSWORD', 'IAM']);
    const takesOver = properties.choice('Objects', ['OF_MASTER', 'OF_OWNER']) === 'OF_OWNER';
    const wanted: WantedLogins = {
      current: withIam ? undefined : await loginCredentials(secrets, properties.text('SecretArn'), roles.users),
      iam: [...(withIam ? [roles.iam] : []), ...(migration === 'IAM' ? [roles.migrator] : [])],
      migrator:
        migration === 'PASSWORD'
          ? await loginCredentials(secrets, properties.text('MigrationSecretArn'), [roles.migrator])
          : undefined,
    };
    const ended = await this.asMaster(service, (session) =>
      inTransaction(session, () => declareLogins(session, { roles, owner, limit, wanted })),
    );
    await this.asMaster(service, (session) => takeLogins(session, ended));
    if (takesOver) {
      await this.takeOver(roles);
    }
    for (const credentials of [wanted.current, wanted.migrator]) {
      if (credentials) {
        await this.test(credentials);
      }
    }
    return {
      ...(secretArn ? { SecretArn: secretArn } : {}),
      ...(withIam ? { Username: roles.iam } : {}),
      ...(migrationSecretArn ? { MigrationSecretArn: migrationSecretArn } : {}),
      ...(migration === 'IAM' ? { MigrationUsername: roles.migrator } : {}),
    };
  }

  public async remove({ service, owner }: DeclaredLogin): Promise<void> {
    await this.asMaster(
      ADMINISTRATION,
      async (session) => takeLogins(session, await loginsOf(session, service, new Roles(service).logins, owner)),
      REMOVAL_PATIENCE_MS,
    );
  }

  public successorOf(username: string): string {
    return nextUser(username, SEPARATOR);
  }

  public async set(current: Credentials, pending: Credentials): Promise<void> {
    requireTurn(current.username, pending.username, SEPARATOR);
    await this.asMaster(ADMINISTRATION, async (session) => {
      await requireLogin(session, serviceOf(pending.username), pending.username);
      await setPassword(session, pending);
    });
  }

  public async test(credentials: Credentials): Promise<void> {
    try {
      await this.repeated(PATIENCE_MS, () =>
        this.server.session(credentials, serviceOf(credentials.username), (session) => session.run('SELECT 1')),
      );
    } catch (error) {
      if (error instanceof ServerError && error.code === WRONG_PASSWORD) {
        throw new Error(`PostgreSQL rejects the login of ${credentials.username} with the password of its secret.`);
      }
      throw error;
    }
  }

  private async takeOver(roles: Roles): Promise<void> {
    const pause = () => this.context.time.pause(BETWEEN_ROUNDS_MS);
    const remaining = await this.asMaster(roles.service, (session) => takeOverObjects(session, roles, pause));
    if (remaining.length > 0) {
      console.warn(
        `The master still owns ${remaining.join(', ')}. Close the transactions that use it, and change the login, for ` +
          'example its connection limit: the function then tries again.',
      );
    }
  }

  /** Reads the secret of the master in each attempt: RDS rotates it. */
  private asMaster<Result>(
    database: string,
    work: (session: Session) => Promise<Result>,
    patienceMs = PATIENCE_MS,
  ): Promise<Result> {
    return this.repeated(patienceMs, async () => {
      const master = await currentCredentials(this.context.secrets, this.masterSecret);
      return this.server.session(master, database, work);
    });
  }

  private repeated<Result>(patienceMs: number, work: () => Promise<Result>): Promise<Result> {
    const isPassing = (error: unknown) => error instanceof ServerError && error.isPassing;
    return repeat(this.context.time, { isPassing, patienceMs }, work);
  }
}

/** Returns the logins that this resource declared before, and does not want any more. */
async function declareLogins(
  session: Session,
  {
    roles,
    owner,
    limit,
    wanted,
  }: { readonly roles: Roles; readonly owner: string; readonly limit: number; readonly wanted: WantedLogins },
): Promise<string[]> {
  const { service } = roles;
  const names = [...(wanted.current ? roles.users : []), ...wanted.iam, ...(wanted.migrator ? [roles.migrator] : [])];
  for (const name of new Set([roles.owner, roles.app, roles.migrator, ...names])) {
    await createRole(session, service, name);
  }
  await declareMemberships(session, { roles, iamLogins: wanted.iam });
  await declareGrants(session, roles);
  for (const name of names) {
    await markLogin(session, service, name, owner);
    await session.run(`ALTER ROLE ${escapeIdentifier(name)} CONNECTION LIMIT ${limit}`);
  }
  for (const name of wanted.iam) {
    await session.run(`ALTER ROLE ${escapeIdentifier(name)} LOGIN PASSWORD NULL`);
  }
  for (const credentials of [wanted.current, wanted.migrator]) {
    if (credentials) {
      await setPassword(session, credentials);
    }
  }
  const declared = await loginsOf(session, service, roles.logins, owner);
  return declared.filter((name) => !names.includes(name));
}

async function setPassword(session: Session, { username, password }: Credentials): Promise<void> {
  const verifier = escapeLiteral(scramVerifier(password));
  await session.run(`ALTER ROLE ${escapeIdentifier(username)} LOGIN PASSWORD ${verifier}`);
}

/** PostgreSQL takes everything back if the function ends before the end. */
async function inTransaction<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
  await session.run('BEGIN');
  const result = await work();
  await session.run('COMMIT');
  return result;
}

/** A database that every server has. */
const ADMINISTRATION = 'postgres';

const WRONG_PASSWORD = '28P01';

/** As long as a restart takes. */
const PATIENCE_MS = 120_000;

/** Deleting a stack does not wait for a server that is gone. */
const REMOVAL_PATIENCE_MS = 3_000;

const BETWEEN_ROUNDS_MS = 1_000;

export const handler = loginHandler((context) => {
  const server = new DriverServer(setting('HOST'), Number(setting('PORT')), context.time);
  return new PostgresLogins(server, setting('MASTER_SECRET_ARN'), context);
});
