import { Socket } from 'node:net';
import { Client, DatabaseError, type QueryResultRow } from 'pg';
import type { Credentials } from '../../../rotation/function/secret-versions';
import type { WorkTime } from '../work-time';

/** A connection to one database of the server. */
export interface Session {
  run<Row extends QueryResultRow>(statement: string, values?: unknown[]): Promise<Row[]>;
}

/** An error of the server, or of the way to it. Its message contains no statement. */
export class ServerError extends Error {
  constructor(
    message: string,
    /** PostgreSQL's code of the error, or Node's code of the network's error. */
    public readonly code: string | undefined,
    /** Whether a later attempt may succeed. */
    public readonly isPassing: boolean,
  ) {
    super(message);
  }
}

/** A PostgreSQL server. */
export interface Server {
  /** Logs in to a database, and ends the connection after the work. Throws `ServerError` where the server refuses. */
  session<Result>(
    credentials: Credentials,
    database: string,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result>;
}

/** A server by its host and port, which is called with the driver of PostgreSQL. */
export class DriverServer implements Server {
  constructor(
    private readonly host: string,
    private readonly port: number,
    private readonly time: WorkTime,
  ) {}

  /** Also ends the connection when the time of the invocation is over. */
  public async session<Result>(
    { username, password }: Credentials,
    database: string,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    const socket = new Socket();
    const client = new Client({
      stream: () => socket,
      host: this.host,
      port: this.port,
      user: username,
      password,
      database,
      ssl: true, // and the certificate is verified
      application_name: 'logins',
      options: OWN_NAMES,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: STATEMENT_MS + 1_000,
      statement_timeout: STATEMENT_MS,
      lock_timeout: LOCK_MS,
    });
    client.on('error', () => undefined); // the current query rejects too
    const stop = () => socket.destroy(); // the server takes back what is not committed
    this.time.deadline.addEventListener('abort', stop, { once: true });
    try {
      this.time.deadline.throwIfAborted();
      await this.translated(client.connect());
      return await work({
        run: async (statement, values) => (await this.translated(client.query(statement, values))).rows,
      });
    } finally {
      this.time.deadline.removeEventListener('abort', stop);
      client.end().catch(() => undefined);
    }
  }

  private async translated<Result>(answer: Promise<Result>): Promise<Result> {
    try {
      return await answer;
    } catch (error) {
      throw this.serverError(error);
    }
  }

  private serverError(error: unknown): ServerError {
    const address = `${this.host}:${this.port}`;
    if (error instanceof DatabaseError) {
      const message = `PostgreSQL on ${address} answered: ${error.message} (${error.code}).`;
      return new ServerError(message, error.code, PASSING.test(error.code ?? '') || isRace(error));
    }
    const { code, message } = detailsOf(error);
    const hint = code && CERTIFICATE.test(code) ? 'The function must trust the authority of its certificate' : REACH;
    return new ServerError(
      `PostgreSQL on ${address} cannot be reached: ${message}. ${hint}.`,
      code,
      code === undefined || NETWORK.test(code),
    );
  }
}

function detailsOf(error: unknown): { readonly code?: string; readonly message: string } {
  const details = typeof error === 'object' && error !== null ? error : {};
  const code = 'code' in details && typeof details.code === 'string' ? details.code : undefined;
  const message = 'message' in details && typeof details.message === 'string' ? details.message : '';
  return { code, message: message || code || 'unknown error' };
}

/** Two functions that change the same entry of the catalogue: the later one repeats its transaction. */
function isRace({ code, message }: DatabaseError): boolean {
  return code === 'XX000' && /^tuple concurrently (updated|deleted)$/.test(message);
}

const REACH = 'Check that it runs, and that its security group admits the function';

/** A server that starts, stops, fails over, or has too many connections; locks; roles that two functions create. */
const PASSING = /^(08...|57P0[123]|53300|25006|40001|40P01|55P03|57014|23505|42710)$/;

const NETWORK = /^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;

const CERTIFICATE = /CERT|ISSUER|SIGNATURE/;

/**
 * Statements of the master find what PostgreSQL itself has, and nothing else: the owner of a database chooses its search path, and
 * could put functions there, which would run with the rights of the master.
 */
const OWN_NAMES = '-c search_path=pg_catalog';

const CONNECT_MS = 5_000;
const STATEMENT_MS = 60_000;
const LOCK_MS = 2_000;
