import { ExpectedResult, type IApiCall, type IDeployAssert } from '@aws-cdk/integ-tests-alpha';

/** A call to the API of an AWS service, with the names of the AWS SDK. */
export interface ApiCall {
  readonly service: string;
  readonly api: string;
  readonly parameters?: Record<string, unknown>;
}

/** The actions of APIs whose names differ from that of the API, by the API: the runner allows the action with the name of the API. */
const ACTIONS: Record<string, string> = {
  getBucketEncryption: 's3:GetEncryptionConfiguration',
  getBucketLifecycleConfiguration: 's3:GetLifecycleConfiguration',
  getPublicAccessBlock: 's3:GetBucketPublicAccessBlock',
};

/** Calls an API with the permission that it needs. */
function allowedCall(assertions: IDeployAssert, { service, api, parameters }: ApiCall): IApiCall {
  const call = assertions.awsApiCall(service, api, parameters);
  const action = ACTIONS[api];
  if (action) call.provider.addToRolePolicy({ Effect: 'Allow', Action: [action], Resource: ['*'] });
  return call;
}

/** The expected value at a path of a response: an exact value, or a pattern. */
export type Expected = string | number | boolean | ExpectedResult;

/**
 * Expects values at paths of an API's response, such as `DBInstances.0.Engine`.
 *
 * Each path makes a separate call: CloudFormation rejects custom resource responses of more than 4 KB, and a whole
 * description can be larger. The assertion handler does not distinguish false and 0 at a path from a missing value, and
 * does not compare them. These values are therefore expected in the whole response, and only on the emulator, which
 * accepts responses of any size.
 */
export function expectValues(assertions: IDeployAssert, call: ApiCall, values: Record<string, Expected>): void {
  const [present, off] = [true, false].map((is) => Object.entries(values).filter(([, value]) => Boolean(value) === is));
  for (const [path, expected] of present) {
    const result = typeof expected === 'object' ? expected : { result: String(expected) };
    allowedCall(assertions, call).assertAtPath(path, result);
  }
  if (process.env.INTEG_IN_ACCOUNT === undefined) {
    for (const [path, expected] of off) expectResponse(assertions, call, nested(path.split('.'), expected));
  }
}

/** Expects a pattern in the whole response. Lists must have the same length. Only for responses of less than 4 KB. */
export function expectResponse(assertions: IDeployAssert, call: ApiCall, pattern: Record<string, unknown>): void {
  allowedCall(assertions, call).expect(ExpectedResult.objectLike(pattern));
}

/** Converts a path such as `A.0.B` to `{ A: [{ B: value }] }`. */
function nested([name, ...rest]: string[], value: unknown): Record<string, unknown> {
  if (rest.length === 0) return { [name]: value };
  const inList = rest[0] === '0';
  const inner = nested(inList ? rest.slice(1) : rest, value);
  return { [name]: inList ? [inner] : inner };
}

/** Expects one of several values, for lists that an API returns in any order. */
export function oneOf(values: string[]): ExpectedResult {
  return ExpectedResult.stringLikeRegexp(`^(${values.join('|')})$`);
}

/**
 * Expects text with a prefix. It does not match text that consists of digits: the assertion handler converts such text to
 * a number.
 */
export function startingWith(text: string): ExpectedResult {
  return ExpectedResult.stringLikeRegexp(`^${text}`);
}

/** Expects the same value for the first `count` items of a list, or at a path in each of these items. */
export function eachItem(list: string, path: string, count: number, expected: Expected): Record<string, Expected> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      [list, index, path].filter((part) => part !== '').join('.'),
      expected,
    ]),
  );
}

/** Returns the value at a path of a response, as a parameter for another call. */
export function responseValue(assertions: IDeployAssert, call: ApiCall, path: string): string {
  return allowedCall(assertions, call).getAttString(path);
}
