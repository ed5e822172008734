import { aws_cloudwatch as cloudwatch, Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { AlarmDefinition } from '../monitoring/alarm-definition';
import { MINUTE, type PartMetrics } from '../monitoring/part-metrics';
import { AlarmSeverity } from '../providers/monitoring-settings';
import { metricsOfDomain } from './domain-metrics';

/** What the alarms of a domain depend on. */
export interface MonitoredDomain {
  readonly domainName: string;
  readonly dataNodes: number;
  readonly masterNodes: number;
  /** In GiB, of each data node. */
  readonly volumeSize: number;
}

/** Returns the alarms of a search domain. */
export function alarmsOfDomain(scope: IConstruct, domain: MonitoredDomain): AlarmDefinition[] {
  const metrics = metricsOfDomain(scope, domain.domainName);
  return [
    ...ofCluster(metrics, domain),
    ...ofStorage(metrics, domain),
    ...ofLoad(metrics),
    ...(domain.masterNodes > 0 ? ofMasters(metrics) : []),
    ...ofKey(metrics),
    ...ofRequests(metrics),
  ];
}

function ofCluster(metrics: PartMetrics, { dataNodes, masterNodes }: MonitoredDomain): AlarmDefinition[] {
  return [
    {
      alarmId: 'Red',
      metric: metrics.metric('ClusterStatus.red'),
      ...atLeast(1),
      // One alarm tells of a silent domain: without dedicated masters, this one.
      treatMissingData: masterNodes > 0 ? undefined : cloudwatch.TreatMissingData.BREACHING,
      severity: AlarmSeverity.PAGE,
      summary: 'A part of an index is on no node: searches miss results, and writes to it fail.',
      firstStep: 'Free storage if it is low, then ask `GET _cluster/allocation/explain` why the part has no node.',
    },
    {
      alarmId: 'Yellow',
      metric: metrics.metric('ClusterStatus.yellow'),
      ...atLeast(1),
      evaluationPeriods: 5,
      summary: 'A copy of an index is on no node; searches still find everything.',
      firstStep: 'Ask `GET _cluster/allocation/explain`: the index may have more copies than there are nodes.',
    },
    {
      alarmId: 'NodesMissing',
      metric: metrics.metric('Nodes', { period: Duration.days(1) }),
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: [dataNodes, masterNodes].some(Token.isUnresolved) ? undefined : dataNodes + masterNodes,
      summary: 'The domain had fewer nodes than it should have at some time of the day.',
      firstStep: 'Look at the notifications of the domain: a deployment adds nodes, and AWS replaces a failed one.',
    },
    {
      alarmId: 'SnapshotFailed',
      metric: metrics.metric('AutomatedSnapshotFailure'),
      ...atLeast(1),
      summary: 'The domain has no new automated snapshot.',
      firstStep: 'Look for a red index, which keeps the domain from its snapshot.',
    },
  ];
}

function ofStorage(metrics: PartMetrics, domain: MonitoredDomain): AlarmDefinition[] {
  return [
    {
      alarmId: 'StorageLow',
      metric: metrics.metric('FreeStorageSpace'),
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      threshold: lowStorageOf(domain),
      maxThreshold: Token.isUnresolved(domain.volumeSize) ? undefined : domain.volumeSize * MEBIBYTES,
      summary: 'A data node has a quarter of its storage left.',
      firstStep: 'Delete old indexes, or raise `volumeSize`.',
    },
    {
      alarmId: 'WritesBlocked',
      metric: metrics.metric('ClusterIndexWritesBlocked'),
      ...atLeast(1),
      severity: AlarmSeverity.PAGE,
      summary: 'The domain refuses all writes, because it has too little free storage or memory.',
      firstStep: 'Delete old indexes or raise `volumeSize`; then look at the pressure of the heap.',
    },
  ];
}

function ofLoad(metrics: PartMetrics): AlarmDefinition[] {
  return [
    {
      alarmId: 'CpuHigh',
      metric: metrics.metric('CPUUtilization', IN_15_MINUTES),
      ...percent(80),
      evaluationPeriods: 3,
      summary: 'The processors of a data node have been busy for 45 minutes.',
      firstStep: 'Look for slow searches in their log, then use larger or more data nodes.',
    },
    {
      alarmId: 'HeapHigh',
      metric: metrics.metric('JVMMemoryPressure'),
      ...percent(95),
      evaluationPeriods: 3,
      severity: AlarmSeverity.PAGE,
      summary: 'The heap of a data node is full: requests fail, and the node may stop.',
      firstStep: 'Stop large aggregations and bulk requests, then use larger data nodes.',
    },
    {
      alarmId: 'OldGenHigh',
      metric: metrics.metric('OldGenJVMMemoryPressure'),
      ...percent(80),
      evaluationPeriods: 3,
      summary: 'The heap of a data node stays nearly full after it was cleaned.',
      firstStep: 'Look at the number of shards and at large aggregations, then use larger data nodes.',
    },
  ];
}

function ofMasters(metrics: PartMetrics): AlarmDefinition[] {
  return [
    {
      alarmId: 'MasterLost',
      metric: metrics.metric('MasterReachableFromNode'),
      comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING, // the alarm that tells of a silent domain
      severity: AlarmSeverity.PAGE,
      summary: 'The nodes reach no master, so that the domain changes nothing, or it sends no metrics.',
      firstStep: 'Look at the notifications and at the masters in the console; open a case with AWS if it lasts.',
    },
    {
      alarmId: 'MasterCpuHigh',
      metric: metrics.metric('MasterCPUUtilization', IN_15_MINUTES),
      ...percent(50),
      evaluationPeriods: 3,
      summary: 'The processors of a dedicated master have been busy for 45 minutes.',
      firstStep: 'Look at the number of indexes and shards, then use larger dedicated masters.',
    },
    {
      alarmId: 'MasterHeapHigh',
      metric: metrics.metric('MasterJVMMemoryPressure'),
      ...percent(95),
      evaluationPeriods: 3,
      severity: AlarmSeverity.PAGE,
      summary: 'The heap of a dedicated master is full: the domain may lose its master.',
      firstStep: 'Use larger dedicated masters, and fewer shards.',
    },
  ];
}

/** OpenSearch Service publishes these metrics only while there is trouble. */
function ofKey(metrics: PartMetrics): AlarmDefinition[] {
  const common = {
    ...atLeast(1),
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    severity: AlarmSeverity.PAGE,
  };
  return [
    {
      ...common,
      alarmId: 'KeyDisabled',
      metric: metrics.metric('KMSKeyError'),
      summary: 'The key that encrypts the domain is disabled; the domain stops, and is lost in the end.',
      firstStep: 'Enable the key in KMS at once.',
    },
    {
      ...common,
      alarmId: 'KeyLost',
      metric: metrics.metric('KMSKeyInaccessible'),
      summary: 'The domain may no longer use the key that encrypts it, because the key is deleted or its grants are.',
      firstStep:
        'Cancel the deletion of the key at once; a domain whose key is lost can only be restored from a snapshot.',
    },
  ];
}

function ofRequests(metrics: PartMetrics): AlarmDefinition[] {
  return [
    {
      alarmId: 'Errors5xx',
      metric: errorsOf(metrics),
      ...percent(10),
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
      severity: AlarmSeverity.PAGE,
      summary: 'The domain answers a tenth of the requests with an error of its own.',
      firstStep: 'Look at the status of the domain, at its heap and at the error log.',
    },
    rejected('SearchRejected', metrics.metric('ThreadpoolSearchRejected'), 'searches'),
    rejected('WriteRejected', metrics.metric('PrimaryWriteRejected'), 'writes'),
  ];
}

/** A quarter of the volume of a data node, in mebibytes; undefined for a token. */
export function lowStorageOf({ volumeSize }: MonitoredDomain): number | undefined {
  return Token.isUnresolved(volumeSize) ? undefined : volumeSize * MEBIBYTES * 0.25;
}

/** The part of requests that the domain answered with an error of its own, in percent. */
export function errorsOf(metrics: PartMetrics): cloudwatch.IMetric {
  return metrics.percentage('5xx', 'OpenSearchRequests');
}

/** The metric counts since the start of the node. */
function rejected(alarmId: string, count: cloudwatch.IMetric, requests: string): AlarmDefinition {
  return {
    alarmId,
    metric: new cloudwatch.MathExpression({
      expression: 'DIFF(rejected)',
      usingMetrics: { rejected: count },
      period: MINUTE,
    }),
    ...atLeast(1),
    evaluationPeriods: 5,
    treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    summary: `The domain has been refusing ${requests} for five minutes, because their queue is full.`,
    firstStep: `Find out which service sends so many ${requests}, and let its client wait before it repeats them.`,
  };
}

function atLeast(threshold: number): Pick<AlarmDefinition, 'threshold' | 'comparison'> {
  return { threshold, comparison: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD };
}

function percent(threshold: number): Pick<AlarmDefinition, 'threshold' | 'comparison' | 'maxThreshold'> {
  return { ...atLeast(threshold), maxThreshold: 100 };
}

const IN_15_MINUTES = { period: Duration.minutes(15) };

/** In a gibibyte. OpenSearch Service counts storage in mebibytes. */
const MEBIBYTES = 1024;
