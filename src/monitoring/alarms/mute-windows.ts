import { aws_cloudwatch as cloudwatch, Duration, Lazy, Token } from 'aws-cdk-lib';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { refuse, requireMatch, requireTimeZone } from '../../private/validation';
import type { MuteWindow } from '../monitoring-options';
import { requireOwners } from './monitoring-rules';
import { parseSchedule } from './mute-schedule';

/** What the rules of a window mute. */
export interface MuteRulesProps {
  readonly window: MuteWindow;
  /** The start of the names of the rules. */
  readonly startOfNames: string;
  /** The names of the alarms that notify somebody, of the owners of the window. */
  readonly alarmNames: () => string[];
}

/** The rules of a window. A rule takes a hundred alarms, so that a window needs several ones. */
export class MuteRules extends Construct {
  private rules = 0;
  private readonly alarms = new DependencyGroup();

  constructor(
    scope: Construct,
    private readonly props: MuteRulesProps,
  ) {
    super(scope, props.window.name);
    this.update();
  }

  /** Adds a construct with alarms, which must exist before CloudWatch accepts a rule that names them. */
  public addOwner(alarms: IDependable): void {
    this.alarms.add(alarms);
  }

  /** Creates the rules that the alarms need, whose number grows. */
  public update(): void {
    while (this.rules * MAX_ALARMS < this.props.alarmNames().length) {
      this.createRule(this.rules++);
    }
  }

  private createRule(index: number): void {
    const { window, startOfNames, alarmNames } = this.props;
    const first = index * MAX_ALARMS;
    const rule = new cloudwatch.CfnAlarmMuteRule(this, `Rule${index + 1}`, {
      name: `${startOfNames}-${window.name}-${index + 1}`,
      description: `Alarms notify nobody in the window ${window.name}`,
      rule: {
        schedule: {
          expression: window.schedule,
          duration: window.duration.toIsoString(),
          timezone: window.timeZone?.timezoneName ?? 'UTC',
        },
      },
      muteTargets: {
        alarmNames: Lazy.list({ produce: () => alarmNames().slice(first, first + MAX_ALARMS) }),
      },
    });
    rule.node.addDependency(this.alarms);
  }
}

/** Rejects a window that never ends, never begins, or that CloudWatch does not accept. */
export function requireMuteWindow(scope: Construct, prop: string, window: MuteWindow): void {
  if (typeof window !== 'object' || window === null) {
    throw refuse(scope, { prop, got: window, allowed: 'a `MuteWindow`', fix: 'Set name, schedule, duration.' });
  }
  requireOwners(scope, `${prop}.owners`, window.owners);
  if (window.owners?.length === 0) {
    throw refuse(scope, {
      prop: `${prop}.owners`,
      gotInWords: 'an empty list',
      allowed: 'a list of one or more owners',
      fix: 'Leave it out to mute the alarms of all owners.',
    });
  }
  requireMatch(
    scope,
    `${prop}.name`,
    String(window.name),
    /^[\w-]{1,64}$/,
    '1 to 64 letters, digits, hyphens and underscores',
    'The names of the rules contain it.',
  );
  requireDuration(scope, `${prop}.duration`, window.duration);
  requireSchedule(scope, prop, window);
  if (window.timeZone !== undefined) {
    requireTimeZone(scope, `${prop}.timeZone`, window.timeZone);
  }
}

/** Rejects a schedule that CloudWatch does not accept, and a window that begins again before it has ended. */
function requireSchedule(scope: Construct, prop: string, { schedule, duration }: MuteWindow): void {
  if (Token.isUnresolved(schedule)) {
    return;
  }
  const parsed = parseSchedule(schedule);
  if (parsed === undefined) {
    throw refuse(scope, {
      prop: `${prop}.schedule`,
      got: schedule,
      allowed:
        'cron(Minutes Hours Day-of-month Month Day-of-week) with *, numbers, names, commas and hyphens, or at(yyyy-MM-ddThh:mm)',
      fix: 'Write a time that exists: cron(0 20 * * MON-FRI), for example.',
    });
  }
  const { longestPause } = parsed;
  if (
    longestPause !== undefined &&
    !duration.isUnresolved() &&
    duration.toMinutes({ integral: false }) >= longestPause
  ) {
    throw refuse(scope, {
      prop: `${prop}.duration`,
      got: duration.toHumanString(),
      allowed: `shorter than ${longestPause} minutes, after which ${schedule} begins again`,
      fix: 'The window would never end. To mute an alarm for ever, set `muted` in `overrides`.',
    });
  }
}

/** Rejects a duration that CloudWatch does not accept. */
function requireDuration(scope: Construct, prop: string, duration: Duration): void {
  if (!(duration instanceof Duration)) {
    throw refuse(scope, {
      prop,
      got: duration,
      allowed: 'a `Duration`',
      fix: 'Pass `Duration.hours(10)`, for example.',
    });
  }
  if (duration.isUnresolved()) {
    return;
  }
  const minutes = duration.toMinutes({ integral: false });
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MAX_MINUTES) {
    throw refuse(scope, {
      prop,
      got: duration.toHumanString(),
      allowed: 'a whole number of minutes, from one minute to 15 days',
      fix: 'To mute an alarm for ever, set `muted` in `overrides`.',
    });
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutAlarmMuteRule.html */
const MAX_ALARMS = 100;
const MAX_MINUTES = 15 * 24 * 60;
