import { Aws, Reference, Tokenization } from 'aws-cdk-lib';
import { unpublished } from '../parameters/published-values';

/**
 * The least number of characters that a text with tokens has when it is deployed. AWS counts the values of the tokens, which
 * are unknown: each counts as the shortest value that it can have.
 */
export function leastLength(text: string): number {
  const known = PSEUDO_PARAMETERS.reduce((replaced, [token, shortest]) => replaced.replaceAll(token, shortest), text);
  const literal = known.replace(/\$\{Token\[[^\]]*\]\}/g, '');
  const { tokens } = Tokenization.reverseString(known);
  return tokens.reduce((total, token) => total + leastLengthOf(unpublished(token)), literal.length);
}

function leastLengthOf(token: unknown): number {
  if (!Reference.isReference(token)) {
    return 1;
  }
  const [, shortest = '1'] = ATTRIBUTES.find(([name]) => name.test(token.displayName)) ?? [];
  return shortest.length;
}

/** The shortest values of the pseudo parameters of CloudFormation. */
const PSEUDO_PARAMETERS: ReadonlyArray<readonly [string, string]> = [
  [Aws.PARTITION, 'aws'],
  [Aws.REGION, 'us-east-1'],
  [Aws.ACCOUNT_ID, '123456789012'],
  [Aws.URL_SUFFIX, 'amazonaws.com'],
];

/** The shortest values of references, by the names of attributes and of the pseudo parameters of a stack. */
const ATTRIBUTES: ReadonlyArray<readonly [RegExp, string]> = [
  [/Arn$/, 'arn:aws:s3:::abc'],
  [/GroupId$/, 'sg-12345678'],
  [/^AWS::Partition$/, 'aws'],
  [/^AWS::Region$/, 'us-east-1'],
  [/^AWS::AccountId$/, '123456789012'],
];
