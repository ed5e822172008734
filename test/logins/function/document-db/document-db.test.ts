import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Document } from 'mongodb';
import { DocumentDbLogins } from '../../../../src/logins/function/document-db/document-db';
import { Properties } from '../../../../src/logins/function/properties';
import { type Answer, type Cluster, CommandRefused } from '../../../../src/rotation/function/document-db/cluster';
import type { Credentials } from '../../../../src/rotation/function/secret-versions';
import { fakeTime } from '../fake-time';

const SECRETS: Record<string, Credentials> = {
  'arn:master': { username: 'master', password: 'of-master' },
  'arn:orders': { username: 'orders_a', password: 'of-orders' },
};

const READ_WRITE = [{ role: 'readWrite', db: 'orders' }];

const UNREACHABLE: Answer = { kind: 'unreachable', reason: 'connect ETIMEDOUT.' };
const REJECTED: Answer = { kind: 'rejected' };

/** A cluster with users and owners of logins. Gives the first commands these answers. */
class FakeCluster implements Cluster {
  public readonly address = 'orders.docdb.amazonaws.com:27017';
  public readonly users: Record<string, Document> = { master: { pwd: 'of-master' } };
  public readonly owners: Record<string, string> = {};
  public readonly commands: string[] = [];
  /** Executed before a user is created. */
  public beforeCreation = () => undefined;

  constructor(private readonly answers: Answer[] = []) {}

  public async run({ username, password }: Credentials, command: Document, database = 'admin'): Promise<Answer> {
    this.commands.push(`${username}@${database} ${Object.keys(command)[0]}`);
    const planned = this.answers.shift();
    if (planned) {
      return planned;
    }
    return this.users[username]?.pwd === password ? { kind: 'done', result: this.execute(command) } : REJECTED;
  }

  private execute(command: Document): Document {
    const { createUser, updateUser, dropUser, usersInfo, find, filter, update, updates, ...rest } = command;
    if (createUser) {
      this.beforeCreation();
      if (this.users[createUser]) {
        throw new CommandRefused('The user exists already.');
      }
      this.users[createUser] = rest;
    } else if (updateUser) {
      this.users[updateUser] = rest;
    } else if (dropUser) {
      delete this.users[dropUser];
    } else if (update) {
      const [{ u }] = updates;
      this.owners[u._id] = u.owner;
    } else if (rest.delete) {
      delete this.owners[rest.deletes[0].q._id];
    }
    const owner = filter && this.owners[filter._id];
    return { users: this.users[usersInfo] ? [usersInfo] : [], cursor: { firstBatch: owner ? [{ owner }] : [] } };
  }
}

function loginsOn(cluster: FakeCluster) {
  const secrets = new SecretsManagerClient();
  jest.spyOn(secrets, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof GetSecretValueCommand) {
      return { SecretString: JSON.stringify(SECRETS[command.input.SecretId ?? '']) };
    }
    throw new Error(`unexpected call: ${command}`);
  });
  const { time, pauses } = fakeTime();
  return { logins: new DocumentDbLogins(cluster, 'arn:master', { secrets, time }), pauses };
}

function declared(properties: Record<string, string> = {}, service = 'orders') {
  const owner = 'arn:stack/OrdersLogin';
  return { service, owner, properties: new Properties({ SecretArn: 'arn:orders', ...properties }) };
}

test('a user gets the password of the secret, and may read and write the database of the service', async () => {
  const cluster = new FakeCluster();
  await expect(loginsOn(cluster).logins.apply(declared())).resolves.toEqual({ SecretArn: 'arn:orders' });
  expect(cluster.users.orders_a).toEqual({ pwd: 'of-orders', roles: READ_WRITE });
  expect(cluster.users.orders_b).toBeUndefined();
});

test('a right that somebody planted is taken by the next deployment', async () => {
  const cluster = new FakeCluster();
  const { logins } = loginsOn(cluster);
  await logins.apply(declared());
  cluster.users.orders_a.roles = [{ role: 'readWriteAnyDatabase', db: 'admin' }];
  await logins.apply(declared());
  expect(cluster.users.orders_a.roles).toEqual(READ_WRITE);
});

test('the login is tried on the database of the service', async () => {
  const cluster = new FakeCluster();
  await loginsOn(cluster).logins.apply(declared());
  expect(cluster.commands.at(-1)).toBe('orders_a@orders find');
});

test('a user that another deployment creates at the same time is updated', async () => {
  const cluster = new FakeCluster();
  cluster.beforeCreation = () => {
    cluster.users.orders_a = { pwd: 'of-the-other' };
  };
  await loginsOn(cluster).logins.apply(declared());
  expect(cluster.users.orders_a).toEqual({ pwd: 'of-orders', roles: READ_WRITE });
});

