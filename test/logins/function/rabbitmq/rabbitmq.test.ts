import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Properties } from '../../../../src/logins/function/properties';
import { type Broker, BrokerError, type ManagementApi } from '../../../../src/logins/function/rabbitmq/broker';
import { isHashOf, passwordHash } from '../../../../src/logins/function/rabbitmq/password-hash';
import { RabbitMqLogins } from '../../../../src/logins/function/rabbitmq/rabbitmq';
import type { Credentials } from '../../../../src/rotation/function/secret-versions';
import { fakeTime } from '../fake-time';

const SECRETS: Record<string, Credentials> = {
  'arn:administrator': { username: 'administrator', password: 'of-administrator' },
  'arn:order': { username: 'order_a', password: 'of-order' },
};

const STARTING = new BrokerError('RabbitMQ on broker cannot be reached: ECONNREFUSED.', true);
const REFUSED = new BrokerError('RabbitMQ on broker answered 400 to PUT /api/vhosts/%2F: no reason', false);

/** A broker that keeps what is put at a path, and whose calls fail with these errors first. */
class FakeBroker implements Broker {
  public readonly calls: string[] = [];
  public readonly values = new Map<string, unknown>();
  /** The errors of a call, by its method and path. */
  public readonly errors: Record<string, Error[]> = {};
  public readonly logins: string[] = [];
  public rejected: string[] = [];
  public onCall: (call: string) => void = () => undefined;

  public as({ username, password }: Credentials): ManagementApi {
    this.logins.push(`${username}:${password}`);
    const call = (method: string, path: string[]) => {
      const key = path.join(' ');
      this.calls.push(`${method} ${key}`);
      this.onCall(`${method} ${key}`);
      const error = this.errors[`${method} ${key}`]?.shift();
      if (error) {
        throw error;
      }
      return key;
    };
    return {
      get: async (...path) => JSON.parse(JSON.stringify(this.values.get(call('GET', path)) ?? null)) ?? undefined,
      put: async (body, ...path) => {
        this.values.set(call('PUT', path), body);
      },
      post: async (body, ...path) => {
        this.values.set(call('POST', path), body);
      },
      delete: async (...path) => {
        this.values.delete(call('DELETE', path));
      },
    };
  }

  public async accepts({ username, password }: Credentials): Promise<boolean> {
    this.logins.push(`${username}:${password}`);
    return !this.rejected.includes(username);
  }

  public changes(): string[] {
    return this.calls.filter((call) => !call.startsWith('GET'));
  }
}

let broker: FakeBroker;

beforeEach(() => {
  broker = new FakeBroker();
});

function loginsOn(fake: FakeBroker, rotatedSecret = 'arn:order') {
  const secrets = new SecretsManagerClient();
  jest.spyOn(secrets, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof GetSecretValueCommand) {
      return { SecretString: JSON.stringify(SECRETS[command.input.SecretId ?? '']) };
    }
    throw new Error(`unexpected call: ${command}`);
  });
  const { time, pauses } = fakeTime();
  return { logins: new RabbitMqLogins(fake, 'arn:administrator', { secrets, time, rotatedSecret }), pauses };
}

function declared(properties: Record<string, unknown> = {}, owner = 'arn:stack/OrderLogin') {
  return {
    service: 'order',
    owner,
    properties: new Properties({ SecretArn: 'arn:order', ConnectionLimit: '20', ...properties }),
  };
}

const user = (name: string) => broker.values.get(`users ${name}`);

test('a login has two users without tags, of whom one has the password of the secret', async () => {
  await expect(loginsOn(broker).logins.apply(declared())).resolves.toEqual({ SecretArn: 'arn:order' });
  const hashing_algorithm = 'rabbit_password_hashing_sha256';
  expect(user('order_a')).toEqual({ password_hash: expect.any(String), hashing_algorithm, tags: '' });
  expect(user('order_b')).toEqual({ password_hash: '', hashing_algorithm, tags: '' });
  expect(JSON.stringify([...broker.values])).not.toContain('of-order');
  expect(broker.logins).toEqual(['administrator:of-administrator', 'order_a:of-order']);
});

