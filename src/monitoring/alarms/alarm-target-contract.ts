import type { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AlarmSeverity } from '../../providers/monitoring-settings';

/** An alarm that notifies a target. */
export interface AlarmContext {
  /** The owner of the alarm, such as `orderservice`. */
  readonly owner: string;
  /** How urgent the alarm is. */
  readonly severity: AlarmSeverity;
  /** The alarm. That of a page is the composite alarm of the owner. */
  readonly alarm: cloudwatch.AlarmBase;
  /**
   * Returns the ARN of a target for the stack of the alarm: another stack publishes it, in place of an export.
   * @internal
   */
  readonly _publish?: (text: string) => string;
}

/**
 * A target that alarms notify. `AlarmTarget` creates those that the library supports.
 * @subclassable
 */
export interface IAlarmTarget {
  /**
   * Has an alarm notify the target.
   * @param scope the scope of resources that the target needs
   * @param context the alarm
   */
  attach(scope: Construct, context: AlarmContext): void;
}

/** The targets of alarms, by severity. */
export interface AlarmRouting {
  /**
   * The targets of pages. An empty list has none.
   * @default - for a service, those of all services; for all, the operations topic of the platform, and no target of a
   * `MonitoringConstruct` without a platform
   */
  readonly page?: IAlarmTarget[];
  /**
   * The targets of tickets. An empty list has none.
   * @default - for a service, those of all services; for all, the operations topic of the platform, and no target of a
   * `MonitoringConstruct` without a platform
   */
  readonly ticket?: IAlarmTarget[];
}
