import { DescribeDBClustersCommand, DocDBClient, ModifyDBClusterCommand } from '@aws-sdk/client-docdb';
import { rotationHandler } from './handler';
import type { RotatedUser } from './rotation';
import type { Credentials } from './secret-versions';
import { type Clock, waitUntilReady } from './wait';

/** The master user of a DocumentDB cluster. It has one password, which the API of DocumentDB changes. */
export class ClusterMasterUser implements RotatedUser {
  constructor(
    private readonly client: DocDBClient,
    private readonly clusterId: string,
    private readonly clock: Clock,
  ) {}

  public async set(_current: Credentials, pending: Credentials): Promise<void> {
    await this.waitUntilAvailable(); // DocumentDB rejects a change of a cluster while it applies another one
    await this.client.send(
      new ModifyDBClusterCommand({
        DBClusterIdentifier: this.clusterId,
        MasterUserPassword: pending.password,
        ApplyImmediately: true,
      }),
    );
    await this.clock.pause(STARTS_WITHIN_MS);
    await this.waitUntilAvailable();
  }

  /** The function has no network access to the database. An available cluster has no pending changes. */
  public async test(): Promise<void> {
    await this.waitUntilAvailable();
  }

  private waitUntilAvailable(): Promise<void> {
    return waitUntilReady(this.clock, {
      resource: `The DocumentDB cluster ${this.clusterId}`,
      isReady: async () => {
        const { DBClusters } = await this.client.send(
          new DescribeDBClustersCommand({ DBClusterIdentifier: this.clusterId }),
        );
        return DBClusters?.[0]?.Status === 'available';
      },
    });
  }
}

/** DocumentDB starts to apply a password after its response; until then, the status of the cluster is available. */
const STARTS_WITHIN_MS = 60_000;

export const handler = rotationHandler(
  (clusterId, clock) => new ClusterMasterUser(new DocDBClient(), clusterId, clock),
);