test('both users have the limits and the rights', async () => {
  await loginsOn(broker).logins.apply(declared({ Subscriptions: [{ Publisher: 'payment' }] }));
  for (const name of ['order_a', 'order_b']) {
    expect(broker.values.get(`user-limits ${name} max-connections`)).toEqual({ value: 20 });
    expect(broker.values.get(`user-limits ${name} max-channels`)).toEqual({ value: 80 });
    expect(broker.values.get(`permissions / ${name}`)).toMatchObject({ read: '^(?:order\\.|payment\\.events$)' });
  }
  expect(broker.values.get('exchanges / payment.events')).toEqual({ type: 'topic', durable: true });
});

test('a user gets its topic permissions before it may use the exchange', async () => {
  await loginsOn(broker).logins.apply(declared());
  const calls = broker.changes();
  expect(calls.indexOf('PUT topic-permissions / order_a')).toBeLessThan(calls.indexOf('PUT permissions / order_a'));
});

test('queues of a service have a policy with dead letters', async () => {
  await loginsOn(broker).logins.apply(declared());
  expect(broker.values.get('policies / order')).toEqual({
    pattern: '^order\\.(?!dlq$)',
    'apply-to': 'quorum_queues',
    priority: 10,
    definition: {
      'dead-letter-exchange': 'order.dlx',
      'dead-letter-strategy': 'at-least-once',
      overflow: 'reject-publish',
      'delivery-limit': 20,
      'max-length-bytes': 1_073_741_824,
    },
  });
});

test('the default type of queues changes only if the login says so, and keeps the rest of the virtual host', async () => {
  const vhost = { description: 'all', tags: ['x', 'y'], default_queue_type: 'classic' };
  broker.values.set('vhosts /', vhost);
  const { logins } = loginsOn(broker);
  await logins.apply(declared());
  expect(broker.values.get('vhosts /')).toBe(vhost);
  await logins.apply(declared({ DefaultQueueType: 'QUORUM' }));
  expect(broker.values.get('vhosts /')).toEqual({ description: 'all', tags: 'x,y', default_queue_type: 'quorum' });
  broker.calls.length = 0;
  await logins.apply(declared({ DefaultQueueType: 'QUORUM' }));
  expect(broker.changes()).not.toContain('PUT vhosts /');
});

test('an update leaves the users their passwords', async () => {
  broker.values.set('global-parameters login of order', { value: { owner: 'arn:stack/OrderLogin' } });
  broker.values.set('users order_a', { password_hash: passwordHash('of-order'), tags: [] });
  broker.values.set('users order_b', { password_hash: passwordHash('before'), tags: [] });
  await loginsOn(broker).logins.apply(declared());
  expect(broker.changes().filter((call) => call.startsWith('PUT users'))).toEqual([]);
});

test('a user with tags loses them, and keeps its password', async () => {
  const password_hash = passwordHash('before');
  broker.values.set('global-parameters login of order', { value: { owner: 'arn:stack/OrderLogin' } });
  broker.values.set('users order_b', { password_hash, tags: ['administrator'] });
  await loginsOn(broker).logins.apply(declared());
  expect(user('order_b')).toMatchObject({ password_hash, tags: '' });
});

test('rights elsewhere are taken', async () => {
  const everything = { configure: '.*', write: '.*', read: '.*' };
  broker.values.set('users order_a permissions', [{ vhost: 'other', ...everything }]);
  broker.values.set('users order_a topic-permissions', [
    { vhost: '/', exchange: 'payment.events', write: '.*', read: '.*' },
    { vhost: 'other', exchange: 'order.events', write: '.*', read: '.*' },
  ]);
  await loginsOn(broker).logins.apply(declared());
  expect(broker.changes().filter((call) => call.startsWith('DELETE'))).toEqual([
    'DELETE permissions other order_a',
    'DELETE topic-permissions / order_a payment.events',
    'DELETE topic-permissions other order_a order.events',
    'DELETE connections username order_a',
    'DELETE connections username order_b',
  ]);
});

