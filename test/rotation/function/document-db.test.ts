import { DescribeDBClustersCommand, DocDBClient, ModifyDBClusterCommand } from '@aws-sdk/client-docdb';
import { ClusterMasterUser } from '../../../src/rotation/function/document-db';
import { FakeClock } from './fake-clock';

const CURRENT = { username: 'ecommerce', password: 'second' };
const PENDING = { username: 'ecommerce', password: 'third' };

/** A cluster that starts to apply a password 30 seconds after the request, and takes 90 seconds. */
function cluster({ applying = 90_000, clock = new FakeClock() } = {}) {
  const client = new DocDBClient();
  const changes: unknown[] = [];
  const described: unknown[] = [];
  let changedAt = Number.NEGATIVE_INFINITY;
  const status = () => {
    const since = clock.elapsed - changedAt;
    return since > 30_000 && since < 30_000 + applying ? 'resetting-master-credentials' : 'available';
  };
  jest.spyOn(client, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof DescribeDBClustersCommand) {
      described.push(command.input);
      return { DBClusters: [{ DBClusterIdentifier: command.input.DBClusterIdentifier, Status: status() }] };
    }
    if (command instanceof ModifyDBClusterCommand) {
      changes.push(command.input);
      changedAt = clock.elapsed;
      return {};
    }
    throw new Error(`unexpected call: ${command}`);
  });
  return { user: new ClusterMasterUser(client, 'reviews', clock), changes, described, status, clock };
}

test('the cluster gets the pending password immediately, not in the next maintenance window', async () => {
  const { user, changes } = cluster();
  await user.set(CURRENT, PENDING);
  expect(changes).toEqual([{ DBClusterIdentifier: 'reviews', MasterUserPassword: 'third', ApplyImmediately: true }]);
});

test('the step waits until the cluster has applied the password, although its status is first available', async () => {
  const { user, clock } = cluster();
  await user.set(CURRENT, PENDING);
  expect(clock.elapsed).toBe(120_000); // a minute until it starts, then a poll every ten seconds until it is applied
});

test('the cluster is not changed while it applies another change', async () => {
  const { user, changes, clock } = cluster();
  await user.set(CURRENT, PENDING);
  const first = clock.elapsed;
  await user.set(CURRENT, PENDING);
  expect(changes).toHaveLength(2);
  expect(clock.elapsed).toBeGreaterThan(first);
});

test('the test passes when the cluster is available, and does not change it', async () => {
  const { user, changes, described, clock } = cluster();
  await user.test();
  expect(changes).toEqual([]);
  expect(described).toEqual([{ DBClusterIdentifier: 'reviews' }]);
  expect(clock.elapsed).toBe(0);
});

test.each([{}, { DBClusters: [] }, { DBClusters: [{ Status: 'modifying' }] }])(
  'the test fails when DocumentDB returns %o',
  async (response) => {
    const client = new DocDBClient();
    jest.spyOn(client, 'send').mockImplementation(async () => response);
    await expect(new ClusterMasterUser(client, 'reviews', new FakeClock()).test()).rejects.toThrow(
      'The DocumentDB cluster reviews was not ready in time',
    );
  },
);

test('the step fails when the cluster is not available in time, and the error contains no password', async () => {
  const { user } = cluster({ applying: Number.POSITIVE_INFINITY });
  await expect(user.set(CURRENT, PENDING)).rejects.toThrow(
    'The DocumentDB cluster reviews was not ready in time: this step of the rotation must be retried.',
  );
});
