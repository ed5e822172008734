import { ExpectedResult, type IDeployAssert } from '@aws-cdk/integ-tests-alpha';

/** One question to the API of a service, as the AWS SDK spells it. */
export interface Question {
  readonly service: string;
  readonly api: string;
  readonly parameters?: Record<string, unknown>;
}

/** What is expected at a path of an answer: just this, or what matches. */
export type Expected = string | number | boolean | ExpectedResult;

/**
 * Expects values at paths of an API's answer, such as `DBInstances.0.Engine`.
 *
 * Each path is a call of its own: CloudFormation refuses answers of more than 4 KB, which a whole description can be.
 */
export function expectAnswer(assertions: IDeployAssert, question: Question, values: Record<string, Expected>): void {
  const { service, api, parameters } = question;
  for (const [path, expected] of Object.entries(values)) {
    const result = typeof expected === 'object' ? expected : exactly(expected);
    assertions.awsApiCall(service, api, parameters).assertAtPath(path, result);
  }
}

/**
 * The handler behind an assertion knows no `ExpectedResult.exact` of a plain value, and takes false, 0 and what is not
 * there for the same: an empty text stands for all three.
 */
function exactly(expected: string | number | boolean): ExpectedResult {
  return { result: expected ? String(expected) : '' };
}

/** Expects one of several values, where an API answers in no order. */
export function oneOf(values: string[]): ExpectedResult {
  return ExpectedResult.stringLikeRegexp(`^(${values.join('|')})$`);
}

/** Expects a text that begins so. The handler takes a text that reads like a number for one, which begins with nothing. */
export function startingWith(text: string): ExpectedResult {
  return ExpectedResult.stringLikeRegexp(`^${text}`);
}

/** The same expectation of the first so many members of a list, or of what is at a path in each of them. */
export function each(list: string, path: string, count: number, expected: Expected): Record<string, Expected> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      [list, index, path].filter((part) => part !== '').join('.'),
      expected,
    ]),
  );
}

/** What an API answers at a path, to ask the next question with. */
export function ask(assertions: IDeployAssert, { service, api, parameters }: Question, path: string): string {
  return assertions.awsApiCall(service, api, parameters).getAttString(path);
}
