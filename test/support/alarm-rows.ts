import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { type AlarmDefinition, AlarmSeverity, type IMonitored } from '../../src';

/**
 * Returns a row for each alarm, as a table of alarms has them: the id, the metric with its statistic and its period, the
 * threshold, the number of datapoints, the meaning of missing data, and the severity.
 */
export function rowsOf(monitored: IMonitored | undefined): string[] {
  return (monitored?.alarms ?? []).map(rowOf);
}

/** Returns the definition of an alarm. */
export function alarmOf(monitored: IMonitored | undefined, alarmId: string): AlarmDefinition {
  const found = monitored?.alarms.find((definition) => definition.alarmId === alarmId);
  if (!found) {
    throw new Error(`There is no alarm ${alarmId}.`);
  }
  return found;
}

/** Returns the ids of the alarms with which a silent resource shows. */
export function alarmsOfSilence(monitored: IMonitored | undefined): string[] {
  const alarms = (monitored?.alarms ?? []).filter(({ treatMissingData }) => treatMissingData === 'breaching');
  return alarms.map(({ alarmId, resource }) => [alarmId, resource].filter(Boolean).join('-'));
}

/** Returns the dimensions of a metric, and of those in its expression, by the names of the metrics. */
export function dimensionsOf(metric: cloudwatch.IMetric): Record<string, Record<string, unknown>> {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  if (metricStat) {
    const dimensions = (metricStat.dimensions ?? []).map(({ name, value }) => [name, value]);
    return { [metricStat.metricName]: Object.fromEntries(dimensions) };
  }
  const inExpression = Object.values(mathExpression?.usingMetrics ?? {}).map(dimensionsOf);
  return Object.assign({}, ...inExpression);
}

function rowOf(definition: AlarmDefinition): string {
  const { alarmId, resource, metric, threshold, comparison, evaluationPeriods = 1, severity } = definition;
  return [
    [alarmId, resource].filter(Boolean).join('-'),
    '|',
    textOf(metric),
    SIGNS[comparison ?? 'GreaterThanThreshold'],
    String(threshold),
    `${definition.datapointsToAlarm ?? evaluationPeriods}/${evaluationPeriods}`,
    definition.treatMissingData ?? 'missing',
    severity === AlarmSeverity.PAGE ? 'P' : 'T',
  ].join(' ');
}

function textOf(metric: cloudwatch.IMetric): string {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  if (metricStat) {
    return `${metricStat.metricName} ${metricStat.statistic} ${metricStat.period.toSeconds()}`;
  }
  const { expression, usingMetrics = {}, period } = mathExpression ?? {};
  const metrics = Object.values(usingMetrics).map(textOf);
  return metrics.length > 0 ? `${expression} of ${metrics.join(', ')}` : `${expression} ${period}`;
}

const SIGNS: Readonly<Record<string, string>> = {
  GreaterThanThreshold: '>',
  GreaterThanOrEqualToThreshold: '>=',
  LessThanThreshold: '<',
  LessThanOrEqualToThreshold: '<=',
};
