import { CfnParameter, aws_ec2 as ec2, aws_rds as rds, type Stack } from 'aws-cdk-lib';
import { DataStore, type PostgresInstanceOptions } from '../../../src';
import { alarmOf, alarmsOfSilence, dimensionsOf, rowsOf } from '../../support/alarm-rows';
import { bindStore } from '../../support/bind-store';

const GIBIBYTE = 2 ** 30;

function monitored(options: PostgresInstanceOptions | ((stack: Stack) => PostgresInstanceOptions) = {}) {
  const { store } = bindStore((stack) =>
    DataStore.postgresInstance(typeof options === 'function' ? options(stack) : options),
  );
  return store.monitored;
}

const type = (name: string) => ({ instanceType: new ec2.InstanceType(name) });

test('the instance of production has these alarms', () => {
  expect(rowsOf(monitored())).toEqual([
    `StorageLow | FreeStorageSpace Minimum 60 < ${GIBIBYTE} 5/5 breaching P`,
    'ConnectionsHigh | DatabaseConnections Average 60 > 344 5/5 missing P',
    'CpuHigh | CPUUtilization Average 60 > 90 15/15 missing T',
    'CpuCreditsLow | CPUCreditBalance Minimum 300 < 20 3/3 missing T',
    `MemoryLow | FreeableMemory Average 60 < ${Math.round(0.4 * GIBIBYTE)} 15/15 missing T`,
    'XidsHigh | MaximumUsedTransactionIDs Maximum 60 > 1000000000 1/1 missing T',
    'LoadHigh | DBLoadRelativeToNumVCPUs Average 60 > 1 15/15 missing T',
    'DiskQueue | DiskQueueDepth Average 60 > 64 15/15 missing T',
    'RotationFailed-logins | Errors Sum 300 > 0 1/1 notBreaching T',
    'DeadLetters-logins | ApproximateNumberOfMessagesVisible Maximum 300 > 0 1/1 notBreaching T',
  ]);
});

test('the dimension of its metrics is its identifier, as a literal value', () => {
  const { DatabaseConnections } = dimensionsOf(alarmOf(monitored(), 'ConnectionsHigh').metric);
  expect(DatabaseConnections).toEqual({ DBInstanceIdentifier: expect.stringMatching(/^reviews-[a-z0-9-]+$/) });
});

test('an instance that is not burstable has no credits', () => {
  expect(monitored(type('m7g.large'))?.alarms.map(({ alarmId }) => alarmId)).not.toContain('CpuCreditsLow');
});

test('an instance without Database Insights has no alarm and no graph of its load', () => {
  const { alarms = [], graphs = [] } = monitored({ insights: false }) ?? {};
  expect(alarms.map(({ alarmId }) => alarmId)).not.toContain('LoadHigh');
  expect(graphs.map(({ title }) => title)).not.toContain('Load per vCPU');
});

test.each([
  ['t4g.micro', 85],
  ['m7g.large', 689],
  ['r6g.2xlarge', 3_825], // RDS takes at most 5,000
])('an instance of type %s has an alarm above %d connections', (name, threshold) => {
  expect(alarmOf(monitored(type(name)), 'ConnectionsHigh').threshold).toBe(threshold);
});

test('an instance of an unknown size has no threshold of memory and connections', () => {
  const unknown = monitored({ ...type('x2g.large') });
  expect(alarmOf(unknown, 'MemoryLow').threshold).toBeUndefined();
  expect(alarmOf(unknown, 'ConnectionsHigh').threshold).toBeUndefined();
});

test.each<[string, PostgresInstanceOptions, number]>([
  ['with little storage, below 1 GiB', { allocatedStorage: 20 }, 1],
  ['with much storage, below 5 %', { allocatedStorage: 100, maxAllocatedStorage: 200 }, 5],
])('an instance whose storage grows has an alarm, %s', (_, options, gibibytes) => {
  expect(alarmOf(monitored(options), 'StorageLow').threshold).toBe(gibibytes * GIBIBYTE);
});

const RESTORED = {
  restoreFromSnapshot: 'before-migration',
  engineVersion: rds.PostgresEngineVersion.VER_18,
};

test('a restored instance with known storage that does not grow has an alarm below 10 %', () => {
  expect(alarmOf(monitored({ ...RESTORED, allocatedStorage: 100 }), 'StorageLow').threshold).toBe(10 * GIBIBYTE);
});

test('a restored instance has the storage of its source, so that there is no threshold', () => {
  expect(alarmOf(monitored(RESTORED), 'StorageLow').threshold).toBeUndefined();
});

test('storage that only the deployment knows gives no threshold', () => {
  const ofToken = monitored((stack) => ({
    allocatedStorage: new CfnParameter(stack, 'Storage', { type: 'Number' }).valueAsNumber,
  }));
  expect(alarmOf(ofToken, 'StorageLow').threshold).toBeUndefined();
});

test('a silent instance shows with one alarm', () => {
  expect(alarmsOfSilence(monitored())).toEqual(['StorageLow']);
});

test('an instance with a proxy has the alarms of the proxy too', () => {
  const { store } = bindStore(DataStore.postgresInstance({ proxy: true }));
  expect(rowsOf(store.monitored)).toEqual(
    expect.arrayContaining([
      'BorrowSlow | DatabaseConnectionsBorrowLatency Average 60 > 1000000 5/5 notBreaching P',
      'AuthFailed | ClientConnectionsSetupFailedAuth Sum 300 > 10 1/1 notBreaching T',
      'SetupFailed | DatabaseConnectionsSetupFailed Sum 300 > 0 3/3 notBreaching T',
    ]),
  );
  expect(dimensionsOf(alarmOf(store.monitored, 'BorrowSlow').metric)).toEqual({
    DatabaseConnectionsBorrowLatency: { ProxyName: expect.stringMatching(/^reviews-[a-z0-9-]+$/) },
  });
});

test('an instance whose passwords are not rotated has no alarm of their rotation', () => {
  const { store } = bindStore(DataStore.postgresInstance({ proxy: true })); // logins with IAM
  expect(store.monitored?.alarms.map(({ alarmId }) => alarmId)).not.toContain('RotationFailed');
});

test('the errors of an exported log are on the dashboard', () => {
  const titles = (logExports: boolean) => monitored({ logExports })?.graphs.map(({ title }) => title);
  expect(titles(true)).toContain('PostgreSQL errors');
  expect(titles(false)).not.toContain('PostgreSQL errors');
});

test('to read the alarms adds no resource', () => {
  const { store, template } = bindStore(DataStore.postgresInstance());
  const before = template().toJSON();
  expect(store.monitored?.alarms.length).toBeGreaterThan(0);
  expect(template().toJSON()).toEqual(before);
});
