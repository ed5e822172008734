import { Reference, Tokenization } from 'aws-cdk-lib';

/**
 * The least number of characters that a text with tokens has when it is deployed. AWS counts the values of tokens, which
 * are unknown: each counts as the shortest value that it can have.
 */
export function leastLength(text: string): number {
  const { tokens } = Tokenization.reverseString(text);
  const literal = text.replace(/\$\{Token\[[^\]]*\]\}/g, '');
  return tokens.reduce((total, token) => total + leastLengthOf(token), literal.length);
}

function leastLengthOf(token: unknown): number {
  if (!Reference.isReference(token)) {
    return 1;
  }
  const [, length = 1] = LEAST.find(([name]) => name.test(token.displayName)) ?? [];
  return length;
}

/** The lengths of the shortest values, by the names of attributes and pseudo parameters. */
const LEAST: ReadonlyArray<readonly [RegExp, number]> = [
  [/^AWS::Partition$/, 'aws'.length],
  [/^AWS::Region$/, 'us-east-1'.length],
  [/^AWS::AccountId$/, '123456789012'.length],
  [/^AWS::URLSuffix$/, 'amazonaws.com'.length],
  [/Arn$/, 'arn:aws:s3:::abc'.length],
  [/GroupId$/, 'sg-12345678'.length],
];
