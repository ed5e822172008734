import type { ManagementApi } from './broker';
import { VHOST } from './names';
import type { Permission, Rights, TopicPermission } from './rights';

interface InVhost {
  readonly vhost: string;
}

/** Returns whether a user has rights that it does not keep. */
export async function hasOtherRights(api: ManagementApi, user: string, rights: Rights): Promise<boolean> {
  const { permission, topicPermissions } = rights;
  const keeps = ({ vhost, configure, write, read }: Permission & InVhost) =>
    vhost === VHOST && permission.configure === configure && permission.write === write && permission.read === read;
  const keepsTopic = ({ vhost, exchange, write, read }: TopicPermission & InVhost) =>
    vhost === VHOST &&
    topicPermissions.some((it) => it.exchange === exchange && it.write === write && it.read === read);
  return !(await permissionsOf(api, user)).every(keeps) || !(await topicPermissionsOf(api, user)).every(keepsTopic);
}

/** Declares what a user may do, and takes every other right. */
export async function declareRights(api: ManagementApi, user: string, rights: Rights): Promise<void> {
  const { permission, topicPermissions } = rights;
  for (const topic of topicPermissions) {
    await api.put(topic, 'topic-permissions', VHOST, user);
  }
  await api.put(permission, 'permissions', VHOST, user);
  for (const { vhost } of await permissionsOf(api, user)) {
    if (vhost !== VHOST) {
      await api.delete('permissions', vhost, user);
    }
  }
  for (const { vhost, exchange } of await topicPermissionsOf(api, user)) {
    if (vhost !== VHOST || topicPermissions.every((it) => it.exchange !== exchange)) {
      await api.delete('topic-permissions', vhost, user, exchange);
    }
  }
}

/** RabbitMQ lets an open channel do what it has done before. Clients connect again. */
export async function closeConnections(api: ManagementApi, user: string): Promise<void> {
  await api.delete('connections', 'username', user);
}

async function permissionsOf(api: ManagementApi, user: string): Promise<(Permission & InVhost)[]> {
  return (await api.get('users', user, 'permissions')) ?? [];
}

async function topicPermissionsOf(api: ManagementApi, user: string): Promise<(TopicPermission & InVhost)[]> {
  return (await api.get('users', user, 'topic-permissions')) ?? [];
}
