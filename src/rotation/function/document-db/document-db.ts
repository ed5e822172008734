import { rotationHandler } from '../handler';
import type { RotatedUser } from '../rotation';
import type { Credentials } from '../secret-versions';
import { type Clock, waitUntilReady } from '../wait';
import { type Answer, type Cluster, DriverCluster, LOGIN } from './cluster';

/**
 * The master user of a DocumentDB cluster. It changes its own password in the database, so that the function needs no
 * permission to change the cluster.
 *
 * The user has one password. Open connections remain; between the steps `setSecret` and `finishSecret`, the cluster
 * rejects new connections, because clients still read the old password.
 */
export class ClusterMasterUser implements RotatedUser {
  constructor(
    private readonly cluster: Cluster,
    private readonly clock: Clock,
  ) {}

  /** Tries the pending password first, also after a lost connection: the cluster may have applied the change. */
  public async set(current: Credentials, pending: Credentials): Promise<void> {
    await this.waitUntilReached(async () => {
      const login = await this.cluster.run(pending, LOGIN);
      if (login.kind !== 'rejected') {
        return login;
      }
      const change = await this.cluster.run(current, { updateUser: pending.username, pwd: pending.password });
      if (change.kind === 'rejected') {
        throw new Error(
          `${this.name} rejects both the current and the pending password. ` +
            'Set the password of the user to that of AWSCURRENT again.',
        );
      }
      return change;
    });
  }

  public async test(pending: Credentials): Promise<void> {
    await this.waitUntilReached(async () => {
      const login = await this.cluster.run(pending, LOGIN);
      if (login.kind === 'rejected') {
        throw new Error(`${this.name} rejects the pending password.`);
      }
      return login;
    });
  }

  private async waitUntilReached(attempt: () => Promise<Answer>): Promise<void> {
    let reason: string | undefined;
    await waitUntilReady(this.clock, {
      resource: this.name,
      isReady: async () => {
        const answer = await attempt();
        reason = answer.kind === 'unreachable' ? answer.reason : undefined;
        return answer.kind === 'done';
      },
      reason: () => reason,
    });
  }

  private get name(): string {
    return `The DocumentDB cluster ${this.cluster.address}`;
  }
}

export const handler = rotationHandler((address, clock) => new ClusterMasterUser(new DriverCluster(address), clock));
