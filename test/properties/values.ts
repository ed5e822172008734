import { Duration, Fn, RemovalPolicy, Token } from 'aws-cdk-lib';
import fc from 'fast-check';

/**
 * Mostly a legal value, now and then an illegal one: rarely enough that most draws of many props are legal as a whole.
 */
export function mostly<T>(legal: fc.Arbitrary<T>, ...illegal: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 120, arbitrary: legal }, { weight: 1, arbitrary: fc.constantFrom(...illegal) });
}

/** One of some legal values, now and then one of some illegal ones. */
export function oneOf<T>(legal: readonly T[], illegal: readonly T[] = []): fc.Arbitrary<T> {
  const arbitrary = fc.constantFrom(...legal);
  return illegal.length > 0 ? mostly(arbitrary, ...illegal) : arbitrary;
}

/** What is known only at deployment. */
export const TOKEN_NUMBER = Token.asNumber(Fn.importValue('Number'));
export const TOKEN_TEXT = Fn.importValue('Text');

/** Whole numbers from `min` to `max`, both ends often; now and then a token, and what is no such number. */
export function wholeNumber(min: number, max: number): fc.Arbitrary<number> {
  const legal = fc.oneof(
    { weight: 30, arbitrary: fc.integer({ min, max }) },
    { weight: 10, arbitrary: fc.constantFrom(min, max) },
    { weight: 1, arbitrary: fc.constant(TOKEN_NUMBER) },
  );
  return mostly(legal, min - 1, max + 1, min + 0.5, -min - 1, Number.NaN, Number.POSITIVE_INFINITY);
}

/** Durations of whole days from `min` to `max`, written in any unit; now and then a token, and what is no such. */
export function days(min: number, max: number): fc.Arbitrary<Duration> {
  const legal = fc.oneof(
    { weight: 10, arbitrary: fc.integer({ min, max }).map((amount) => Duration.days(amount)) },
    { weight: 10, arbitrary: fc.integer({ min, max }).map((amount) => Duration.hours(amount * 24)) },
    { weight: 10, arbitrary: fc.constantFrom(Duration.days(min), Duration.days(max)) },
    { weight: 1, arbitrary: fc.constant(Duration.days(TOKEN_NUMBER)) },
  );
  const illegal = [
    Duration.hours(TOKEN_NUMBER),
    Duration.hours(36),
    Duration.seconds(1),
    Duration.days(max + 1),
    Duration.days(max * 100),
  ];
  return mostly(legal, ...illegal);
}

/** Some of the props, each with what it is drawn from. */
export function someOf<T extends object>(
  props: { readonly [Prop in keyof T]-?: fc.Arbitrary<Exclude<T[Prop], undefined>> },
) {
  return fc.record(props, { requiredKeys: [] });
}

/** Text that some patterns below take, and no AWS service does. */
export const ODD_TEXTS = ['', ' ', 'a b', 'Ünïcode', 'a'.repeat(300), '../x', '$x', 'x\ny', '-'];

export const removalPolicy = oneOf([
  RemovalPolicy.RETAIN,
  RemovalPolicy.DESTROY,
  RemovalPolicy.SNAPSHOT,
  RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
]);

export const port = wholeNumber(1150, 65535);
