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
 * Each path is a call of its own: CloudFormation refuses answers of more than 4 KB, which a whole description can be. The
 * handler behind a path takes false, 0 and nothing for the same and refuses to compare them, so these are expected of the
 * whole answer, and only on the emulator, which takes one of any length.
 */
export function expectAnswer(assertions: IDeployAssert, question: Question, values: Record<string, Expected>): void {
  const { service, api, parameters } = question;
  const [present, off] = [true, false].map((is) => Object.entries(values).filter(([, value]) => Boolean(value) === is));
  for (const [path, expected] of present) {
    const result = typeof expected === 'object' ? expected : { result: String(expected) };
    assertions.awsApiCall(service, api, parameters).assertAtPath(path, result);
  }
  if (process.env.INTEG_IN_ACCOUNT === undefined) {
    for (const [path, expected] of off) expectWhole(assertions, question, nested(path.split('.'), expected));
  }
}

/** Expects what a whole answer is like, lists being as long as they are here. For short answers. */
export function expectWhole(assertions: IDeployAssert, question: Question, pattern: Record<string, unknown>): void {
  const { service, api, parameters } = question;
  assertions.awsApiCall(service, api, parameters).expect(ExpectedResult.objectLike(pattern));
}

/** `A.0.B` as `{ A: [{ B: value }] }`. */
function nested([name, ...rest]: string[], value: unknown): Record<string, unknown> {
  if (rest.length === 0) return { [name]: value };
  const inList = rest[0] === '0';
  const inner = nested(inList ? rest.slice(1) : rest, value);
  return { [name]: inList ? [inner] : inner };
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
