import type { Duration, TimeZone } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import type { AlarmSeverity } from '../providers/monitoring-settings';
import type { AlarmRouting } from './alarms/alarm-target-contract';

/** Changes of an alarm. */
export interface AlarmOverride {
  /**
   * Whether the alarm exists.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Whether the alarm notifies nobody. The alarm still exists, and a dashboard shows its state.
   * @default false
   */
  readonly muted?: boolean;
  /**
   * The threshold, in the unit of the metric, at least 0. An alarm without a threshold of its own exists only with this one.
   * @default - the threshold of the alarm
   */
  readonly threshold?: number;
  /**
   * The number of the latest periods that are evaluated, from 1 to 1440. CloudWatch evaluates at most a day, or a week with
   * periods of at least an hour.
   * @default - the number of the alarm
   */
  readonly evaluationPeriods?: number;
  /**
   * The number of these periods in which the comparison must be true, from 1 to `evaluationPeriods`.
   * @default - the number of the alarm, or `evaluationPeriods` if that is set
   */
  readonly datapointsToAlarm?: number;
  /**
   * How urgent the alarm is. It takes precedence over `MonitoringOptions.highestSeverity`.
   * @default - the severity of the alarm
   */
  readonly severity?: AlarmSeverity;
  /**
   * The address of the runbook.
   * @default - the runbook of the alarm
   */
  readonly runbookUrl?: string;
}

/** A time in which alarms notify nobody, such as that of a nightly pause. Their states still change. */
export interface MuteWindow {
  /** The name of the window: 1 to 64 letters, digits, hyphens and underscores. */
  readonly name: string;
  /**
   * When the window begins: `cron(Minutes Hours Day-of-month Month Day-of-week)`, such as `cron(0 20 * * MON-FRI)`, or once,
   * `at(yyyy-MM-ddThh:mm)`. A cron expression has five fields here, which take `*`, `,`, `-` and names.
   */
  readonly schedule: string;
  /** How long the window lasts each time: whole minutes from one minute to 15 days. */
  readonly duration: Duration;
  /**
   * The time zone of the schedule.
   * @default - UTC
   */
  readonly timeZone?: TimeZone;
  /**
   * The owners of the muted alarms: one or more.
   * @default - all owners
   */
  readonly owners?: string[];
}

/** Options of the alarms and dashboards. */
export interface MonitoringOptions {
  /**
   * Whether there are alarms. CloudWatch bills each one.
   * @default - the environment's setting: yes in production and staging, no in development and local
   */
  readonly alarms?: boolean;
  /**
   * Whether there is a dashboard.
   * @default - the environment's setting: yes in production and staging, no in development and local
   */
  readonly dashboard?: boolean;
  /**
   * The owners that also have a dashboard of their own, such as `orderservice`. CloudWatch bills each one.
   * @default - none
   */
  readonly serviceDashboards?: string[];
  /**
   * The highest severity of the alarms: with `TICKET`, an alarm that would page is a ticket.
   * @default - the environment's setting: pages in production, tickets in staging
   */
  readonly highestSeverity?: AlarmSeverity;
  /**
   * The targets of the alarms of all owners.
   * @default - the operations topic of the platform; a `MonitoringConstruct` without a platform notifies nobody
   */
  readonly routing?: AlarmRouting;
  /**
   * The targets of the alarms of single owners, by owner. They replace those of `routing` of the same severity.
   *
   * Give `operations`, the owner of the operations topic, another target than that topic: it cannot report that it fails.
   * @default - those of `routing`
   */
  readonly serviceRouting?: Record<string, AlarmRouting>;
  /**
   * Changes of alarms, by `<owner>/<alarmId>`, such as `orderservice/CpuHigh`. The owner can be `*`, for all owners; the changes
   * for one owner take precedence. An alarm of several nodes is changed for all of them.
   *
   * A threshold for all owners is refused if their metrics have different units, such as bytes and a percentage.
   * @default - none
   */
  readonly overrides?: Record<string, AlarmOverride>;
  /**
   * The times in which alarms notify nobody.
   * @default - none
   */
  readonly muteWindows?: MuteWindow[];
}

/** Props of `MonitoringConstruct`. */
export interface MonitoringConstructProps extends MonitoringOptions {
  /** The environment provider, which supplies the defaults of the other props. */
  readonly provider: IEnvironmentProvider;
  /**
   * The environment's name, the first part of the names of the alarms. Two constructs in the same account and region need
   * different names.
   * @default - the provider's `environmentName`; without one, the names are made from the path of the construct
   */
  readonly environmentName?: string;
  /**
   * Returns a text of an owner with tokens of other stacks for the stack of the alarms.
   * @internal
   */
  readonly _publish?: (text: string, owner: string) => string;
  /**
   * Returns the scope of the alarms of an owner, which may be a nested stack.
   * @internal
   */
  readonly _scopeOf?: (owner: string) => Construct | undefined;
}
