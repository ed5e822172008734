import { CfnParameter, Duration, Lazy, Token } from 'aws-cdk-lib';
import { refuse, requireKnown, requireMatch, requireWholeDays, requireWholeNumber } from '../../src/private/validation';
import { twoZoneStack } from '../support/stacks';

const range = { min: 1, max: 6, unit: 'nodes' };

describe('refuse', () => {
  const refusal = { prop: 'size', allowed: 'small', fix: 'Shrink it.' };

  test.each([
    ['text', 'large', "'large'"],
    ['a number', 7, '7'],
    ['undefined', undefined, 'undefined'],
    ['a boolean', false, 'false'],
    ['a plain object', { size: 'large' }, 'an object'],
    ['an object that converts to text', Duration.days(7), 'Duration.days(7)'],
    ['a function', () => 'large', 'a function'],
  ])('shows %s in the error', (_, got, shown) => {
    expect(refuse(twoZoneStack(), { ...refusal, got })).toEqual(
      new Error(`size must be small, got ${shown}. Shrink it. (in Test)`),
    );
  });

  test('shows a description without quotation marks', () => {
    expect(refuse(twoZoneStack(), { ...refusal, gotInWords: 'a token' })).toEqual(
      new Error('size must be small, got a token. Shrink it. (in Test)'),
    );
  });
});

describe('requireKnown', () => {
  test('accepts a number', () => {
    expect(() => requireKnown(twoZoneStack(), 'readers', 0)).not.toThrow();
  });

  test('rejects a token', () => {
    expect(() => requireKnown(twoZoneStack(), 'readers', Token.asNumber({ Ref: 'Readers' }))).toThrow(
      new Error(
        'readers must be a number that is known at synthesis, got a token. ' +
          'It determines the resources of the template: set a plain number. (in Test)',
      ),
    );
  });
});

describe('requireWholeNumber', () => {
  test.each([1, 2, 6])('accepts %p, which is in the range', (value) => {
    expect(() => requireWholeNumber(twoZoneStack(), 'size', value, range, 'Fix it.')).not.toThrow();
  });

  test.each([0, 7, -1, 2.5, Number.NaN, Number.POSITIVE_INFINITY])('rejects %p', (value) => {
    expect(() => requireWholeNumber(twoZoneStack(), 'size', value, range, 'Fix it.')).toThrow(
      `size must be a whole number of nodes from 1 to 6, got ${value}. Fix it. (in Test)`,
    );
  });

  test('names no unit if the range has none', () => {
    expect(() => requireWholeNumber(twoZoneStack(), 'port', 0, { min: 1, max: 2 }, 'Fix it.')).toThrow(
      new Error('port must be a whole number from 1 to 2, got 0. Fix it. (in Test)'),
    );
  });

  test('accepts a token', () => {
    const value = Token.asNumber({ Ref: 'Size' });
    expect(() => requireWholeNumber(twoZoneStack(), 'size', value, range, 'Fix it.')).not.toThrow();
  });
});

describe('requireWholeDays', () => {
  test.each([Duration.days(1), Duration.hours(24), Duration.days(6)])('accepts %s', (value) => {
    expect(() => requireWholeDays(twoZoneStack(), 'retention', value, range, 'Fix it.')).not.toThrow();
  });

  test.each([
    [Duration.hours(36), '1.5'],
    [Duration.days(0), '0'],
    [Duration.days(7), '7'],
  ])('rejects %s', (value, shown) => {
    expect(() => requireWholeDays(twoZoneStack(), 'retention', value, range, 'Fix it.')).toThrow(
      `retention must be a whole number of days from 1 to 6, got ${shown}. Fix it.`,
    );
  });

  test('accepts a token', () => {
    const value = Duration.days(Lazy.number({ produce: () => 3 }));
    expect(() => requireWholeDays(twoZoneStack(), 'retention', value, range, 'Fix it.')).not.toThrow();
  });

  test('rejects a token in another unit, which cannot be converted', () => {
    const value = Duration.hours(Lazy.number({ produce: () => 24 }));
    expect(() => requireWholeDays(twoZoneStack(), 'retention', value, range, 'Fix it.')).toThrow(
      'retention must be known at synthesis, or a token in days, got a token in hours. Use `Duration.days`. (in Test)',
    );
  });
});

describe('requireMatch', () => {
  test('quotes the text that does not match', () => {
    expect(() => requireMatch(twoZoneStack(), 'name', 'a b', /^\w+$/, 'one word', 'Fix it.')).toThrow(
      "name must be one word, got 'a b'. Fix it. (in Test)",
    );
  });

  test('accepts a token', () => {
    const stack = twoZoneStack();
    const value = new CfnParameter(stack, 'Name').valueAsString;
    expect(() => requireMatch(stack, 'name', value, /^$/, 'one word', 'Fix it.')).not.toThrow();
  });
});
