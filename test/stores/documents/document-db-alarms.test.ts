import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { DataStore, type DocumentDbOptions } from '../../../src';
import { alarmOf, alarmsOfSilence, dimensionsOf, rowsOf } from '../../support/alarm-rows';
import { bindStore } from '../../support/bind-store';

const monitored = (options: DocumentDbOptions = {}) => bindStore(DataStore.documentDb(options)).store.monitored;
const CONNECTIONS = '100*part/whole1 of DatabaseConnectionsMax Maximum 60, DatabaseConnectionsLimit Maximum 60';

test('the cluster of production has these alarms', () => {
  expect(rowsOf(monitored())).toEqual([
    'WriterDown | EngineUptime Average 60 <= 0 2/2 breaching P',
    `ConnectionsHigh-1 | ${CONNECTIONS} > 85 5/5 missing P`,
    `ConnectionsHigh-2 | ${CONNECTIONS} > 85 5/5 missing P`,
    'CpuHigh | CPUUtilization Maximum 60 > 90 15/15 missing T',
    `MemoryLow | FreeableMemory Minimum 60 < ${Math.round(1.6 * 2 ** 30)} 15/15 missing T`,
    'LowMemory | LowMemNumOperationsThrottled Sum 60 > 0 5/5 missing T',
    'ReplicaLag | DBClusterReplicaLagMaximum Maximum 60 > 2000 5/5 missing T',
    'RotationFailed-rotation | Errors Sum 300 > 0 1/1 notBreaching T',
    'DeadLetters-rotation | ApproximateNumberOfMessagesVisible Maximum 300 > 0 1/1 notBreaching T',
    'RotationFailed-logins | Errors Sum 300 > 0 1/1 notBreaching T',
    'DeadLetters-logins | ApproximateNumberOfMessagesVisible Maximum 300 > 0 1/1 notBreaching T',
  ]);
});

test('the connections are those of the instances that the cluster has', () => {
  const { store, template } = bindStore(DataStore.documentDb());
  const instances = Object.values(template().findResources('AWS::DocDB::DBInstance'));
  const alarms = store.monitored?.alarms.filter(({ alarmId }) => alarmId === 'ConnectionsHigh') ?? [];
  expect(alarms.map(({ metric }) => dimensionsOf(metric).DatabaseConnectionsMax.DBInstanceIdentifier)).toEqual(
    instances.map(({ Properties }) => Properties.DBInstanceIdentifier),
  );
});

test('a cluster of burstable instances has an alarm of their credits, and one without a replica none of its lag', () => {
  const small = monitored({
    instanceType: ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
    instances: 1,
  });
  const ids = small?.alarms.map(({ alarmId }) => alarmId);
  expect(ids).toContain('CpuCreditsLow');
  expect(ids).not.toContain('ReplicaLag');
  expect(alarmOf(small, 'MemoryLow').threshold).toBe(Math.round(0.4 * 2 ** 30));
});

test('a silent cluster shows with one alarm', () => {
  expect(alarmsOfSilence(monitored())).toEqual(['WriterDown']);
});
