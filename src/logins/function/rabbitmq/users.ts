import type { Credentials } from '../../../rotation/function/secret-versions';
import type { ManagementApi } from './broker';
import { type Names, VHOST } from './names';
import { HASHING_ALGORITHM, isHashOf, passwordHash } from './password-hash';
import type { Permission, TopicPermission } from './rights';

interface User {
  readonly password_hash: string;
  readonly tags: readonly string[];
}

interface LoginRecord {
  readonly value: { readonly owner: string };
}

/** Records which custom resource declared the login last. Refuses users of somebody else, who have no record. */
export async function claimLogin(api: ManagementApi, { service, users, record }: Names, owner: string): Promise<void> {
  if (!(await api.get('global-parameters', record))) {
    for (const user of users) {
      if (await api.get('users', user)) {
        throw new Error(
          `The user ${user} exists already, and is not one of the service ${service}. Delete it, or use another name for ` +
            'the service, and deploy again.',
        );
      }
    }
  }
  await api.put({ name: record, value: { service, owner } }, 'global-parameters', record);
}

/** Returns whether the custom resource declared the login last. */
export async function isOwner(api: ManagementApi, { record }: Names, owner: string): Promise<boolean> {
  return (await api.get<LoginRecord>('global-parameters', record))?.value.owner === owner;
}

/** Deletes the users of a service, which ends their connections. */
export async function deleteUsers(api: ManagementApi, { users, record }: Names): Promise<void> {
  for (const user of users) {
    await api.delete('users', user);
  }
  await api.delete('global-parameters', record);
}

/**
 * Declares both users, and the password of the one whose turn it is. The other one keeps a password: clients that read the
 * secret before still have it, and a rotation may be setting it.
 */
export async function declareUsers(api: ManagementApi, { users }: Names, current: Credentials): Promise<void> {
  for (const name of users) {
    const user = await api.get<User>('users', name);
    if (name === current.username) {
      await setPassword(api, user, current);
    } else if (!user || user.tags.length > 0) {
      await putUser(api, name, user?.password_hash ?? NO_PASSWORD);
    }
  }
}

/** Sets the password of a user that `declareUsers` made: a user without rights could log in, and do nothing. */
export async function rotatePassword(api: ManagementApi, names: Names, credentials: Credentials): Promise<void> {
  const { username } = credentials;
  const record = await api.get<LoginRecord>('global-parameters', names.record);
  const permission = await api.get<Permission>('permissions', VHOST, username);
  const user = await api.get<User>('users', username);
  if (!record || !permission || !user) {
    throw new Error(`The user ${username} is not a login of the service ${names.service}. Deploy its login again.`);
  }
  await setPassword(api, user, credentials);
}

async function setPassword(
  api: ManagementApi,
  user: User | undefined,
  { username, password }: Credentials,
): Promise<void> {
  if (!user || user.tags.length > 0 || !isHashOf(password, user.password_hash)) {
    await putUser(api, username, passwordHash(password));
  }
}

/** Without tags, a user cannot call the management API. */
async function putUser(api: ManagementApi, name: string, hash: string): Promise<void> {
  await api.put({ password_hash: hash, hashing_algorithm: HASHING_ALGORITHM, tags: '' }, 'users', name);
}

/** A channel costs the broker less than a connection. */
export async function declareLimits(api: ManagementApi, user: string, connections: number): Promise<void> {
  await api.put({ value: connections }, 'user-limits', user, 'max-connections');
  await api.put({ value: CHANNELS_PER_CONNECTION * connections }, 'user-limits', user, 'max-channels');
}

/**
 * Declares what a user may do, and takes every other right. RabbitMQ lets an open channel do what it has done before, so
 * that the connections of a user who loses a right are closed; clients connect again.
 */
export async function declareRights(
  api: ManagementApi,
  user: string,
  permission: Permission,
  topicPermissions: readonly TopicPermission[],
): Promise<void> {
  const permissions = (await api.get<(Permission & InVhost)[]>('users', user, 'permissions')) ?? [];
  const topics = (await api.get<(TopicPermission & InVhost)[]>('users', user, 'topic-permissions')) ?? [];
  const isWantedTopic = ({ vhost, exchange, write, read }: TopicPermission & InVhost) =>
    vhost === VHOST &&
    topicPermissions.some((it) => it.exchange === exchange && it.write === write && it.read === read);
  const isWanted = ({ vhost, configure, write, read }: Permission & InVhost) =>
    vhost === VHOST && permission.configure === configure && permission.write === write && permission.read === read;
  for (const topic of topicPermissions) {
    await api.put(topic, 'topic-permissions', VHOST, user);
  }
  await api.put(permission, 'permissions', VHOST, user);
  for (const { vhost } of permissions.filter((it) => it.vhost !== VHOST)) {
    await api.delete('permissions', vhost, user);
  }
  const unwanted = topics.filter((topic) => !isWantedTopic(topic));
  for (const { vhost, exchange } of unwanted) {
    if (vhost !== VHOST || topicPermissions.every((it) => it.exchange !== exchange)) {
      await api.delete('topic-permissions', vhost, user, exchange);
    }
  }
  if (unwanted.length > 0 || permissions.some((it) => !isWanted(it))) {
    await api.delete('connections', 'username', user);
  }
}

interface InVhost {
  readonly vhost: string;
}

/** Nobody can log in with an empty hash. */
const NO_PASSWORD = '';

const CHANNELS_PER_CONNECTION = 4;
