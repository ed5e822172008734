import { type Duration, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A prop that is refused, in the order in which a reader wants it. */
interface RefusedProp {
  /** The user's own prop. */
  readonly prop: string;
  /** The values that are accepted, completing "must be ...". */
  readonly allowed: string;
  /** The remedy: one whole sentence. */
  readonly fix: string;
}

/** A prop whose value is refused. */
interface RefusedValue extends RefusedProp {
  /** The value, which the error quotes. */
  readonly got: unknown;
}

/** A prop whose value says nothing to a reader, such as a token or a construct. */
interface RefusedDescription extends RefusedProp {
  /** A description of the value, which the error does not quote. */
  readonly gotInWords: string;
}

export type Refusal = RefusedValue | RefusedDescription;

/** The one shape of the library's errors: the prop, what is allowed, what was given, what to do, and where. */
export function refuse(scope: IConstruct, refusal: Refusal): Error {
  const { prop, allowed, fix } = refusal;
  const got = 'got' in refusal ? quoted(refusal.got) : refusal.gotInWords;
  return new Error(`${prop} must be ${allowed}, got ${got}. ${fix} (in ${scope.node.path})`);
}

/** A range of whole numbers, both ends included. */
export interface WholeNumbers {
  readonly min: number;
  readonly max: number;
  /** The unit, for example 'GiB'. */
  readonly unit?: string;
}

/** Refuses anything but a whole number in the range; a token is known only at deployment and passes. */
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

/** Refuses a token where the number decides what is in the template. */
export function requireKnown(scope: IConstruct, prop: string, value: number): void {
  if (Token.isUnresolved(value)) {
    throw refuse(scope, {
      prop,
      gotInWords: 'a token',
      allowed: 'a number that is known at synthesis',
      fix: 'It decides which resources there are, so give a plain number.',
    });
  }
}

/** Refuses a duration that is not a whole number of days in the range; a token in days passes. */
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

/** Refuses a token in another unit than AWS takes, because nobody can convert what is not known yet. */
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

/** Refuses text that does not match; a token is known only at deployment and passes. */
export function requireMatch(
  scope: IConstruct,
  prop: string,
  value: string,
  pattern: RegExp,
  allowed: string,
  fix: string,
): void {
  if (!Token.isUnresolved(value) && !pattern.test(value)) {
    throw refuse(scope, { prop, got: value, allowed, fix });
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
