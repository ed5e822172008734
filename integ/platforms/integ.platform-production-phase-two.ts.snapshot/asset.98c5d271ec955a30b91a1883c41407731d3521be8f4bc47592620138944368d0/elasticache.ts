import { DescribeUsersCommand, ElastiCacheClient, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import { rotationHandler } from './handler';
import type { LoginKeeper } from './rotation';
import type { Login } from './secret-versions';
import { type Clock, waitUntilReady } from './wait';

/**
 * A user of ElastiCache, who may have two passwords: the current one stays beside the pending one until the next
 * rotation, so that clients have a whole interval to read the new one.
 */
export class CacheUser implements LoginKeeper {
  constructor(
    private readonly client: ElastiCacheClient,
    private readonly userId: string,
    private readonly clock: Clock,
  ) {}

  public async set(current: Login, pending: Login): Promise<void> {
    await this.untilActive(); // ElastiCache refuses to change a user while it applies another change
    await this.client.send(
      new ModifyUserCommand({ UserId: this.userId, Passwords: [current.password, pending.password] }),
    );
    await this.untilActive();
  }

  /** The function has no way to the cache itself; a user is active when every node knows the passwords. */
  public async test(): Promise<void> {
    await this.untilActive();
  }

  private untilActive(): Promise<void> {
    return waitUntilReady(this.clock, {
      what: `The user ${this.userId} of ElastiCache`,
      isReady: async () => {
        const { Users } = await this.client.send(new DescribeUsersCommand({ UserId: this.userId }));
        return Users?.[0]?.Status === 'active';
      },
    });
  }
}

export const handler = rotationHandler((userId, clock) => new CacheUser(new ElastiCacheClient(), userId, clock));
