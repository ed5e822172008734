import { CfnParameter } from 'aws-cdk-lib';
import { AWSProvider, SearchConstruct, type SearchOptions } from '../../src';
import { alarmOf, alarmsOfSilence, dimensionsOf, rowsOf } from '../support/alarm-rows';
import { existingVpc, templateOf, threeZoneStack } from '../support/stacks';

const WITHOUT_MASTERS = { multiAzWithStandby: false, masterNodes: 0 };

function search(options: SearchOptions = {}, stack = threeZoneStack()) {
  const construct = new SearchConstruct(stack, 'Search', {
    provider: new AWSProvider(),
    vpc: existingVpc(stack),
    ...options,
  });
  const [{ Properties }] = Object.values(templateOf(stack).findResources('AWS::OpenSearchService::Domain'));
  return { construct, monitored: construct.monitored, name: Properties.DomainName };
}

test('the domain of production has these alarms', () => {
  expect(rowsOf(search().monitored)).toEqual([
    'Red | ClusterStatus.red Maximum 60 >= 1 1/1 missing P',
    'Yellow | ClusterStatus.yellow Maximum 60 >= 1 5/5 missing T',
    'NodesMissing | Nodes Minimum 86400 < 6 1/1 missing T',
    'SnapshotFailed | AutomatedSnapshotFailure Maximum 60 >= 1 1/1 missing T',
    'StorageLow | FreeStorageSpace Minimum 60 <= 12800 1/1 missing T',
    'WritesBlocked | ClusterIndexWritesBlocked Maximum 300 >= 1 1/1 missing P',
    'CpuHigh | CPUUtilization Maximum 900 >= 80 3/3 missing T',
    'HeapHigh | JVMMemoryPressure Maximum 60 >= 95 3/3 missing P',
    'OldGenHigh | OldGenJVMMemoryPressure Maximum 60 >= 80 3/3 missing T',
    'MasterLost | MasterReachableFromNode Maximum 300 < 1 1/1 breaching P',
    'MasterCpuHigh | MasterCPUUtilization Maximum 900 >= 50 3/3 missing T',
    'MasterHeapHigh | MasterJVMMemoryPressure Maximum 60 >= 95 3/3 missing P',
    'KeyDisabled | KMSKeyError Maximum 60 >= 1 1/1 notBreaching P',
    'KeyLost | KMSKeyInaccessible Maximum 60 >= 1 1/1 notBreaching P',
    'Errors5xx | 100*part/whole1 of 5xx Sum 60, OpenSearchRequests Sum 60 >= 10 5/5 notBreaching P',
    'SearchRejected | DIFF(rejected) of ThreadpoolSearchRejected Sum 60 >= 1 5/5 notBreaching T',
    'WriteRejected | DIFF(rejected) of PrimaryWriteRejected Sum 60 >= 1 5/5 notBreaching T',
  ]);
});

test('the dimensions of its metrics are its name and the account', () => {
  const { name, monitored } = search();
  expect(dimensionsOf(alarmOf(monitored, 'Red').metric)).toEqual({
    'ClusterStatus.red': { DomainName: name, ClientId: expect.stringContaining('AWS.AccountId') },
  });
});

test('a domain without dedicated masters has no alarms of masters, and another alarm of silence', () => {
  const { monitored } = search(WITHOUT_MASTERS);
  expect(monitored?.alarms.filter(({ alarmId }) => alarmId.startsWith('Master'))).toEqual([]);
  expect(alarmOf(monitored, 'NodesMissing').threshold).toBe(3);
  expect(alarmsOfSilence(monitored)).toEqual(['Red']);
});

test('a silent domain shows with one alarm', () => {
  expect(alarmsOfSilence(search().monitored)).toEqual(['MasterLost']);
});

test('numbers that only the deployment knows give no threshold', () => {
  const stack = threeZoneStack();
  const number = (id: string) => new CfnParameter(stack, id, { type: 'Number' }).valueAsNumber;
  const { monitored } = search({ ...WITHOUT_MASTERS, volumeSize: number('Size'), dataNodes: number('Nodes') }, stack);
  expect(alarmOf(monitored, 'StorageLow').threshold).toBeUndefined();
  expect(alarmOf(monitored, 'NodesMissing').threshold).toBeUndefined();
});

test.each([
  ['metricCpuUtilization', 'CPUUtilization', 'Maximum'],
  ['metricJvmMemoryPressure', 'JVMMemoryPressure', 'Maximum'],
  ['metricFreeStorageSpace', 'FreeStorageSpace', 'Minimum'],
  ['metricNodes', 'Nodes', 'Minimum'],
  ['metricRequests', 'OpenSearchRequests', 'Sum'],
  ['metricServerErrors', '5xx', 'Sum'],
] as const)('%s returns %s', (method, metricName, statistic) => {
  expect(search().construct[method]()).toMatchObject({ namespace: 'AWS/ES', metricName, statistic });
});

test('the dashboard shows slow searches', () => {
  const { construct, monitored } = search();
  const slow = monitored?.graphs.find(({ title }) => title === 'Slow searches');
  expect(slow?.logQuery?.logGroupNames).toEqual([construct.slowSearchLogGroup.logGroupName]);
});
