import { type Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { isPlainObject, literalKeys } from '../../private/plain-object';
import { refuse, requireMatch, requireWholeNumber } from '../../private/validation';
import { AlarmSeverity } from '../../providers/monitoring-settings';
import type { AlarmDefinition } from '../alarm-definition';
import type { AlarmOverride, MonitoringOptions } from '../monitoring-options';
import type { AlarmRouting } from './alarm-target-contract';

/** Rejects a name that the names and keys of alarms cannot contain. */
export function requireOwner(scope: IConstruct, prop: string, owner: string): void {
  requireText(scope, prop, owner);
  requireMatch(
    scope,
    prop,
    owner,
    /^[A-Za-z0-9][\w.-]{0,63}$/,
    '1 to 64 letters, digits, dots, hyphens and underscores, starting with a letter or a digit',
    'The names of alarms contain it: use the name of a service or of a part.',
  );
}

/** Rejects options whose types the compiler does not check in JavaScript and Python. */
export function requireOptions(scope: IConstruct, options: MonitoringOptions, environmentName?: string): void {
  const { highestSeverity, routing, serviceRouting = {}, serviceDashboards } = options;
  if (environmentName !== undefined) {
    requireMatch(
      scope,
      'environmentName',
      environmentName,
      /^[\w.-]{1,64}$/,
      '1 to 64 letters, digits, dots, hyphens and underscores',
      'The names of alarms start with it: pass a name such as production.',
    );
  }
  requireSeverity(scope, 'highestSeverity', highestSeverity);
  requireBoolean(scope, 'alarms', options.alarms);
  requireBoolean(scope, 'dashboard', options.dashboard);
  requireOwners(scope, 'serviceDashboards', serviceDashboards);
  requireRouting(scope, 'routing', routing);
  for (const [owner, own] of Object.entries(serviceRouting)) {
    requireRouting(scope, `serviceRouting.${owner}`, own);
  }
}

/** Rejects a single name in place of a list: JavaScript would take its letters for names. */
export function requireOwners(scope: IConstruct, prop: string, owners: readonly string[] | undefined): void {
  if (owners !== undefined && !Array.isArray(owners)) {
    throw refuse(scope, {
      prop,
      got: owners,
      allowed: 'a list of owners',
      fix: 'Pass a list of names, also for one owner.',
    });
  }
}

function requireRouting(scope: IConstruct, prop: string, routing: AlarmRouting = {}): void {
  const unknown = isPlainObject(routing) ? literalKeys(routing).find((key) => !SEVERITIES.includes(key)) : undefined;
  if (typeof routing !== 'object' || routing === null || unknown !== undefined) {
    throw refuse(scope, {
      prop,
      got: unknown ?? routing,
      allowed: `of ${SEVERITIES.join(', ')}`,
      fix: 'Pass an `AlarmRouting`, whose fields are lists of targets.',
    });
  }
  for (const severity of ['page', 'ticket'] as const) {
    const targets = routing[severity];
    if (targets !== undefined && !(Array.isArray(targets) && targets.every(isTarget))) {
      throw refuse(scope, {
        prop: `${prop}.${severity}`,
        got: targets,
        allowed: 'a list of targets',
        fix: 'Pass a list of `AlarmTarget`, also for one target.',
      });
    }
  }
}

function isTarget(target: unknown): boolean {
  return typeof target === 'object' && target !== null && 'attach' in target;
}

/** Rejects an incomplete or contradictory definition of an alarm. */
export function requireDefinition(scope: IConstruct, owner: string, definition: AlarmDefinition): void {
  const { alarmId, resource, summary, firstStep, threshold, severity } = definition;
  const prop = (field: string) => `${field} of ${owner}/${alarmId}`;
  requireText(scope, 'alarmId', alarmId);
  requireMatch(
    scope,
    'alarmId',
    alarmId,
    /^[A-Z][A-Za-z0-9]{0,63}$/,
    'in Pascal case: 1 to 64 letters and digits, starting with an upper-case letter',
    'Use a name such as CheckoutSlow.',
  );
  if (resource !== undefined) {
    requireMatch(
      scope,
      prop('resource'),
      resource,
      /^[\w.-]{1,64}$/,
      '1 to 64 letters, digits, dots, hyphens and underscores',
      'The name of the alarm contains it: use a short name of the node.',
    );
  }
  requireText(scope, prop('summary'), summary);
  requireText(scope, prop('firstStep'), firstStep);
  requireThreshold(scope, prop('threshold'), threshold, definition.maxThreshold);
  requireSeverity(scope, prop('severity'), severity);
  requirePeriods(scope, prop, definition);
}

/** Rejects an override that CloudWatch would reject, or that has no effect because of its spelling. */
export function requireOverride(scope: IConstruct, prop: string, override: AlarmOverride): void {
  if (typeof override !== 'object' || override === null) {
    throw refuse(scope, { prop, got: override, allowed: 'an `AlarmOverride`', fix: `Set ${FIELDS.join(', ')}.` });
  }
  const unknown = isPlainObject(override) ? literalKeys(override).find((key) => !FIELDS.includes(key)) : undefined;
  if (unknown !== undefined) {
    throw refuse(scope, {
      prop,
      got: unknown,
      allowed: `of ${FIELDS.join(', ')}`,
      fix: 'Correct the name of the field.',
    });
  }
  requireBoolean(scope, `${prop}.enabled`, override.enabled);
  requireBoolean(scope, `${prop}.muted`, override.muted);
  if (override.runbookUrl !== undefined) {
    requireText(scope, `${prop}.runbookUrl`, override.runbookUrl);
  }
  requireThreshold(scope, `${prop}.threshold`, override.threshold);
  requireSeverity(scope, `${prop}.severity`, override.severity);
  requirePeriods(scope, (field) => `${prop}.${field}`, override);
}

/** Rejects more datapoints than periods. */
export function requirePeriods(
  scope: IConstruct,
  prop: (field: string) => string,
  { evaluationPeriods, datapointsToAlarm }: Pick<AlarmDefinition, 'evaluationPeriods' | 'datapointsToAlarm'>,
): void {
  const fix = 'CloudWatch evaluates at most a day of minutes, and so many of these periods must be in breach.';
  if (evaluationPeriods !== undefined) {
    requireWholeNumber(scope, prop('evaluationPeriods'), evaluationPeriods, { min: 1, max: MINUTES_OF_DAY }, fix);
  }
  if (datapointsToAlarm !== undefined) {
    const max =
      evaluationPeriods === undefined || Token.isUnresolved(evaluationPeriods) ? MINUTES_OF_DAY : evaluationPeriods;
    requireWholeNumber(scope, prop('datapointsToAlarm'), datapointsToAlarm, { min: 1, max }, fix);
  }
}

/** Rejects more periods than CloudWatch evaluates: a day of them, or a week if they are as long as an hour. */
export function requireEvaluatedTime(
  scope: IConstruct,
  prop: string,
  evaluationPeriods: number,
  period: Duration | undefined,
): void {
  if (period === undefined || period.isUnresolved()) {
    return;
  }
  const seconds = period.toSeconds();
  requireWholeNumber(
    scope,
    prop,
    evaluationPeriods,
    { min: 1, max: Math.floor((seconds < HOUR ? DAY : WEEK) / seconds) },
    `A period of the metric is ${period.toHumanString()}, and CloudWatch evaluates at most a day of them, or a week if ` +
      'they are as long as an hour.',
  );
}

/** Rejects a text such as 'false', which JavaScript takes for true. */
function requireBoolean(scope: IConstruct, prop: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'boolean') {
    throw refuse(scope, { prop, got: value, allowed: 'true or false', fix: 'Pass a boolean, without quotes.' });
  }
}