test('a repetition with the same rights closes no connection', async () => {
  broker.values.set('users order_a permissions', [
    { vhost: '/', configure: '^(?:order\\.)', write: '^(?:order\\.)', read: '^(?:order\\.)' },
  ]);
  broker.values.set('users order_a topic-permissions', [
    { vhost: '/', exchange: 'order.events', write: '^(?:order\\.)', read: '.*' },
  ]);
  await loginsOn(broker).logins.apply(declared());
  expect(broker.changes().filter((call) => call.startsWith('DELETE'))).toEqual([]);
});

test('connections with a lost right are closed by the next deployment if this one ends before', async () => {
  broker.values.set('users order_a permissions', [{ vhost: '/', configure: '.*', write: '.*', read: '.*' }]);
  broker.errors['DELETE connections username order_a'] = [REFUSED];
  const { logins } = loginsOn(broker);
  await expect(logins.apply(declared())).rejects.toThrow(REFUSED);
  broker.values.delete('users order_a permissions');
  broker.calls.length = 0;
  await logins.apply(declared());
  expect(broker.calls).toContain('DELETE connections username order_a');
  broker.calls.length = 0;
  await logins.apply(declared());
  expect(broker.calls).not.toContain('DELETE connections username order_a');
});

test('bindings of withdrawn subscriptions are deleted, and no others', async () => {
  const binding = (source: string, destination: string, routing_key = 'k', destination_type = 'queue') => ({
    source,
    destination,
    destination_type,
    routing_key,
    properties_key: routing_key || '~',
  });
  broker.values.set('bindings /', [
    binding('', 'order.work'),
    binding('order.events', 'order.work'),
    binding('amq.topic', 'order.work'),
    binding('legacy', 'order.work'),
    binding('payment.events', 'order.work', 'payment.paid'),
    binding('payment.events', 'order.work', 'payment.refund'),
    binding('payment.events', 'orderservice.work', 'payment.refund'),
    binding('payment.events', 'old', '..'),
    binding('stock.events', 'order.inner', '', 'exchange'),
  ]);
  const wishes = {
    Subscriptions: [{ Publisher: 'payment', RoutingKeys: ['paid'] }],
    AdditionalNames: ['old', 'old.events'],
  };
  await loginsOn(broker).logins.apply(declared(wishes));
  expect(broker.changes().filter((call) => call.startsWith('DELETE bindings'))).toEqual([
    'DELETE bindings / e payment.events q order.work payment.refund',
    'DELETE bindings / e payment.events q old %2E%2E',
    'DELETE bindings / e stock.events e order.inner ~',
  ]);
});

test('users of somebody else are refused before anything changes', async () => {
  broker.values.set('users order_b', { password_hash: '', tags: [] });
  await expect(loginsOn(broker).logins.apply(declared())).rejects.toThrow(
    new Error(
      'The user order_b exists already, and is not one of the service order. Delete it, or use another name for the ' +
        'service, and deploy again.',
    ),
  );
  expect(broker.changes()).toEqual([]);
});

test('a user that another request creates meanwhile is not one of somebody else', async () => {
  broker.values.set('users order_a', { password_hash: '', tags: [] });
  broker.onCall = (call) => {
    if (call === 'GET users order_b') {
      broker.values.set('global-parameters login of order', { value: { owner: 'arn:stack/OrderLogin' } });
    }
  };
  await expect(loginsOn(broker).logins.apply(declared())).resolves.toEqual({ SecretArn: 'arn:order' });
});

test('a secret of somebody else is refused before anything changes', async () => {
  await expect(loginsOn(broker).logins.apply(declared({ SecretArn: 'arn:administrator' }))).rejects.toThrow(
    new Error('The secret arn:administrator must name the user order_a or order_b.'),
  );
  expect(broker.calls).toEqual([]);
});

test('a removal takes the users and their record', async () => {
  const { logins } = loginsOn(broker);
  await logins.apply(declared());
  broker.calls.length = 0;
  await logins.remove(declared());
  expect(broker.changes()).toEqual([
    'DELETE users order_a',
    'DELETE users order_b',
    'DELETE global-parameters login of order',
  ]);
});

test('a removal takes nothing that another resource has declared since', async () => {
  const { logins } = loginsOn(broker);
  await logins.apply(declared({}, 'arn:stack/MovedLogin'));
  broker.calls.length = 0;
  await logins.remove(declared());
  expect(broker.changes()).toEqual([]);
});

