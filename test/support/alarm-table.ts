import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { AlarmDefinition } from '../../src/monitoring/alarm-definition';
import { runbookPage } from '../../src/monitoring/runbooks';
import { AlarmSeverity } from '../../src/providers/monitoring-settings';
import type { WatchedKind } from './every-alarm';

/** The lines of the tables of alarms in the guide: one table for each kind of owner. */
export function alarmTables(watched: WatchedKind[]): string[] {
  return watched
    .filter(({ alarms }) => alarms.length > 0)
    .flatMap(({ kind, alarms }) => {
      const first = new Map([...alarms].reverse().map((alarm) => [alarm.alarmId, alarm])); // one of several nodes
      const rows = [...first.values()].reverse().sort(pagesFirst).map(row);
      return [`### ${kind}`, '| alarm | severity | metric | in alarm |', '| --- | --- | --- | --- |', ...rows];
    });
}

function pagesFirst(one: AlarmDefinition, other: AlarmDefinition): number {
  return Number(isPage(other)) - Number(isPage(one));
}

function isPage({ severity }: AlarmDefinition): boolean {
  return severity === AlarmSeverity.PAGE;
}

function row(alarm: AlarmDefinition): string {
  const link = `[${alarm.alarmId}](../runbooks/${runbookPage(alarm.alarmId)})`;
  const cells = [link, isPage(alarm) ? 'page' : 'ticket', metricNames(alarm.metric), condition(alarm)];
  return `| ${cells.join(' | ')} |`;
}

/** The names of the metrics in a metric or an expression. */
function metricNames(metric: cloudwatch.IMetric): string {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  if (metricStat) return `\`${metricStat.metricName}\``;
  const used = Object.values(mathExpression?.usingMetrics ?? {}).map(metricNames);
  const [, inQuery] = /\((\w+)\) FROM/.exec(mathExpression?.expression ?? '') ?? [];
  return [...new Set(inQuery ? [`\`${inQuery}\``] : used.flatMap((names) => names.split(', ')))].join(', ');
}

function condition({ metric, threshold, comparison, ...alarm }: AlarmDefinition): string {
  if (threshold === undefined) return 'only with a `threshold` in an override';
  const sign = SIGNS[comparison ?? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD];
  const minutes = periodOf(metric) / 60;
  const { evaluationPeriods: periods = 1, datapointsToAlarm: points = periods } = alarm;
  const times = periods === 1 ? lasting(minutes) : `${points} of ${periods} × ${lasting(minutes)}`;
  const silent = alarm.treatMissingData === cloudwatch.TreatMissingData.BREACHING ? ', or no data' : '';
  return `${sign} ${threshold.toLocaleString('en-US')}, ${times}${silent}`;
}

function lasting(minutes: number): string {
  return minutes >= 1440 ? `${minutes / 1440} d` : `${minutes} min`;
}

function periodOf(metric: cloudwatch.IMetric): number {
  const { metricStat, mathExpression } = metric.toMetricConfig();
  return metricStat?.period.toSeconds() ?? mathExpression?.period ?? 300;
}

const SIGNS: Record<string, string> = {
  [cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD]: '>',
  [cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD]: '≥',
  [cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD]: '<',
  [cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD]: '≤',
};
