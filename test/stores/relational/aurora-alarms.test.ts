import { CfnParameter } from 'aws-cdk-lib';
import { type AuroraPostgresOptions, DataStore, StagingProvider } from '../../../src';
import { alarmOf, alarmsOfSilence, dimensionsOf, rowsOf } from '../../support/alarm-rows';
import { bindStore } from '../../support/bind-store';

const monitored = (options: AuroraPostgresOptions = {}) => bindStore(DataStore.auroraPostgres(options)).store.monitored;

test('the cluster of production has these alarms', () => {
  expect(rowsOf(monitored())).toEqual([
    'WriterDown | EngineUptime Average 60 <= 0 2/2 breaching P',
    'ConnectionsHigh | DatabaseConnections Maximum 60 > 1418 5/5 notBreaching P',
    'AcuHigh | ACUUtilization Maximum 60 > 90 15/15 notBreaching T',
    'ReplicaLag | AuroraReplicaLagMaximum Maximum 60 > 2000 5/5 notBreaching T',
    'Deadlocks | Deadlocks Average 60 > 0.1 5/5 notBreaching T',
    'XidsHigh | MaximumUsedTransactionIDs Maximum 60 > 1000000000 1/1 missing T',
    'RotationFailed-logins | Errors Sum 300 > 0 1/1 notBreaching T',
    'DeadLetters-logins | ApproximateNumberOfMessagesVisible Maximum 300 > 0 1/1 notBreaching T',
  ]);
});

test('the alarms of the writer follow the role, not an instance', () => {
  const dimensions = { DBClusterIdentifier: expect.stringMatching(/^reviews-/), Role: 'WRITER' };
  expect(dimensionsOf(alarmOf(monitored(), 'WriterDown').metric)).toEqual({ EngineUptime: dimensions });
  expect(dimensionsOf(alarmOf(monitored(), 'ConnectionsHigh').metric)).toEqual({ DatabaseConnections: dimensions });
});

test('a cluster that pauses publishes nothing, so that it has no alarm of silence', () => {
  expect(alarmsOfSilence(monitored())).toEqual(['WriterDown']);
  expect(alarmsOfSilence(monitored({ minCapacity: 0 }))).toEqual([]);
});

test.each([
  [1, 1, 189],
  [1, 4, 823],
  [1, 6, 1_246], // between 823 and 1,669
  [1, 8, 1_669],
  [1, 16, 3_360],
  [1, 32, 5_000],
  [1, 256, 5_000],
  [0, 8, 1_669],
  [0, 32, 2_000],
  [0.5, 16, 2_000],
])('with %d to %d units, the alarm is at 85 %% of %d connections', (minCapacity, maxCapacity, connections) => {
  const { threshold } = alarmOf(monitored({ minCapacity, maxCapacity }), 'ConnectionsHigh');
  expect(threshold).toBe(Math.floor(0.85 * connections));
});

test('a capacity that only the deployment knows gives no threshold of connections', () => {
  const { store } = bindStore((stack) =>
    DataStore.auroraPostgres({ maxCapacity: new CfnParameter(stack, 'Maximum', { type: 'Number' }).valueAsNumber }),
  );
  expect(alarmOf(store.monitored, 'ConnectionsHigh').threshold).toBeUndefined();
});

test('a minimum that only the deployment knows may be 0, so that there is no alarm of silence', () => {
  const { store } = bindStore((stack) =>
    DataStore.auroraPostgres({ minCapacity: new CfnParameter(stack, 'Minimum', { type: 'Number' }).valueAsNumber }),
  );
  expect(alarmsOfSilence(store.monitored)).toEqual([]);
});

test('a cluster without readers has no lag', () => {
  expect(monitored({ readers: 0 })?.alarms.map(({ alarmId }) => alarmId)).not.toContain('ReplicaLag');
});

test('the cluster of staging has the lower limit of a minimum of half a unit', () => {
  const { store } = bindStore(DataStore.auroraPostgres({ maxCapacity: 64 }), { provider: new StagingProvider() });
  expect(alarmOf(store.monitored, 'ConnectionsHigh').threshold).toBe(1_700);
});
