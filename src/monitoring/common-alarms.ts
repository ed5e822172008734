import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { AlarmSeverity } from '../providers/monitoring-settings';
import type { AlarmDefinition } from './alarm-definition';
import type { PartMetrics } from './part-metrics';

/** What each kind of store or part says of an alarm that several kinds have. */
export type OwnWords = Pick<AlarmDefinition, 'resource' | 'summary' | 'firstStep'>;

/** The alarm of burstable instances, whose processors are slow or billed extra when their credits are used up. */
export function creditsLow(metrics: PartMetrics, words: OwnWords): AlarmDefinition {
  return {
    alarmId: 'CpuCreditsLow',
    metric: metrics.metric('CPUCreditBalance'),
    comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: 20,
    evaluationPeriods: 3,
    ...words,
  };
}

/**
 * The alarm of instances with less than a tenth of their memory free.
 * @param gibibytes the memory of an instance; if it is undefined, the alarm has no threshold
 */
export function memoryLow(metrics: PartMetrics, gibibytes: number | undefined, words: OwnWords): AlarmDefinition {
  return {
    alarmId: 'MemoryLow',
    metric: metrics.metric('FreeableMemory'),
    comparison: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
    threshold: gibibytes === undefined ? undefined : Math.round(gibibytes * 2 ** 30 * 0.1),
    evaluationPeriods: 15,
    ...words,
  };
}

/** The alarm that tells of a silent cluster: a cluster that pauses must not have it. */
export function writerDown(cluster: PartMetrics, words: OwnWords): AlarmDefinition {
  return {
    alarmId: 'WriterDown',
    metric: cluster.of({ Role: 'WRITER' }).metric('EngineUptime'),
    comparison: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold: 0,
    evaluationPeriods: 2,
    treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    severity: AlarmSeverity.PAGE,
    ...words,
  };
}
