import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { PostgresLogins } from '../../../../src/logins/function/postgres/postgres';
import { type Server, ServerError, type Session } from '../../../../src/logins/function/postgres/server';
import { Properties } from '../../../../src/logins/function/properties';
import type { Credentials } from '../../../../src/rotation/function/secret-versions';
import { fakeTime } from '../fake-time';

const SECRETS: Record<string, Credentials> = {
  'arn:master': { username: 'master', password: 'of-master' },
  'arn:orders': { username: 'orders_a', password: 'of-orders' },
};

const STARTING = new ServerError(
  'PostgreSQL on db:5432 answered: the database system is starting up (57P03).',
  '57P03',
  true,
);
const DENIED = new ServerError('PostgreSQL on db:5432 answered: permission denied (42501).', '42501', false);
const REJECTED = new ServerError(
  'PostgreSQL on db:5432 answered: password authentication failed (28P01).',
  '28P01',
  false,
);

/** A server that knows every role, and that fails with these errors first, by the user who logs in. */
class FakeServer implements Server {
  public readonly logins: string[] = [];
  public readonly statements: string[] = [];

  constructor(private readonly errors: Record<string, Error[]> = {}) {}

  public async session<Result>(
    { username, password }: Credentials,
    database: string,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    this.logins.push(`${username}:${password}@${database}`);
    const error = this.errors[username]?.shift();
    if (error) {
      throw error;
    }
    return work({
      run: async (statement) => {
        this.statements.push(statement);
        return [];
      },
    });
  }
}

function loginsOn(server: FakeServer) {
  const secrets = new SecretsManagerClient();
  jest.spyOn(secrets, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof GetSecretValueCommand) {
      return { SecretString: JSON.stringify(SECRETS[command.input.SecretId ?? '']) };
    }
    throw new Error(`unexpected call: ${command}`);
  });
  const { time, pauses } = fakeTime();
  return { logins: new PostgresLogins(server, 'arn:master', { secrets, time }), pauses };
}

function declared(properties: Record<string, string>) {
  return {
    service: 'orders',
    owner: 'arn:stack/OrdersLogin',
    properties: new Properties({ SecretArn: 'arn:orders', ConnectionLimit: '20', ...properties }),
  };
}

test('a secret of somebody else is refused before anything changes', async () => {
  const server = new FakeServer();
  const { logins } = loginsOn(server);
  await expect(logins.apply(declared({ SecretArn: 'arn:master' }))).rejects.toThrow(
    new Error('The secret arn:master must name the user orders_a or orders_b.'),
  );
  expect(server.logins).toEqual([]);
});

test('a login with a password needs its secret', async () => {
  const { logins } = loginsOn(new FakeServer());
  await expect(logins.apply(declared({ Migration: 'PASSWORD' }))).rejects.toThrow('MigrationSecretArn');
});

test('users take turns, and the migrator has one password', () => {
  const { logins } = loginsOn(new FakeServer());
  expect(logins.successorOf('orders_a')).toBe('orders_b');
  expect(logins.successorOf('orders_migrator')).toBe('orders_migrator');
});

test.each(['orders_a', 'invoices_b', 'master'])(
  'a rotation to %s while orders_a is current is refused',
  async (username) => {
    const server = new FakeServer();
    const { logins } = loginsOn(server);
    await expect(logins.set(SECRETS['arn:orders'], { username, password: 'next' })).rejects.toThrow(
      new Error(
        `The pending version names the user ${username}, and it is the turn of orders_b. Cancel the rotation, and rotate the ` +
          'secret again.',
      ),
    );
    expect(server.logins).toEqual([]);
  },
);

test('a rotation does not set the password of a role that is no login of the service', async () => {
  const server = new FakeServer();
  const { logins } = loginsOn(server);
  await expect(logins.set(SECRETS['arn:orders'], { username: 'orders_b', password: 'next' })).rejects.toThrow(
    new Error('The role orders_b is not a login of the service orders. Deploy its login again.'),
  );
  expect(server.statements).toHaveLength(1);
});

test('a login waits for a server that starts, and reads the secret of the master again', async () => {
  const server = new FakeServer({ master: [STARTING, STARTING] });
  const { logins, pauses } = loginsOn(server);
  await logins.remove(declared({}));
  expect(server.logins).toEqual(Array.from({ length: 3 }, () => 'master:of-master@postgres'));
  expect(pauses).toHaveLength(2);
});

test('a refusal is not repeated', async () => {
  const server = new FakeServer({ master: [DENIED] });
  const { logins, pauses } = loginsOn(server);
  await expect(logins.remove(declared({}))).rejects.toThrow(DENIED);
  expect(pauses).toEqual([]);
});

test('the removal of a login does not wait long for a server that is gone', async () => {
  const { logins, pauses } = loginsOn(new FakeServer({ master: Array.from({ length: 100 }, () => STARTING) }));
  await expect(logins.remove(declared({}))).rejects.toThrow(STARTING);
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(3_000);
});

test('the test of a login logs in to the database of its service', async () => {
  const server = new FakeServer();
  await loginsOn(server).logins.test({ username: 'orders_b', password: 'next' });
  expect(server.logins).toEqual(['orders_b:next@orders']);
});

test('a login that does not work fails, and the error contains no password', async () => {
  const { logins } = loginsOn(new FakeServer({ orders_b: [REJECTED] }));
  await expect(logins.test({ username: 'orders_b', password: 'next' })).rejects.toThrow(
    new Error('PostgreSQL rejects the login of orders_b with the password of its secret.'),
  );
});

test('another failure of a login is reported unchanged', async () => {
  const { logins } = loginsOn(new FakeServer({ orders_b: [DENIED] }));
  await expect(logins.test({ username: 'orders_b', password: 'next' })).rejects.toThrow(DENIED);
});
