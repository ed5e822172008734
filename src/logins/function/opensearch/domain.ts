import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, Hash, SourceData } from '@smithy/types';
import type { WorkTime } from '../work-time';

/** An error of the domain, or of the way to it. */
export class DomainError extends Error {
  constructor(
    message: string,
    /** Whether a later attempt may succeed. */
    public readonly isPassing: boolean,
  ) {
    super(message);
  }
}

/** A request to a domain. */
export interface DomainRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Without a query, and encoded. */
  readonly path: string;
  readonly body?: object;
}

/** A search domain. */
export interface Domain {
  /**
   * Sends one request.
   *
   * @returns the JSON of the answer; undefined if nothing exists that it could read or delete
   */
  send(credentials: AwsCredentialIdentity, request: DomainRequest): Promise<unknown>;
}

/** A domain by its host, which gets signed requests. */
export class SignedDomain implements Domain {
  constructor(
    private readonly host: string,
    private readonly region: string,
    private readonly time: WorkTime,
  ) {}

  public async send(
    credentials: AwsCredentialIdentity,
    { method, path, body: content }: DomainRequest,
  ): Promise<unknown> {
    const body = content && JSON.stringify(content);
    const signer = new SignatureV4({ service: 'es', region: this.region, credentials, sha256: NodeHash });
    const { headers } = await signer.sign({
      method,
      protocol: 'https:',
      hostname: this.host,
      path,
      headers: { host: this.host, 'content-type': 'application/json' },
      body,
    });
    const answer = await this.answerTo(path, { method, headers, body });
    if (answer.status === NOT_FOUND && method !== 'PUT') {
      return undefined;
    }
    if (answer.status >= 300) {
      throw new DomainError(
        `The domain ${this.host} answered ${method} ${path} with status ${answer.status}${reasonIn(answer.content)}.`,
        PASSING.has(answer.status),
      );
    }
    return answer.content;
  }

  private async answerTo(path: string, request: RequestInit): Promise<{ status: number; content: unknown }> {
    try {
      const response = await fetch(`https://${this.host}${path}`, {
        ...request,
        redirect: 'error',
        signal: AbortSignal.any([this.time.deadline, AbortSignal.timeout(REQUEST_MS)]),
      });
      return { status: response.status, content: parsed(await response.text()) };
    } catch (error) {
      throw new DomainError(
        `The domain ${this.host} cannot be reached (${networkErrorOf(error)}). Check that it runs, that its security group ` +
          'admits the function, and that the function trusts its certificate.',
        true,
      );
    }
  }
}

/** SHA-256 of Node. */
class NodeHash implements Hash {
  private readonly hash;

  constructor(key?: SourceData) {
    this.hash = key === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(key));
  }

  public update(data: Uint8Array): void {
    this.hash.update(data);
  }

  public async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  /** A hash is used once. */
  public reset(): void {}
}

function bytesOf(data: SourceData): Uint8Array {
  if (typeof data === 'string') {
    return Buffer.from(data);
  }
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a load balancer answers in HTML
  }
}

/** The security plugin has a message or a reason, OpenSearch has an error with a reason. */
function reasonIn(content: unknown): string {
  const answer = objectOf(content);
  const reason = [answer.message, answer.Message, answer.reason, objectOf(answer.error).reason].find(
    (text) => typeof text === 'string',
  );
  return reason === undefined ? '' : `: ${reason}`;
}

/** Returns the fields of an object; none if the value is not an object. */
export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function networkErrorOf(error: unknown): string {
  const { cause, name } = error instanceof Error ? error : { cause: undefined, name: 'unknown error' };
  const { code } = objectOf(cause);
  return typeof code === 'string' ? code : cause instanceof Error ? cause.message : name;
}

const NOT_FOUND = 404;

/** Another change of the security settings at the same time, too many requests, and a domain that starts or changes. */
const PASSING = new Set([409, 429, 500, 502, 503, 504]);

const REQUEST_MS = 15_000;
