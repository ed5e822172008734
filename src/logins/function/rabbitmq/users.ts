import type { Credentials } from '../../../rotation/function/secret-versions';
import type { ManagementApi } from './broker';
import { type Names, VHOST } from './names';
import { HASHING_ALGORITHM, isHashOf, passwordHash } from './password-hash';

interface User {
  readonly password_hash: string;
  readonly tags: readonly string[];
}

/** What the broker keeps of a login, in a global parameter. */
export interface LoginRecord {
  /** The custom resource that declared the login last. */
  readonly owner: string;
  /** The secret of the login. One function rotates the secrets of all services, and the users of no other one by means of it. */
  readonly secretArn: string;
  /** Whether open connections may have rights that the users have lost. It survives a function that ends halfway. */
  readonly mustClose: boolean;
}

export async function readRecord(api: ManagementApi, { record }: Names): Promise<LoginRecord | undefined> {
  return (await api.get<{ readonly value: LoginRecord }>('global-parameters', record))?.value;
}

export async function writeRecord(api: ManagementApi, { record }: Names, value: LoginRecord): Promise<void> {
  await api.put({ name: record, value }, 'global-parameters', record);
}

/**
 * Reads the record of a login, and throws if a user has none: that is one of somebody else. The users are read first, because
 * another request may be creating them, and writes the record before.
 */
export async function claimedRecord(api: ManagementApi, names: Names): Promise<LoginRecord | undefined> {
  const users: string[] = [];
  for (const user of names.users) {
    if (await api.get('users', user)) {
      users.push(user);
    }
  }
  const record = await readRecord(api, names);
  if (!record && users.length > 0) {
    throw new Error(
      `The user ${users[0]} exists already, and is not one of the service ${names.service}. Delete it, or use another ` +
        'name for the service, and deploy again.',
    );
  }
  return record;
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

/**
 * Sets the password of a user that `declareUsers` made: a user without rights could log in, and do nothing. Refuses the
 * secret of another service, whose readers would then know the password.
 */
export async function rotatePassword(
  api: ManagementApi,
  names: Names,
  { credentials, secretArn }: { readonly credentials: Credentials; readonly secretArn?: string },
): Promise<void> {
  const { username } = credentials;
  const record = await readRecord(api, names);
  const permission = await api.get<object>('permissions', VHOST, username);
  const user = await api.get<User>('users', username);
  if (!record || !permission || !user) {
    throw new Error(`The user ${username} is not a login of the service ${names.service}. Deploy its login again.`);
  }
  if (record.secretArn !== secretArn) {
    throw new Error(
      `The secret ${secretArn} is not that of the login of ${names.service}, and names its user ${username}. Write the user ` +
        'of its own service into it, and rotate it again.',
    );
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

/** Nobody can log in with an empty hash. */
const NO_PASSWORD = '';

const CHANNELS_PER_CONNECTION = 4;
