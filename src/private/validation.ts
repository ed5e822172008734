import { type Duration, type TimeZone, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A prop with an invalid value. */
interface RefusedProp {
  /** Name of the user's prop. */
  readonly prop: string;
  /** The accepted values, completing "must be ...". */
  readonly allowed: string;
  /** The remedy: one complete sentence. */
  readonly fix: string;
}

/** An invalid value that the error quotes. */
interface RefusedValue extends RefusedProp {
  readonly got: unknown;
}

/** An invalid value that the error describes, such as a token or a construct. */
interface RefusedDescription extends RefusedProp {
  readonly gotInWords: string;
}

export type Refusal = RefusedValue | RefusedDescription;

/** Creates an error of the library: the prop, the allowed values, the value, the remedy and the construct's path. */
export function refuse(scope: IConstruct, refusal: Refusal): Error {
  const { prop, allowed, fix } = refusal;
  const got = 'got' in refusal ? quoted(refusal.got) : refusal.gotInWords;
  return new Error(`${prop} must be ${allowed}, got ${got}. ${fix} (in ${scope.node.path})`);
}

/** Whether a value is not known yet: a token, or the CDK's placeholder for the result of a lookup. */
export function isUnknown(value: unknown): boolean {
  return Token.isUnresolved(value) || isPending(value);
}

/**
 * Whether a value is the CDK's placeholder for the result of a lookup. An app that looks something up is synthesized
 * twice: in the first round, whose templates are discarded, the CDK answers with placeholders.
 */
export function isPending(value: unknown): boolean {
  return typeof value === 'string' && PLACEHOLDER.test(value);
}

/** Returns a value for a construct of the CDK that rejects placeholders: nothing until the value is looked up. */
export function unlessPending(value: string | undefined): string | undefined {
  return isPending(value) ? undefined : value;
}

/** The placeholders for a parameter, for the ids of a VPC and a security group, for an address, and for the ARN of a role. */
const PLACEHOLDER = /dummy-value-for-|^vpc-12345$|^sg-12345678$|^TESTADDRESS$|:role\/DUMMY_ARN$/;

/** A range of whole numbers, including both limits. */
export interface WholeNumbers {
  readonly min: number;
  readonly max: number;
  /** The unit, for example 'GiB'. */
  readonly unit?: string;
}

/** Rejects a value that is not a whole number in the range. Tokens pass: their values are known only at deployment. */
export function requireWholeNumber(
  scope: IConstruct,
  prop: string,
  value: number,
  { min, max, unit }: WholeNumbers,
  fix: string,
): void {
  if (Token.isUnresolved(value)) {
    return;
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    throw refuse(scope, {
      prop,
      got: value,
      allowed: `a whole number${unit ? ` of ${unit}` : ''} from ${min} to ${max}`,
      fix,
    });
  }
}

/** Rejects a token as a number that determines the resources of the template. */
export function requireKnown(scope: IConstruct, prop: string, value: number): void {
  if (Token.isUnresolved(value)) {
    throw refuse(scope, {
      prop,
      gotInWords: 'a token',
      allowed: 'a number that is known at synthesis',
      fix: 'It determines the resources of the template: set a plain number.',
    });
  }
}

/** Rejects a duration that is not a whole number of days in the range. Tokens in days pass. */
export function requireWholeDays(
  scope: IConstruct,
  prop: string,
  value: Duration,
  range: WholeNumbers,
  fix: string,
): void {
  requireTokenIn(scope, prop, value, 'days');
  if (!value.isUnresolved()) {
    requireWholeNumber(scope, prop, value.toDays({ integral: false }), { ...range, unit: 'days' }, fix);
  }
}

/** Rejects a token in another unit than AWS takes: an unknown value cannot be converted. */
export function requireTokenIn(scope: IConstruct, prop: string, value: Duration, unit: 'seconds' | 'days'): void {
  if (value.isUnresolved() && value.unitLabel() !== unit) {
    throw refuse(scope, {
      prop,
      gotInWords: `a token in ${value.unitLabel()}`,
      allowed: `known at synthesis, or a token in ${unit}`,
      fix: `Use \`Duration.${unit}\`.`,
    });
  }
}

/** Rejects text that does not match. Values that are not known yet pass: tokens and pending lookups. */
export function requireMatch(
  scope: IConstruct,
  prop: string,
  value: string,
  pattern: RegExp,
  allowed: string,
  fix: string,
): void {
  if (!isUnknown(value) && !pattern.test(value)) {
    throw refuse(scope, { prop, got: value, allowed, fix });
  }
}

/** Rejects a time zone that does not exist, and a name in place of a `TimeZone`, which JavaScript would ignore. */
export function requireTimeZone(scope: IConstruct, prop: string, timeZone: TimeZone): void {
  const { timezoneName } = timeZone;
  if (isUnknown(timezoneName)) {
    return;
  }
  if (typeof timezoneName !== 'string' || !isTimeZone(timezoneName)) {
    throw refuse(scope, {
      prop,
      got: timezoneName ?? timeZone,
      allowed: 'a time zone of the IANA database',
      fix: 'Use a constant of `TimeZone`, for example `TimeZone.EUROPE_BERLIN`.',
    });
  }
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}

/** Rejects duplicates in a list. */
export function requireDistinct(scope: IConstruct, prop: string, values: readonly string[]): void {
  if (new Set(values).size < values.length) {
    throw refuse(scope, { prop, got: values.join(', '), allowed: 'unique', fix: 'Remove the duplicate.' });
  }
}

function quoted(value: unknown): string {
  if (typeof value === 'string') {
    return `'${value}'`;
  }
  if (typeof value === 'function') {
    return 'a function';
  }
  const text = String(value);
  return text === '[object Object]' ? 'an object' : text;
}
