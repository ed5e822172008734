import {
  DescribeUserGroupsCommand,
  ElastiCacheClient,
  ModifyUserGroupCommand,
  type UserGroup,
} from '@aws-sdk/client-elasticache';
import { CacheUser } from '../../../rotation/function/elasticache';
import type { Credentials } from '../../../rotation/function/secret-versions';
import { setting } from '../environment';
import { loginHandler, type SystemContext } from '../handler';
import { loginCredentials } from '../login-secret';
import type { DeclaredLogin, LoginSystem } from '../login-system';
import { repeat } from '../work-time';

/**
 * The users of services in a cache, which CloudFormation creates. A user can log in when the user group of the cache has it,
 * and CloudFormation cannot add a member to a group.
 */
export class CacheMembers implements LoginSystem {
  constructor(
    private readonly client: ElastiCacheClient,
    /** The user whose password is rotated. */
    private readonly rotated: string,
    private readonly context: SystemContext,
  ) {}

  public async apply({ properties }: DeclaredLogin): Promise<Record<string, string>> {
    const userId = properties.text('UserId');
    const secretArn = properties.optionalText('SecretArn');
    if (secretArn !== undefined) {
      await loginCredentials(this.context.secrets, secretArn, [userId]);
    }
    await this.change(properties.text('UserGroupId'), APPLY_PATIENCE_MS, (members) =>
      members.includes(userId) ? undefined : { UserIdsToAdd: [userId] },
    );
    return { Username: userId, ...(secretArn !== undefined && { SecretArn: secretArn }) };
  }

  /** A user or a group that is gone already is the result that was asked for. */
  public async remove({ properties }: DeclaredLogin): Promise<void> {
    const userId = properties.text('UserId');
    try {
      await this.change(properties.text('UserGroupId'), REMOVAL_PATIENCE_MS, (members) =>
        members.includes(userId) ? { UserIdsToRemove: [userId] } : undefined,
      );
    } catch (error) {
      if (!isOneOf(error, GONE)) {
        throw error;
      }
    }
  }

  public async set(current: Credentials, pending: Credentials): Promise<void> {
    await this.user().set(current, pending);
  }

  public async test(): Promise<void> {
    await this.user().test();
  }

  /** Repeats a change until the group has it, and is active: a group takes one change at a time. */
  private change(
    groupId: string,
    patienceMs: number,
    wanted: (members: string[]) => Change | undefined,
  ): Promise<void> {
    const isPassing = (error: unknown) => error instanceof GroupBusy || isOneOf(error, PASSING);
    return repeat(this.context.time, { isPassing, patienceMs }, async () => {
      const { Status: status = 'unknown', UserIds: members = [] } = await this.group(groupId);
      const change = wanted(members);
      if (change !== undefined && status === ACTIVE) {
        await this.client.send(new ModifyUserGroupCommand({ UserGroupId: groupId, ...change }));
      }
      if (change !== undefined || status !== ACTIVE) {
        throw new GroupBusy(`The user group ${groupId} is ${status}, and has not taken the change. Deploy again.`);
      }
    });
  }

  private async group(groupId: string): Promise<UserGroup> {
    const { UserGroups: groups = [] } = await this.client.send(new DescribeUserGroupsCommand({ UserGroupId: groupId }));
    return groups[0] ?? {};
  }

  /** Rotation waits with the pauses of the invocation, which end with its time. */
  private user(): CacheUser {
    const { time } = this.context;
    const clock = { timeLeft: () => Number.POSITIVE_INFINITY, pause: (pause: number) => time.pause(pause) };
    return new CacheUser(this.client, this.rotated, clock);
  }
}

/** The group applies another change, or this one. */
class GroupBusy extends Error {}

type Change = { readonly UserIdsToAdd: string[] } | { readonly UserIdsToRemove: string[] };

function isOneOf(error: unknown, names: readonly string[]): boolean {
  return error instanceof Error && names.includes(error.name.replace(/Fault$/, ''));
}

const ACTIVE = 'active';

/** The state of a group or of a user changes, or there are too many requests. */
const PASSING = [
  'InvalidUserGroupState',
  'InvalidUserState',
  'Throttling',
  'ThrottlingException',
  'ServiceUnavailable',
];

const GONE = ['UserGroupNotFound', 'UserNotFound'];

/** The services of a platform wait for one another, and a cache takes up to a minute for each change. */
const APPLY_PATIENCE_MS = 13 * 60_000;

const REMOVAL_PATIENCE_MS = 5 * 60_000;

/** Adds the user of a service to the cache, and rotates the user's password. */
export const handler = loginHandler(
  (context) => new CacheMembers(new ElastiCacheClient(), setting('USER_ID'), context),
);
