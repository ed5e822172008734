import type { Answer, Cluster } from '../../../../src/rotation/function/document-db/cluster';
import { ClusterMasterUser } from '../../../../src/rotation/function/document-db/document-db';
import type { Credentials } from '../../../../src/rotation/function/secret-versions';
import { FakeClock } from '../fake-clock';

const CURRENT = { username: 'ecommerce', password: 'second' };
const PENDING = { username: 'ecommerce', password: 'third' };

const UNREACHABLE: Answer = { kind: 'unreachable', reason: 'connect ETIMEDOUT' };

/** A cluster with one user. It answers the first commands with `answers`, before or after it has executed them. */
class FakeCluster implements Cluster {
  public readonly address = 'reviews.docdb.amazonaws.com:27018';
  public readonly commands: unknown[] = [];

  constructor(
    public password: string,
    private readonly answers: { readonly executes: boolean; readonly answer: Answer }[] = [],
  ) {}

  public async run(
    { username, password }: Credentials,
    command: { readonly [name: string]: unknown },
  ): Promise<Answer> {
    this.commands.push({ username, password, command });
    const planned = this.answers.shift();
    if (planned && !planned.executes) {
      return planned.answer;
    }
    if (username !== 'ecommerce' || password !== this.password) {
      return { kind: 'rejected' };
    }
    if (command.updateUser === username && typeof command.pwd === 'string') {
      this.password = command.pwd;
    }
    return planned?.answer ?? { kind: 'done', result: { ok: 1 } };
  }
}

const loginWith = (password: string) => ({ username: 'ecommerce', password, command: { ping: 1 } });
const change = { ...CURRENT, command: { updateUser: 'ecommerce', pwd: 'third' } };

test('the user logs in with the current password and sets the pending one', async () => {
  const cluster = new FakeCluster('second');
  const clock = new FakeClock();
  await new ClusterMasterUser(cluster, clock).set(CURRENT, PENDING);
  expect(cluster.commands).toEqual([loginWith('third'), change]);
  expect(cluster.password).toBe('third');
  expect(clock.elapsed).toBe(0);
});

test('a repeated step changes nothing when the cluster accepts the pending password already', async () => {
  const cluster = new FakeCluster('third');
  await new ClusterMasterUser(cluster, new FakeClock()).set(CURRENT, PENDING);
  expect(cluster.commands).toEqual([loginWith('third')]);
});

test('the step waits until the cluster can be reached', async () => {
  const unreachable = { executes: false, answer: UNREACHABLE };
  const cluster = new FakeCluster('second', [unreachable, unreachable]);
  const clock = new FakeClock();
  await new ClusterMasterUser(cluster, clock).set(CURRENT, PENDING);
  expect(cluster.commands).toEqual([loginWith('third'), loginWith('third'), loginWith('third'), change]);
  expect(clock.elapsed).toBe(20_000);
});

test('a connection that is lost during the change is no failure, whether or not the cluster applied the change', async () => {
  for (const executes of [true, false]) {
    const login = { executes: true, answer: { kind: 'rejected' as const } };
    const cluster = new FakeCluster('second', [login, { executes, answer: UNREACHABLE }]);
    await new ClusterMasterUser(cluster, new FakeClock()).set(CURRENT, PENDING);
    expect(cluster.password).toBe('third');
  }
});

test('the step fails when the cluster rejects both passwords, and the error contains neither', async () => {
  const cluster = new FakeCluster('first');
  await expect(new ClusterMasterUser(cluster, new FakeClock()).set(CURRENT, PENDING)).rejects.toThrow(
    new Error(
      'The DocumentDB cluster reviews.docdb.amazonaws.com:27018 rejects both the current and the pending password. ' +
        'Set the password of the user to that of AWSCURRENT again.',
    ),
  );
  expect(cluster.password).toBe('first');
});

test('the step fails when the cluster cannot be reached in time, and the error has the last reason', async () => {
  const answers = Array.from({ length: 100 }, () => ({ executes: false, answer: UNREACHABLE }));
  const clock = new FakeClock();
  const user = new ClusterMasterUser(new FakeCluster('second', answers), clock);
  await expect(user.set(CURRENT, PENDING)).rejects.toThrow(
    new Error(
      'The DocumentDB cluster reviews.docdb.amazonaws.com:27018 was not ready in time: this step of the rotation must be ' +
        'retried. Reason: connect ETIMEDOUT',
    ),
  );
  expect(clock.timeLeft()).toBeGreaterThanOrEqual(10_000);
});

test('the test logs in with the pending password, and changes nothing', async () => {
  const cluster = new FakeCluster('third', [{ executes: false, answer: UNREACHABLE }]);
  await new ClusterMasterUser(cluster, new FakeClock()).test(PENDING);
  expect(cluster.commands).toEqual([loginWith('third'), loginWith('third')]);
});

test('the test fails when the cluster rejects the pending password', async () => {
  await expect(new ClusterMasterUser(new FakeCluster('second'), new FakeClock()).test(PENDING)).rejects.toThrow(
    new Error('The DocumentDB cluster reviews.docdb.amazonaws.com:27018 rejects the pending password.'),
  );
});
