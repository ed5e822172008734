import { rotationHandler } from './handler';
import type { LoginKeeper } from './rotation';
import type { Login } from './secret-versions';

/**
 * The administrator of a RabbitMQ broker, whom Amazon MQ has no API to change: RabbitMQ's own changes him.
 *
 * A user has one password. Open connections stay; between this and the last step, clients that connect anew are refused.
 */
export class BrokerAdministrator implements LoginKeeper {
  /** @param url the broker's management API, as `https://host` */
  constructor(private readonly url: string) {}

  public async set(current: Login, pending: Login): Promise<void> {
    if (await this.admits(pending)) {
      return;
    }
    if (!(await this.admits(current))) {
      throw new Error(
        'The broker refuses the current password and the pending one. Give the user the password of AWSCURRENT again.',
      );
    }
    const path = `/api/users/${encodeURIComponent(pending.username)}`;
    const body = JSON.stringify({ password: pending.password, tags: 'administrator' });
    const status = await this.call(path, current, { method: 'PUT', body });
    if (status >= 300) {
      throw new Error(`The broker answered ${status} to the change of the password.`);
    }
  }

  public async test(pending: Login): Promise<void> {
    if (!(await this.admits(pending))) {
      throw new Error('The broker refuses the pending password.');
    }
  }

  private async admits(login: Login): Promise<boolean> {
    const status = await this.call('/api/whoami', login);
    if (status !== 200 && status !== 401) {
      throw new Error(`The broker answered ${status} to a login.`);
    }
    return status === 200;
  }

  /** Answers the status alone: nobody reads the body. */
  private async call(path: string, { username, password }: Login, request: RequestInit = {}): Promise<number> {
    const credentials = Buffer.from(`${username}:${password}`).toString('base64');
    try {
      const response = await fetch(`${this.url}${path}`, {
        ...request,
        headers: { authorization: `Basic ${credentials}`, 'content-type': 'application/json' },
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      await response.body?.cancel();
      return response.status;
    } catch (cause) {
      throw new Error('The broker cannot be reached.', { cause });
    }
  }
}

const TIMEOUT_MS = 10_000;

export const handler = rotationHandler((url) => new BrokerAdministrator(url));
