import { TimeZone, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { refuse, requireDistinct, requireTimeZone, requireWholeNumber } from '../private/validation';
import { type PauseScheduleOptions, Weekday } from './pause-schedule-options';

/** A window in which things are stopped: it begins at the same time on some days of the week. */
export interface PauseWindow {
  readonly weekdays: readonly Weekday[];
  readonly hour: number;
  readonly minute: number;
  /** The length, in minutes. */
  readonly minutes: number;
}

/** The times of a pause, as expressions of EventBridge Scheduler. */
export class PauseTimes {
  public readonly stopServices: string;
  public readonly stopDatabases: string;
  public readonly startDatabases: string;
  public readonly startServices: string;
  public readonly timeZone: TimeZone;
  /** When alarms are muted: from the first stop until the tasks have had time to start. */
  public readonly windows: readonly PauseWindow[];

  constructor(scope: IConstruct, options: PauseScheduleOptions) {
    const { timeZone = TimeZone.ETC_UTC, weekdays = WORKING_DAYS, desiredCount } = options;
    const stop = minutesOf(scope, 'stop', options.stop ?? '20:00');
    const start = minutesOf(scope, 'start', options.start ?? '08:00');
    requireApart(scope, stop, start);
    requireWeekdays(scope, weekdays);
    this.timeZone = timeZone;
    requireTimeZone(scope, 'timeZone', timeZone);
    if (desiredCount !== undefined) {
      const fix = 'Set the number of tasks that run during the day.';
      requireWholeNumber(scope, 'desiredCount', desiredCount, { min: 1, max: 5000 }, fix);
    }
    this.stopServices = cron(stop);
    this.stopDatabases = cron(stop + STOP_DATABASES_AFTER);
    this.startDatabases = cron(start - START_DATABASES_BEFORE, weekdays);
    this.startServices = cron(start, weekdays);
    this.windows = windowsOf(stop, start, weekdays);
  }
}

/** A cron expression for a number of minutes after midnight, which may be on the day before or after. */
function cron(minutes: number, weekdays?: readonly Weekday[]): string {
  const { hour, minute } = clock(minutes);
  const days = weekdays ? sorted(weekdays.map((day) => shifted(day, Math.floor(minutes / DAY)))).join(',') : '*';
  return `cron(${minute} ${hour} ? * ${days} *)`;
}

function clock(minutes: number) {
  const ofDay = (minutes + DAY) % DAY;
  return { hour: Math.floor(ofDay / 60), minute: ofDay % 60 };
}

/** From the stop after each start until the next start. Windows of one length are one window. */
function windowsOf(stop: number, start: number, weekdays: readonly Weekday[]): PauseWindow[] {
  const starts = sorted(weekdays).map((day) => WEEK.indexOf(day) * DAY + start);
  const byLength = new Map<number, Weekday[]>();
  for (const [index, begin] of starts.entries()) {
    const next = starts[index + 1] ?? (starts[0] ?? 0) + WEEK.length * DAY;
    const runs = (stop - start + DAY) % DAY;
    const length = next - begin - runs + SETTLE;
    const day = WEEK[Math.floor((begin + runs) / DAY) % WEEK.length];
    byLength.set(length, [...(byLength.get(length) ?? []), ...(day ? [day] : [])]);
  }
  return [...byLength].map(([minutes, days]) => ({ weekdays: sorted(days), ...clock(stop), minutes }));
}

const WEEK: readonly Weekday[] = Object.values(Weekday);
const WORKING_DAYS = WEEK.slice(0, 5);

function sorted(days: readonly Weekday[]): Weekday[] {
  return WEEK.filter((day) => days.includes(day));
}

function shifted(day: Weekday, days: number): Weekday {
  return WEEK[(WEEK.indexOf(day) + days + WEEK.length) % WEEK.length] ?? day;
}

function minutesOf(scope: IConstruct, prop: string, time: string): number {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  if (hour === undefined || minute === undefined) {
    throw refuse(scope, {
      prop,
      ...(Token.isUnresolved(time) ? { gotInWords: 'a token' } : { got: time }),
      allowed: 'a time from 00:00 to 23:59 that is known at synthesis',
      fix: "Write hours and minutes with two digits each, for example '08:00'.",
    });
  }
  return Number(hour) * 60 + Number(minute);
}

function requireApart(scope: IConstruct, stop: number, start: number): void {
  const apart = Math.min((start - stop + DAY) % DAY, (stop - start + DAY) % DAY);
  if (apart < MIN_APART) {
    const { hour, minute } = clock(start);
    throw refuse(scope, {
      prop: 'start',
      got: [hour, minute].map((number) => String(number).padStart(2, '0')).join(':'),
      allowed: 'an hour or more before and after `stop`',
      fix: 'A database needs some minutes to stop and to start: choose times that are further apart.',
    });
  }
}

function requireWeekdays(scope: IConstruct, weekdays: readonly Weekday[]): void {
  const unknown = Array.isArray(weekdays) ? weekdays.find((day) => !WEEK.includes(day)) : undefined;
  if (!Array.isArray(weekdays) || weekdays.length === 0 || unknown !== undefined) {
    throw refuse(scope, {
      prop: 'weekdays',
      ...(unknown === undefined
        ? { gotInWords: Array.isArray(weekdays) ? 'an empty list' : String(weekdays) }
        : { got: unknown }),
      allowed: `a list of one or more of ${WEEK.join(', ')}`,
      fix: 'What is stopped would never run again: name the days on which it starts.',
    });
  }
  requireDistinct(scope, 'weekdays', weekdays);
}

const DAY = 24 * 60;
/** The least time between stop and start, and between start and stop, in minutes. */
const MIN_APART = 60;
/** Tasks end before their databases. */
const STOP_DATABASES_AFTER = 15;
/** Databases accept connections before tasks start: a start takes ten minutes or more. */
const START_DATABASES_BEFORE = 30;
/** The time that tasks have to start before alarms notify somebody. */
const SETTLE = 30;
