import { Duration, Fn, RemovalPolicy, Token } from 'aws-cdk-lib';
import fc from 'fast-check';

/** Mostly a valid value, rarely an invalid one, so that most cases with many props are valid as a whole. */
export function mostly<T>(valid: fc.Arbitrary<T>, ...invalid: readonly T[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 120, arbitrary: valid }, { weight: 1, arbitrary: fc.constantFrom(...invalid) });
}

/** One of the valid values, rarely one of the invalid ones. */
export function oneOf<T>(valid: readonly T[], invalid: readonly T[] = []): fc.Arbitrary<T> {
  const arbitrary = fc.constantFrom(...valid);
  return invalid.length > 0 ? mostly(arbitrary, ...invalid) : arbitrary;
}

/** Tokens, whose values are known only at deployment. */
export const TOKEN_NUMBER = Token.asNumber(Fn.importValue('Number'));
export const TOKEN_TEXT = Fn.importValue('Text');

/** Whole numbers from `min` to `max`, often one of the two; sometimes a token, and rarely an invalid number. */
export function wholeNumber(min: number, max: number): fc.Arbitrary<number> {
  const valid = fc.oneof(
    { weight: 30, arbitrary: fc.integer({ min, max }) },
    { weight: 10, arbitrary: fc.constantFrom(min, max) },
    { weight: 1, arbitrary: fc.constant(TOKEN_NUMBER) },
  );
  return mostly(valid, min - 1, max + 1, min + 0.5, -min - 1, Number.NaN, Number.POSITIVE_INFINITY);
}

/** Durations of whole days from `min` to `max`, in days or hours; sometimes a token, and rarely an invalid duration. */
export function days(min: number, max: number): fc.Arbitrary<Duration> {
  const valid = fc.oneof(
    { weight: 10, arbitrary: fc.integer({ min, max }).map((amount) => Duration.days(amount)) },
    { weight: 10, arbitrary: fc.integer({ min, max }).map((amount) => Duration.hours(amount * 24)) },
    { weight: 10, arbitrary: fc.constantFrom(Duration.days(min), Duration.days(max)) },
    { weight: 1, arbitrary: fc.constant(Duration.days(TOKEN_NUMBER)) },
  );
  const invalid = [
    Duration.hours(TOKEN_NUMBER),
    Duration.hours(36),
    Duration.seconds(1),
    Duration.days(max + 1),
    Duration.days(max * 100),
  ];
  return mostly(valid, ...invalid);
}

/** A random subset of the props, each with a value from its arbitrary. */
export function someOf<T extends object>(
  props: { readonly [Prop in keyof T]-?: fc.Arbitrary<Exclude<T[Prop], undefined>> },
) {
  return fc.record(props, { requiredKeys: [] });
}

/** Unusual texts, to try as names and identifiers. */
export const ODD_TEXTS = ['', ' ', 'a b', 'Ünïcode', 'a'.repeat(300), '../x', '$x', 'x\ny', '-'];

export const removalPolicy = oneOf([
  RemovalPolicy.RETAIN,
  RemovalPolicy.DESTROY,
  RemovalPolicy.SNAPSHOT,
  RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
]);

export const port = wholeNumber(1150, 65535);
