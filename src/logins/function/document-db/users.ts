import type { Document } from 'mongodb';
import { ADMIN, type Answer, type Cluster, CommandRefused } from '../../../rotation/function/document-db/cluster';
import type { Credentials } from '../../../rotation/function/secret-versions';

/** The cluster cannot be reached, or rejects its master at present. A later attempt may succeed. */
export class ClusterUnavailable extends Error {}

/** What the master of a cluster does with the users of a service. */
export class MasterSession {
  constructor(
    private readonly cluster: Cluster,
    private readonly master: Credentials,
  ) {}

  /** Returns the custom resource that declared the logins of the service last. */
  public async ownerOf(service: string): Promise<string | undefined> {
    const { cursor } = await this.run({ find: MARKS, filter: { _id: service }, limit: 1 }, MARKS_DATABASE);
    return cursor.firstBatch[0]?.owner;
  }

  public async markOwner(service: string, owner: string): Promise<void> {
    const updates = [{ q: { _id: service }, u: { _id: service, owner }, upsert: true }];
    await this.run({ update: MARKS, updates }, MARKS_DATABASE);
  }

  public async forgetOwner(service: string): Promise<void> {
    await this.run({ delete: MARKS, deletes: [{ q: { _id: service }, limit: 1 }] }, MARKS_DATABASE);
  }

  public async exists(user: string): Promise<boolean> {
    const { users } = await this.run({ usersInfo: user });
    return users.length > 0;
  }

  /** Declares the password and the rights of a user. */
  public async declare({ username, password }: Credentials, database: string): Promise<void> {
    const change = { updateUser: username, pwd: password, roles: rolesOn(database) };
    if (await this.exists(username)) {
      await this.run(change);
      return;
    }
    try {
      await this.run({ createUser: username, pwd: password, roles: rolesOn(database) });
    } catch (error) {
      // Another deployment may have created the user in between.
      if (!(error instanceof CommandRefused) || !(await this.exists(username))) {
        throw error;
      }
      await this.run(change);
    }
  }

  public async drop(username: string): Promise<void> {
    await this.run({ dropUser: username });
  }

  /** Secrets Manager may rotate the password of the master at the moment: then the cluster has it before the secret. */
  private async run(command: Document, database = ADMIN): Promise<Document> {
    const answer = await this.cluster.run(this.master, command, database);
    if (answer.kind === 'rejected') {
      throw new ClusterUnavailable(
        `The DocumentDB cluster ${this.cluster.address} rejects the password of its master. If it was restored, set that ` +
          'of the secret with modify-db-cluster.',
      );
    }
    return resultOf(this.cluster, answer);
  }
}

/** Returns what the cluster answered. Throws if it cannot be reached. */
export function resultOf({ address }: Cluster, answer: Exclude<Answer, { kind: 'rejected' }>): Document {
  if (answer.kind === 'unreachable') {
    throw new ClusterUnavailable(
      `The DocumentDB cluster ${address} cannot be reached: ${answer.reason} Check that it runs, and that its security ` +
        'group admits the function.',
    );
  }
  return answer.result;
}

function rolesOn(database: string): Document[] {
  return [{ role: 'readWrite', db: database }];
}

/** No service can have this name, so that none may read or write the database. */
const MARKS_DATABASE = '_logins';

const MARKS = 'owners';