test('a creation that the cluster refuses fails', async () => {
  const cluster = new FakeCluster();
  cluster.beforeCreation = () => {
    throw new CommandRefused('not authorized');
  };
  await expect(loginsOn(cluster).logins.apply(declared())).rejects.toThrow('not authorized');
});

test('an update after a rotation leaves the other user', async () => {
  const cluster = new FakeCluster();
  const { logins } = loginsOn(cluster);
  await logins.apply(declared());
  await logins.set(SECRETS['arn:orders'], { username: 'orders_b', password: 'next' });
  await logins.apply(declared());
  expect(cluster.users.orders_b).toEqual({ pwd: 'next', roles: READ_WRITE });
});

test('a secret of somebody else is refused before anything changes', async () => {
  const cluster = new FakeCluster();
  await expect(loginsOn(cluster).logins.apply(declared({ SecretArn: 'arn:master' }))).rejects.toThrow(
    new Error('The secret arn:master must name the user orders_a or orders_b.'),
  );
  expect(cluster.commands).toEqual([]);
});

test.each(['_logins', 'admin.users', 'Orders', ''])('the name %p is refused', async (service) => {
  const cluster = new FakeCluster();
  await expect(loginsOn(cluster).logins.apply(declared({}, service))).rejects.toThrow(
    'The name of the service must be',
  );
  expect(cluster.commands).toEqual([]);
});

test('a user of somebody else is neither taken over nor deleted', async () => {
  const cluster = new FakeCluster();
  cluster.users.orders_b = { pwd: 'by-hand' };
  const { logins } = loginsOn(cluster);
  await expect(logins.apply(declared())).rejects.toThrow(
    'The user orders_b exists already, and is not one of the service orders.',
  );
  await logins.remove(declared());
  expect(cluster.users.orders_b).toEqual({ pwd: 'by-hand' });
});

test('a removal deletes both users, and can be repeated', async () => {
  const cluster = new FakeCluster();
  const { logins } = loginsOn(cluster);
  await logins.apply(declared());
  await logins.set(SECRETS['arn:orders'], { username: 'orders_b', password: 'next' });
  await logins.remove(declared());
  await logins.remove(declared());
  expect(Object.keys(cluster.users)).toEqual(['master']);
  expect(cluster.owners).toEqual({});
});

test('a removal does not take what another resource has declared since', async () => {
  const cluster = new FakeCluster();
  const { logins } = loginsOn(cluster);
  await logins.apply({ ...declared(), owner: 'arn:stack/Moved' });
  await logins.remove(declared());
  expect(cluster.users.orders_a).toBeDefined();
});

test.each(['orders_a', 'invoices_b', 'master'])(
  'a rotation to %s while orders_a is current is refused',
  async (username) => {
    const cluster = new FakeCluster();
    const { logins } = loginsOn(cluster);
    await expect(logins.set(SECRETS['arn:orders'], { username, password: 'next' })).rejects.toThrow(
      `The pending version names the user ${username}, and it is the turn of orders_b.`,
    );
    expect(cluster.commands).toEqual([]);
  },
);

test('a rotation of a secret that names the master is refused', async () => {
  const { logins } = loginsOn(new FakeCluster());
  await expect(logins.set(SECRETS['arn:master'], { username: 'master', password: 'next' })).rejects.toThrow(
    'The pending version names the user master',
  );
});

test('a rotation of a service without a login is refused', async () => {
  const { logins } = loginsOn(new FakeCluster());
  await expect(logins.set(SECRETS['arn:orders'], { username: 'orders_b', password: 'next' })).rejects.toThrow(
    new Error('The service orders has no login. Deploy its login again.'),
  );
});

test('a failover, and a master whose password rotates, are waited for', async () => {
  const { logins, pauses } = loginsOn(new FakeCluster([UNREACHABLE, REJECTED]));
  await logins.apply(declared());
  expect(pauses).toHaveLength(2);
});

test('a cluster that stays away is named', async () => {
  const { logins } = loginsOn(new FakeCluster(Array.from({ length: 1_000 }, () => UNREACHABLE)));
  await expect(logins.apply(declared())).rejects.toThrow(
    'The DocumentDB cluster orders.docdb.amazonaws.com:27017 cannot be reached: connect ETIMEDOUT. Check that it runs',
  );
});

test('a removal does not wait long for a cluster that is gone', async () => {
  const { logins, pauses } = loginsOn(new FakeCluster(Array.from({ length: 100 }, () => UNREACHABLE)));
  await expect(logins.remove(declared())).rejects.toThrow('cannot be reached');
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(3_000);
});

test('a login that does not work fails, and the error contains no password', async () => {
  const { logins } = loginsOn(new FakeCluster());
  await expect(logins.test({ username: 'orders_b', password: 'next' })).rejects.toThrow(
    new Error('DocumentDB rejects the login of orders_b with the password of its secret.'),
  );
});
