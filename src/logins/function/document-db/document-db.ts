import { type Cluster, DriverCluster } from '../../../rotation/function/document-db/cluster';
import { handler as rotateMaster } from '../../../rotation/function/document-db/document-db';
import { type Credentials, currentCredentials } from '../../../rotation/function/secret-versions';
import { setting } from '../environment';
import { loginHandler, type SystemContext } from '../handler';
import type { DeclaredLogin, LoginSystem } from '../login-system';
import { nextUser, usersOf } from '../turns';
import { repeat } from '../work-time';
import { ClusterUnavailable, MasterSession, resultOf } from './users';

/** A DocumentDB cluster. A service has the database with its name, and two users who take turns. */
export class DocumentDbLogins implements LoginSystem {
  constructor(
    private readonly cluster: Cluster,
    private readonly masterSecret: string,
    private readonly context: SystemContext,
  ) {}

  /** Does not touch the user whose turn it is not: clients that read the secret before still have that password. */
  public async apply({ service, owner, properties }: DeclaredLogin): Promise<Record<string, string>> {
    requireDatabaseName(service);
    const secretArn = properties.text('SecretArn');
    const users = usersOf(service, SEPARATOR);
    const current = await currentCredentials(this.context.secrets, secretArn);
    if (!users.includes(current.username)) {
      throw new Error(`The secret ${secretArn} must name the user ${users.join(' or ')}.`);
    }
    await this.asMaster(async (master) => {
      await requireOwn(master, service, users);
      await master.markOwner(service, owner);
      await master.declare(current, service);
    });
    await this.test(current);
    return { SecretArn: secretArn };
  }

  /** The owner is forgotten last, so that a removal that is interrupted can be repeated. */
  public async remove({ service, owner }: DeclaredLogin): Promise<void> {
    await this.asMaster(async (master) => {
      if ((await master.ownerOf(service)) !== owner) {
        return;
      }
      for (const user of usersOf(service, SEPARATOR)) {
        if (await master.exists(user)) {
          await master.drop(user);
        }
      }
      await master.forgetOwner(service);
    }, REMOVAL_PATIENCE_MS);
  }

  public successorOf(username: string): string {
    return nextUser(username, SEPARATOR);
  }

  public async set(current: Credentials, pending: Credentials): Promise<void> {
    const successor = this.successorOf(current.username);
    if (pending.username !== successor || successor === current.username) {
      throw new Error(
        `The pending version names the user ${pending.username}, and it is the turn of ${successor}. Cancel the rotation, ` +
          'and rotate the secret again.',
      );
    }
    const service = serviceOf(pending.username);
    await this.asMaster(async (master) => {
      if ((await master.ownerOf(service)) === undefined) {
        throw new Error(`The service ${service} has no login. Deploy its login again.`);
      }
      await master.declare(pending, service);
    });
  }

  /** Reads from the database, which a collection that does not exist is enough for. */
  public async test(credentials: Credentials): Promise<void> {
    await this.repeated(PATIENCE_MS, async () => {
      const read = { find: 'logins', limit: 1 };
      const answer = await this.cluster.run(credentials, read, serviceOf(credentials.username));
      if (answer.kind === 'rejected') {
        throw new Error(`DocumentDB rejects the login of ${credentials.username} with the password of its secret.`);
      }
      resultOf(this.cluster, answer);
    });
  }

  /** Reads the secret of the master in each attempt, because it rotates. */
  private asMaster(work: (master: MasterSession) => Promise<void>, patienceMs = PATIENCE_MS): Promise<void> {
    return this.repeated(patienceMs, async () => {
      const credentials = await currentCredentials(this.context.secrets, this.masterSecret);
      await work(new MasterSession(this.cluster, credentials));
    });
  }

  private repeated(patienceMs: number, work: () => Promise<void>): Promise<void> {
    const isPassing = (error: unknown) => error instanceof ClusterUnavailable;
    return repeat(this.context.time, { isPassing, patienceMs }, work);
  }
}

/** A user of somebody else, for example the master, is never changed. */
async function requireOwn(master: MasterSession, service: string, users: readonly string[]): Promise<void> {
  if ((await master.ownerOf(service)) !== undefined) {
    return;
  }
  for (const user of users) {
    if (await master.exists(user)) {
      throw new Error(
        `The user ${user} exists already, and is not one of the service ${service}. Delete it with dropUser, and deploy again.`,
      );
    }
  }
}

function requireDatabaseName(service: string): void {
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(service)) {
    throw new Error(
      `The name of the service must be 1 to 63 lower-case letters, digits, - and _, and is ${service}. Correct it in the ` +
        'custom resource.',
    );
  }
}

function serviceOf(user: string): string {
  return user.replace(/_(a|b)$/, '');
}

/** Between the service and the turn of a user. */
const SEPARATOR = '_';

/** As long as a failover takes. */
const PATIENCE_MS = 120_000;

/** Deleting a stack does not wait for a cluster that is gone. */
const REMOVAL_PATIENCE_MS = 3_000;

/** Creates the logins of services, and rotates them. */
export const handler = loginHandler((context) => {
  const cluster = new DriverCluster(`${setting('HOST')}:${setting('PORT')}`);
  return new DocumentDbLogins(cluster, setting('MASTER_SECRET_ARN'), context);
});

/** Rotates the master. */
export const masterHandler = rotateMaster;
