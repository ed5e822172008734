import { DescribeUsersCommand, ElastiCacheClient, ModifyUserCommand } from '@aws-sdk/client-elasticache';
import { rotationHandler } from './handler';
import type { RotatedUser } from './rotation';
import type { Credentials } from './secret-versions';
import { type Clock, waitUntilReady } from './wait';

/**
 * An ElastiCache user. It can have two passwords: the current one remains valid until the next rotation, so that
 * clients have a whole interval to read the new one.
 */
export class CacheUser implements RotatedUser {
  constructor(
    private readonly client: ElastiCacheClient,
    private readonly userId: string,
    private readonly clock: Clock,
  ) {}

  public async set(current: Credentials, pending: Credentials): Promise<void> {
    await this.waitUntilActive(); // ElastiCache rejects a change of a user while it applies another one
    await this.client.send(
      new ModifyUserCommand({ UserId: this.userId, Passwords: [current.password, pending.password] }),
    );
    await this.waitUntilActive();
  }

  /** The function has no network access to the cache. A user is active once every node has its passwords. */
  public async test(): Promise<void> {
    await this.waitUntilActive();
  }

  private waitUntilActive(): Promise<void> {
    return waitUntilReady(this.clock, {
      resource: `The ElastiCache user ${this.userId}`,
      isReady: async () => {
        const { Users } = await this.client.send(new DescribeUsersCommand({ UserId: this.userId }));
        return Users?.[0]?.Status === 'active';
      },
    });
  }
}

export const handler = rotationHandler((userId, clock) => new CacheUser(new ElastiCacheClient(), userId, clock));
