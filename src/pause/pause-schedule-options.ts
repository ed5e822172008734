import type { TimeZone } from 'aws-cdk-lib';

/** A day of the week. */
export enum Weekday {
  /** Monday. */
  MONDAY = 'MON',
  /** Tuesday. */
  TUESDAY = 'TUE',
  /** Wednesday. */
  WEDNESDAY = 'WED',
  /** Thursday. */
  THURSDAY = 'THU',
  /** Friday. */
  FRIDAY = 'FRI',
  /** Saturday. */
  SATURDAY = 'SAT',
  /** Sunday. */
  SUNDAY = 'SUN',
}

/** When databases and ECS services are stopped, and when they run again. */
export interface PauseScheduleOptions {
  /**
   * The local time at which ECS services are scaled to zero, as `HH:MM`. Databases stop 15 minutes later. They stop every day:
   * AWS starts a database by itself after seven days, and the next evening stops it again.
   * @default '20:00'
   */
  readonly stop?: string;
  /**
   * The local time at which ECS services have their tasks again, as `HH:MM`, an hour or more from `stop`. Databases start 30
   * minutes earlier.
   * @default '08:00'
   */
  readonly start?: string;
  /**
   * The days on which they start. An error at synthesis if there is none, or if one comes twice.
   * @default - Monday to Friday
   */
  readonly weekdays?: Weekday[];
  /**
   * The time zone of the times. They follow summer time.
   * @default - UTC
   */
  readonly timeZone?: TimeZone;
  /**
   * The number of tasks, 1 to 5000, of an ECS service whose `desiredCount` is not known at synthesis.
   * @default - none: such a service keeps running, and a warning names it
   */
  readonly desiredCount?: number;
}
