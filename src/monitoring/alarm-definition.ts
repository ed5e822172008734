import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { AlarmSeverity } from '../providers/monitoring-settings';

/** An alarm of a part or of a store. */
export interface AlarmDefinition {
  /**
   * The name of the alarm among those of its owner, in Pascal case: `CpuHigh`. It is also the name of its runbook page. Alarms
   * of several nodes have the same one.
   */
  readonly alarmId: string;
  /**
   * The node or the resource, if the owner has the alarm for several of them, such as `001`.
   * @default - the owner has one alarm with this `alarmId`
   */
  readonly resource?: string;
  /** The metric, with its period and its statistic. */
  readonly metric: cloudwatch.IMetric;
  /**
   * The threshold, in the unit of the metric.
   * @default - unknown, for example because the size of an instance is not known: there is no alarm unless an override has a
   * threshold
   */
  readonly threshold?: number;
  /**
   * The greatest threshold that an override may have, such as 100 for a percentage. The least is 0.
   * @default - no limit
   */
  readonly maxThreshold?: number;
  /** What is wrong while the alarm is in the state ALARM, in one sentence. */
  readonly summary: string;
  /** What the person on call does first, in one sentence. */
  readonly firstStep: string;
  /**
   * How the metric is compared with the threshold.
   * @default - the metric is greater than the threshold
   */
  readonly comparison?: cloudwatch.ComparisonOperator;
  /**
   * The number of the latest periods that are evaluated, at least 1.
   * @default 1
   */
  readonly evaluationPeriods?: number;
  /**
   * The number of these periods in which the comparison must be true.
   * @default - all of them
   */
  readonly datapointsToAlarm?: number;
  /**
   * The meaning of missing data.
   * @default - missing data changes the state to INSUFFICIENT_DATA
   */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
  /**
   * How urgent the alarm is.
   * @default - a ticket
   */
  readonly severity?: AlarmSeverity;
  /**
   * The address of the runbook.
   * @default - the page of the library for this `alarmId`; none for an alarm that `addAlarm` adds
   */
  readonly runbookUrl?: string;
}