/** Rejects a severity of another name. JavaScript and Python do not check it at compile time. */
export function requireSeverity(scope: IConstruct, prop: string, severity: AlarmSeverity | undefined): void {
  const known = Object.values(AlarmSeverity);
  if (severity !== undefined && !known.includes(severity)) {
    throw refuse(scope, {
      prop,
      got: severity,
      allowed: `one of ${known.join(', ')}`,
      fix: 'Use a member of `AlarmSeverity`.',
    });
  }
}

function requireThreshold(scope: IConstruct, prop: string, threshold: number | undefined, max?: number): void {
  if (threshold === undefined || Token.isUnresolved(threshold)) {
    return;
  }
  if (!Number.isFinite(threshold) || threshold < 0 || (max !== undefined && threshold > max)) {
    throw refuse(scope, {
      prop,
      got: threshold,
      allowed: max === undefined ? 'a number of at least 0' : `a number from 0 to ${max}`,
      fix: 'Set it in the unit of the metric.',
    });
  }
}

function requireText(scope: IConstruct, prop: string, text: unknown): void {
  if (typeof text !== 'string' || text === '') {
    throw refuse(scope, {
      prop,
      got: text,
      allowed: 'text of at least one character',
      fix: 'The person on call reads it: write one sentence.',
    });
  }
}

const FIELDS: string[] = [
  ...['enabled', 'muted', 'threshold', 'evaluationPeriods', 'datapointsToAlarm', 'severity', 'runbookUrl'],
];

const SEVERITIES: string[] = ['page', 'ticket'];

const MINUTES_OF_DAY = 1440;
const HOUR = 3_600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
