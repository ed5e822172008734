import { DescribeUsersCommand, ElastiCacheClient, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import { CacheUser } from '../../../src/rotation/function/elasticache';
import { FakeClock } from './fake-clock';

const CURRENT = { username: 'ecommerce', password: 'second' };
const PENDING = { username: 'ecommerce', password: 'third' };

/** ElastiCache with one user, who is busy for as many questions as `busy` says, at first and after each change. */
function cacheUser({ busy = 0, clock = new FakeClock() } = {}) {
  const client = new ElastiCacheClient();
  const calls: string[] = [];
  const changes: unknown[] = [];
  let left = busy;
  jest.spyOn(client, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof DescribeUsersCommand) {
      const Status = left-- > 0 ? 'modifying' : 'active';
      calls.push(Status);
      return { Users: [{ UserId: command.input.UserId, Status }] };
    }
    if (command instanceof ModifyUserCommand) {
      calls.push('change');
      changes.push(command.input);
      left = busy;
      return {};
    }
    throw new Error(`an unexpected call: ${command}`);
  });
  return { user: new CacheUser(client, 'ecommerce-user', clock), calls, changes };
}

test('has both passwords, so that clients may still use the current one', async () => {
  const { user, changes } = cacheUser();
  await user.set(CURRENT, PENDING);
  expect(changes).toEqual([{ UserId: 'ecommerce-user', Passwords: ['second', 'third'] }]);
});

test('is changed when active, and is active when the step ends', async () => {
  const { user, calls } = cacheUser({ busy: 2 });
  await user.set(CURRENT, PENDING);
  expect(calls).toEqual(['modifying', 'modifying', 'active', 'change', 'modifying', 'modifying', 'active']);
});

test('passes the test when active, and is not changed by it', async () => {
  const { user, calls } = cacheUser({ busy: 1 });
  await user.test();
  expect(calls).toEqual(['modifying', 'active']);
});

test.each([{}, { Users: [] }, { Users: [{ Status: 'modifying' }] }])(
  'fails the test when ElastiCache answers %o',
  async (answer) => {
    const client = new ElastiCacheClient();
    const send = jest.spyOn(client, 'send').mockImplementation(async () => answer);
    await expect(new CacheUser(client, 'ecommerce-user', new FakeClock(0)).test()).rejects.toThrow(
      'The user ecommerce-user of ElastiCache was not ready in time',
    );
    expect(send.mock.calls.map(([{ input }]) => input)).toEqual([{ UserId: 'ecommerce-user' }]);
  },
);

test('fails when it is not active in time, and says what to do without a password', async () => {
  const clock = new FakeClock(60_000);
  const { user } = cacheUser({ busy: 1000, clock });
  await expect(user.set(CURRENT, PENDING)).rejects.toThrow(
    'The user ecommerce-user of ElastiCache was not ready in time: this step of the rotation must be taken again.',
  );
  expect(clock.timeLeft()).toBeGreaterThan(0);
});
