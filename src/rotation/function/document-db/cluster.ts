import { type Document, MongoClient, MongoError, MongoServerError } from 'mongodb';
import type { Credentials } from '../secret-versions';

/** The answer of a cluster to a command. No answer contains a password. */
export type Answer =
  /** The cluster accepted the credentials, and executed the command. */
  | { readonly kind: 'done'; readonly result: Document }
  /** The cluster rejected the credentials. */
  | { readonly kind: 'rejected' }
  /** The cluster cannot be reached, or has no primary at present. A later attempt may succeed. */
  | { readonly kind: 'unreachable'; readonly reason: string };

/** The cluster accepted the credentials, and refuses the command. */
export class CommandRefused extends Error {}

/** A DocumentDB cluster. */
export interface Cluster {
  /** The host and the port of the primary. */
  readonly address: string;
  /**
   * Logs in, and executes a command on a database: `admin` by default. Throws `CommandRefused` if the cluster refuses the
   * command.
   */
  run(credentials: Credentials, command: Document, database?: string): Promise<Answer>;
}

/** A command that only shows that the login succeeded. */
export const LOGIN: Document = { ping: 1 };

/** A cluster that is called with MongoDB's driver. Each command has a connection of its own. */
export class DriverCluster implements Cluster {
  constructor(public readonly address: string) {}

  public async run({ username, password }: Credentials, command: Document, database = ADMIN): Promise<Answer> {
    const client = new MongoClient(`mongodb://${this.address}`, {
      auth: { username, password },
      tls: true, // and the certificate is verified
      directConnection: true, // the address is always that of the primary
      retryWrites: false, // DocumentDB does not support it
      serverSelectionTimeoutMS: TIMEOUT_MS,
      connectTimeoutMS: TIMEOUT_MS,
      socketTimeoutMS: TIMEOUT_MS,
    });
    try {
      return { kind: 'done', result: await client.db(database).command(command) };
    } catch (error) {
      return this.answerOf(error);
    } finally {
      await client.close();
    }
  }

  private answerOf(error: unknown): Answer {
    if (!(error instanceof MongoError)) {
      throw error;
    }
    if (!(error instanceof MongoServerError)) {
      return { kind: 'unreachable', reason: error.message };
    }
    const { code, codeName } = error;
    if (code === AUTHENTICATION_FAILED) {
      return { kind: 'rejected' };
    }
    // Without the message: it may quote the command, which contains the password.
    const reason = `The cluster returned error ${code}${codeName ? ` (${codeName})` : ''}.`;
    if (PRIMARY_CHANGES.has(Number(code))) {
      return { kind: 'unreachable', reason };
    }
    throw new CommandRefused(`The DocumentDB cluster ${this.address} refuses the command. ${reason}`);
  }
}

/** The database of the users. */
export const ADMIN = 'admin';

/** Of one step of an attempt, which must end before Lambda stops the function. */
const TIMEOUT_MS = 5_000;

const AUTHENTICATION_FAILED = 18;

/**
 * The codes of an instance that starts, stops, or is not the primary, for example during a failover.
 *
 * @see https://github.com/mongodb/specifications/blob/master/source/server-discovery-and-monitoring/server-discovery-and-monitoring.md#not-writable-primary-and-node-is-recovering
 */
const PRIMARY_CHANGES = new Set([91, 189, 10058, 10107, 11600, 11602, 13435, 13436]);
