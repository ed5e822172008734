import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Credentials } from '../../../rotation/function/secret-versions';

/** The management API, as a user calls it. A path is the list of its parts. */
export interface ManagementApi {
  /** Returns undefined if there is nothing at the path. */
  get<Result>(...path: string[]): Promise<Result | undefined>;
  put(body: object, ...path: string[]): Promise<void>;
  post(body: object, ...path: string[]): Promise<void>;
  /** Does nothing if there is nothing at the path. */
  delete(...path: string[]): Promise<void>;
}

/** A RabbitMQ broker. */
export interface Broker {
  as(credentials: Credentials): ManagementApi;
  /** Returns whether the broker accepts a login. */
  accepts(credentials: Credentials): Promise<boolean>;
}

/** An error of the broker, or of the way to it. Its message contains no body of a request. */
export class BrokerError extends Error {
  constructor(
    message: string,
    /** Whether a later attempt may succeed. */
    public readonly isPassing: boolean,
  ) {
    super(message);
  }
}

/** What the broker answers. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** A broker by the URL of its management API. */
export class HttpsBroker implements Broker {
  private readonly url: URL;
  private readonly agent = new Agent({ keepAlive: true });

  constructor(
    url: string,
    /** Ends every request. */
    private readonly deadline: AbortSignal,
  ) {
    this.url = new URL(url);
  }

  public as(credentials: Credentials): ManagementApi {
    const call = async (method: string, path: readonly string[], body?: object) => {
      const answer = await this.send(credentials, method, path, body);
      if (answer.status >= 300 && !(answer.status === NOT_FOUND && body === undefined)) {
        throw refusalOf(`${method} ${pathOf(path)}`, answer, { host: this.url.host, username: credentials.username });
      }
      return answer;
    };
    return {
      get: async (...path) => {
        const { status, body } = await call('GET', path);
        return status === NOT_FOUND ? undefined : JSON.parse(body);
      },
      put: async (body, ...path) => {
        await call('PUT', path, body);
      },
      post: async (body, ...path) => {
        await call('POST', path, body);
      },
      delete: async (...path) => {
        await call('DELETE', path);
      },
    };
  }

  public async accepts(credentials: Credentials): Promise<boolean> {
    const answer = await this.send(credentials, 'GET', ['whoami']);
    if (answer.status !== 200 && answer.status !== UNAUTHORIZED) {
      throw refusalOf('a login', answer, { host: this.url.host, username: credentials.username });
    }
    // The API accepts the login of a user without tags, and then says that the API is not for that user.
    return answer.status === 200 || reasonIn(answer.body) === 'Not management user';
  }

  private async send(
    { username, password }: Credentials,
    method: string,
    path: readonly string[],
    body?: object,
  ): Promise<Answer> {
    try {
      return await new Promise<Answer>((resolve, reject) => {
        const sent = request(
          {
            hostname: this.url.hostname,
            port: this.url.port,
            path: pathOf(path),
            method,
            agent: this.agent,
            signal: AbortSignal.any([this.deadline, AbortSignal.timeout(REQUEST_MS)]),
            headers: {
              authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
              'content-type': 'application/json',
            },
          },
          (response) => {
            text(response).then((received) => resolve({ status: response.statusCode ?? 0, body: received }), reject);
          },
        );
        sent.on('error', reject);
        sent.end(body && JSON.stringify(body));
      });
    } catch (error) {
      throw this.unreachable(error);
    }
  }

  private unreachable(error: unknown): BrokerError {
    const details = typeof error === 'object' && error !== null ? error : {};
    const code = 'code' in details && typeof details.code === 'string' ? details.code : 'unknown error';
    const reason = code === 'ABORT_ERR' ? `no answer within ${REQUEST_MS / 1_000} s` : code;
    const isCertificate = CERTIFICATE.test(code);
    const hint = isCertificate
      ? 'The function must trust the authority of its certificate'
      : 'Check that it runs, and that its security group admits the function';
    return new BrokerError(`RabbitMQ on ${this.url.host} cannot be reached: ${reason}. ${hint}.`, !isCertificate);
  }
}

/** Returns the error for a call that the broker refuses. */
export function refusalOf(
  call: string,
  { status, body }: Answer,
  { host, username }: { readonly host: string; readonly username: string },
): BrokerError {
  const reason = reasonIn(body);
  if (status === UNAUTHORIZED && reason !== RESERVED_NAME) {
    return new BrokerError(`RabbitMQ on ${host} rejects the login of ${username}.`, true); // its password may rotate now
  }
  const isPassing = status >= 500 || status === TOO_MANY_REQUESTS || RACE.test(reason);
  return new BrokerError(`RabbitMQ on ${host} answered ${status} to ${call}: ${reason}`, isPassing);
}

function pathOf(parts: readonly string[]): string {
  return `/api/${parts.map(encodeURIComponent).join('/')}`;
}

function reasonIn(body: string): string {
  try {
    const { reason }: { reason?: unknown } = JSON.parse(body);
    return typeof reason === 'string' ? reason : JSON.stringify(reason ?? 'no reason');
  } catch {
    return 'no reason';
  }
}

const UNAUTHORIZED = 401;
const NOT_FOUND = 404;
const TOO_MANY_REQUESTS = 429;

/** The API answers with the status of a rejected login where a name begins with `amq.`. */
const RESERVED_NAME = 'Access refused.';

/** Two functions that create the same user: the later one finds it then. */
const RACE = /user_already_exists/;

const CERTIFICATE = /CERT|ISSUER|SIGNATURE/;

const REQUEST_MS = 10_000;
