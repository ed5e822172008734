import { DescribeUsersCommand, ElastiCacheClient, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import { CacheUser } from '../../../src/rotation/function/elasticache';
import { FakeClock } from './fake-clock';

const CURRENT = { username: 'ecommerce', password: 'second' };
const PENDING = { username: 'ecommerce', password: 'third' };

/** ElastiCache with one user, whose status is modifying for the first `busy` polls, and again after each change. */
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
    throw new Error(`unexpected call: ${command}`);
  });
  return { user: new CacheUser(client, 'ecommerce-user', clock), calls, changes };
}

test('the user has both passwords, so that clients can still use the current one', async () => {
  const { user, changes } = cacheUser();
  await user.set(CURRENT, PENDING);
  expect(changes).toEqual([{ UserId: 'ecommerce-user', Passwords: ['second', 'third'] }]);
});

test('the step waits until the user is active, before and after the change', async () => {
  const { user, calls } = cacheUser({ busy: 2 });
  await user.set(CURRENT, PENDING);
  expect(calls).toEqual(['modifying', 'modifying', 'active', 'change', 'modifying', 'modifying', 'active']);
});

test('the test passes when the user is active, and does not change it', async () => {
  const { user, calls } = cacheUser({ busy: 1 });
  await user.test();
  expect(calls).toEqual(['modifying', 'active']);
});

test.each([{}, { Users: [] }, { Users: [{ Status: 'modifying' }] }])(
  'the test fails when ElastiCache returns %o',
  async (response) => {
    const client = new ElastiCacheClient();
    const send = jest.spyOn(client, 'send').mockImplementation(async () => response);
    await expect(new CacheUser(client, 'ecommerce-user', new FakeClock(0)).test()).rejects.toThrow(
      'The ElastiCache user ecommerce-user was not ready in time',
    );
    expect(send.mock.calls.map(([{ input }]) => input)).toEqual([{ UserId: 'ecommerce-user' }]);
  },
);

test('the step fails when the user is not active in time, and the error contains no password', async () => {
  const clock = new FakeClock(60_000);
  const { user } = cacheUser({ busy: 1000, clock });
  await expect(user.set(CURRENT, PENDING)).rejects.toThrow(
    'The ElastiCache user ecommerce-user was not ready in time: this step of the rotation must be retried.',
  );
  expect(clock.timeLeft()).toBeGreaterThan(0);
});