test('users take turns', () => {
  expect(loginsOn(broker).logins.successorOf('order_a')).toBe('order_b');
});

test.each(['order_a', 'payment_b', 'administrator'])(
  'a rotation to %s while order_a is current is refused',
  async (name) => {
    await expect(
      loginsOn(broker).logins.set(SECRETS['arn:order'], { username: name, password: 'next' }),
    ).rejects.toThrow(
      new Error(
        `The pending version names the user ${name}, and it is the turn of order_b. Cancel the rotation, and rotate the ` +
          'secret again.',
      ),
    );
    expect(broker.calls).toEqual([]);
  },
);

test('a rotation sets the hash of the next password once', async () => {
  const { logins } = loginsOn(broker);
  await logins.apply(declared());
  const next = { username: 'order_b', password: 'next' };
  broker.values.set('users order_b', { password_hash: '', tags: [] });
  await logins.set(SECRETS['arn:order'], next);
  const { password_hash } = { password_hash: '', ...Object(user('order_b')) };
  expect(isHashOf('next', password_hash)).toBe(true);
  broker.values.set('users order_b', { password_hash, tags: [] });
  broker.calls.length = 0;
  await logins.set(SECRETS['arn:order'], next);
  expect(broker.changes()).toEqual([]);
});

test.each(['global-parameters login of order', 'permissions / order_b', 'users order_b'])(
  'a rotation to a user without %s is refused, because the user could not work',
  async (missing) => {
    const { logins } = loginsOn(broker);
    await logins.apply(declared());
    broker.values.set('users order_b', { password_hash: '', tags: [] });
    broker.values.delete(missing);
    broker.calls.length = 0;
    await expect(logins.set(SECRETS['arn:order'], { username: 'order_b', password: 'next' })).rejects.toThrow(
      new Error('The user order_b is not a login of the service order. Deploy its login again.'),
    );
    expect(broker.changes()).toEqual([]);
  },
);

test('a rotation of another secret that names the user is refused, because somebody else reads that secret', async () => {
  await loginsOn(broker).logins.apply(declared());
  broker.values.set('users order_b', { password_hash: '', tags: [] });
  broker.calls.length = 0;
  const { logins } = loginsOn(broker, 'arn:payment');
  await expect(logins.set(SECRETS['arn:order'], { username: 'order_b', password: 'known' })).rejects.toThrow(
    new Error(
      'The secret arn:payment is not that of the login of order, and names its user order_b. Write the user of its own ' +
        'service into it, and rotate it again.',
    ),
  );
  expect(broker.changes()).toEqual([]);
});

test('a login waits for a broker that starts, and reads the secret of the administrator again', async () => {
  broker.errors['GET users order_a'] = [STARTING, STARTING];
  const { logins, pauses } = loginsOn(broker);
  await logins.apply(declared());
  expect(broker.logins.slice(0, 3)).toEqual(Array.from({ length: 3 }, () => 'administrator:of-administrator'));
  expect(pauses).toHaveLength(2);
});

test('a refusal is not repeated', async () => {
  broker.errors['PUT users order_a'] = [REFUSED];
  const { logins, pauses } = loginsOn(broker);
  await expect(logins.apply(declared())).rejects.toThrow(REFUSED);
  expect(pauses).toEqual([]);
});

test('the removal of a login does not wait long for a broker that is gone', async () => {
  broker.errors['GET global-parameters login of order'] = Array.from({ length: 100 }, () => STARTING);
  const { logins, pauses } = loginsOn(broker);
  await expect(logins.remove(declared())).rejects.toThrow(STARTING);
  expect(pauses.reduce((sum, pause) => sum + pause, 0)).toBeLessThanOrEqual(3_000);
});

test('a login that does not work fails, and the error contains no password', async () => {
  broker.rejected = ['order_b'];
  await expect(loginsOn(broker).logins.test({ username: 'order_b', password: 'next' })).rejects.toThrow(
    new Error('RabbitMQ rejects the login of order_b with the password of its secret.'),
  );
});
