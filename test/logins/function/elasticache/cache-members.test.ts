import {
  DescribeUserGroupsCommand,
  DescribeUsersCommand,
  ElastiCacheClient,
  ModifyUserCommand,
  ModifyUserGroupCommand,
} from '@aws-sdk/client-elasticache';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CacheMembers } from '../../../../src/logins/function/elasticache/elasticache';
import { Properties } from '../../../../src/logins/function/properties';
import { fakeTime } from '../fake-time';

const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:orders';

interface FakeGroup {
  members: string[];
  /** The number of answers for which a change keeps the group busy. */
  readonly slowness?: number;
  readonly status?: string;
  /** The errors of the first requests. */
  readonly errors?: string[];
}

function fault(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** ElastiCache with one group. A change is visible when the group is active again. */
function cache({ members, slowness = 0, status = 'active', errors = [] }: FakeGroup, secretUser = 'orders-id') {
  const client = new ElastiCacheClient();
  const changes: object[] = [];
  let current = members;
  let next = members;
  let busy = 0;
  jest.spyOn(client, 'send').mockImplementation(async (command: unknown) => {
    const error = errors.shift();
    if (error !== undefined) {
      throw fault(error);
    }
    if (command instanceof DescribeUserGroupsCommand) {
      if (busy > 0) {
        busy -= 1;
        return { UserGroups: [{ Status: 'modifying', UserIds: current }] };
      }
      current = next;
      return { UserGroups: [{ Status: status, UserIds: current }] };
    }
    if (command instanceof ModifyUserGroupCommand) {
      const { UserIdsToAdd: added = [], UserIdsToRemove: removed = [] } = command.input;
      changes.push(command.input);
      next = [...current, ...added].filter((id) => !removed.includes(id));
      busy = slowness;
      return {};
    }
    if (command instanceof DescribeUsersCommand) {
      return { Users: [{ Status: 'active' }] };
    }
    if (command instanceof ModifyUserCommand) {
      changes.push(command.input);
      return {};
    }
    throw new Error(`unexpected call: ${command}`);
  });
  const secrets = new SecretsManagerClient();
  const SecretString = JSON.stringify({ username: secretUser, password: 'p' });
  jest.spyOn(secrets, 'send').mockImplementation(async () => ({ SecretString }));
  const { time } = fakeTime();
  return { system: new CacheMembers(client, 'orders-id', { secrets, time }), changes, members: () => next };
}

function login(properties: Record<string, unknown> = {}) {
  const own = { UserId: 'orders-id', UserGroupId: 'group', ...properties };
  return { service: 'orders', owner: 'stack/Login', properties: new Properties(own) };
}

test('the user of the service is added to the group, and no other member is touched', async () => {
  const { system, changes, members } = cache({ members: ['shared', 'payments-id'], slowness: 3 });
  await expect(system.apply(login({ SecretArn: SECRET }))).resolves.toEqual({
    Username: 'orders-id',
    SecretArn: SECRET,
  });
  expect(changes).toEqual([{ UserGroupId: 'group', UserIdsToAdd: ['orders-id'] }]);
  expect(members()).toEqual(['shared', 'payments-id', 'orders-id']);
});

test('a login with IAM has no secret', async () => {
  await expect(cache({ members: [] }).system.apply(login())).resolves.toEqual({ Username: 'orders-id' });
});

test('a member is not added again', async () => {
  const { system, changes } = cache({ members: ['orders-id'] });
  await system.apply(login());
  expect(changes).toEqual([]);
});

test.each(['InvalidUserGroupState', 'InvalidUserGroupStateFault', 'InvalidUserState', 'Throttling'])(
  '%s is waited for, because another service changes the group',
  async (error) => {
    const { system, members } = cache({ members: [], errors: [error, error] });
    await system.apply(login());
    expect(members()).toEqual(['orders-id']);
  },
);

test('a group that does not become active fails the deployment, and is named', async () => {
  const { system, changes } = cache({ members: [], status: 'modifying' });
  await expect(system.apply(login())).rejects.toThrow('The user group group is modifying');
  expect(changes).toEqual([]);
});

test('another error fails the deployment at once', async () => {
  const { system } = cache({ members: [], errors: ['UserGroupNotFoundFault'] });
  await expect(system.apply(login())).rejects.toThrow('UserGroupNotFoundFault');
});

test('a secret of another user is rejected before the group is changed', async () => {
  const { system, changes } = cache({ members: [] }, 'payments-id');
  await expect(system.apply(login({ SecretArn: SECRET }))).rejects.toThrow('must name the user orders-id');
  expect(changes).toEqual([]);
});

test('removal takes the user from the group, and waits until the group is active', async () => {
  const { system, changes, members } = cache({ members: ['shared', 'orders-id'], slowness: 2 });
  await system.remove(login());
  expect(changes).toEqual([{ UserGroupId: 'group', UserIdsToRemove: ['orders-id'] }]);
  expect(members()).toEqual(['shared']);
});

test('removal succeeds for a user who is no member', async () => {
  const { system, changes } = cache({ members: ['shared'] });
  await system.remove(login());
  expect(changes).toEqual([]);
});

test.each(['UserGroupNotFoundFault', 'UserNotFoundFault', 'UserGroupNotFound'])(
  'removal succeeds after %s',
  async (error) => {
    await expect(cache({ members: ['orders-id'], errors: [error] }).system.remove(login())).resolves.toBeUndefined();
  },
);

test('a rotation gives the user both passwords', async () => {
  const { system, changes } = cache({ members: [] });
  const current = { username: 'orders-id', password: 'first' };
  const pending = { username: 'orders-id', password: 'second' };
  await system.set(current, pending);
  await system.test();
  expect(changes).toEqual([{ UserId: 'orders-id', Passwords: ['first', 'second'] }]);
});
