import { DescribeDBClustersCommand, DocDBClient, ModifyDBClusterCommand } from '@aws-sdk/client-docdb';
import { rotationHandler } from './handler';
import type { LoginKeeper } from './rotation';
import type { Login } from './secret-versions';
import { type Clock, waitUntilReady } from './wait';

/** The master user of a DocumentDB cluster, whose one password DocumentDB itself changes. */
export class ClusterMasterUser implements LoginKeeper {
  constructor(
    private readonly client: DocDBClient,
    private readonly clusterId: string,
    private readonly clock: Clock,
  ) {}

  public async set(_current: Login, pending: Login): Promise<void> {
    await this.untilAvailable(); // DocumentDB refuses to change a cluster while it applies another change
    await this.client.send(
      new ModifyDBClusterCommand({
        DBClusterIdentifier: this.clusterId,
        MasterUserPassword: pending.password,
        ApplyImmediately: true,
      }),
    );
    await this.clock.pause(BEGINS_WITHIN_MS);
    await this.untilAvailable();
  }

  /** The function has no way to the database itself; an available cluster has no change left to apply. */
  public async test(): Promise<void> {
    await this.untilAvailable();
  }

  private untilAvailable(): Promise<void> {
    return waitUntilReady(this.clock, {
      what: `The DocumentDB cluster ${this.clusterId}`,
      isReady: async () => {
        const { DBClusters } = await this.client.send(
          new DescribeDBClustersCommand({ DBClusterIdentifier: this.clusterId }),
        );
        return DBClusters?.[0]?.Status === 'available';
      },
    });
  }
}

/** DocumentDB applies a password a moment after it has answered, and until then calls the cluster available. */
const BEGINS_WITHIN_MS = 60_000;

export const handler = rotationHandler(
  (clusterId, clock) => new ClusterMasterUser(new DocDBClient(), clusterId, clock),
);
