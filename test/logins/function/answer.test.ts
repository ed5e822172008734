import { ANSWER_MS, answer } from '../../../src/logins/function/answer';

const REQUEST = {
  ResponseURL: 'https://answers.s3.amazonaws.com/signed?X-Amz-Signature=hunter2',
  StackId: 'arn:stack',
  RequestId: 'request',
  LogicalResourceId: 'OrdersLogin',
};

let log: jest.SpyInstance;

beforeEach(() => {
  log = jest.spyOn(console, 'error').mockImplementation(() => undefined);
});

afterEach(() => jest.restoreAllMocks());

/** CloudFormation, which returns these statuses in turn, or throws them, and the pauses between the attempts. */
function cloudFormation(...results: (number | Error)[]) {
  const pauses: number[] = [];
  const put = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => {
    const result = results.shift() ?? 200;
    if (result instanceof Error) {
      throw result;
    }
    return new Response('', { status: result });
  });
  const bodies = () => put.mock.calls.map(([, init]) => (typeof init?.body === 'string' ? init.body : ''));
  const pause = async (milliseconds: number) => {
    pauses.push(milliseconds);
  };
  return { put, bodies, pauses, pause };
}

test('a success has the physical id and the attributes', async () => {
  const { put, bodies, pause } = cloudFormation();
  await answer(REQUEST, { physicalId: 'database/orders', attributes: { SecretArn: 'arn:secret' } }, pause);
  expect(bodies().map((body) => JSON.parse(body))).toEqual([
    {
      Status: 'SUCCESS',
      PhysicalResourceId: 'database/orders',
      StackId: 'arn:stack',
      RequestId: 'request',
      LogicalResourceId: 'OrdersLogin',
      Data: { SecretArn: 'arn:secret' },
    },
  ]);
  expect(put).toHaveBeenCalledWith(
    REQUEST.ResponseURL,
    expect.objectContaining({ method: 'PUT', headers: { 'content-type': '' } }),
  );
});

test('a failure has the reason', async () => {
  const { bodies, pause } = cloudFormation();
  await answer(REQUEST, { physicalId: 'database/orders', failure: 'No database.' }, pause);
  expect(JSON.parse(bodies()[0])).toMatchObject({ Status: 'FAILED', Reason: 'No database.' });
});

test('a long reason is shortened, so that the answer has at most 4 KB', async () => {
  const { bodies, pause } = cloudFormation();
  await answer(REQUEST, { physicalId: 'database/orders', failure: '\u0001'.repeat(5_000) }, pause);
  expect(Buffer.byteLength(bodies()[0])).toBeLessThan(4_096);
  expect(JSON.parse(bodies()[0]).Reason).toMatch(/…$/);
});

test('an answer that is not accepted is repeated with growing pauses', async () => {
  const { put, pauses, pause } = cloudFormation(500, 403, new TypeError('fetch failed'));
  await answer(REQUEST, { physicalId: 'database/orders' }, pause);
  expect(put).toHaveBeenCalledTimes(4);
  expect(pauses).toEqual([200, 400, 800]);
});

test('after six attempts the answer is given up without an error, because Lambda would repeat the work', async () => {
  const { put, pauses, pause } = cloudFormation(...Array.from({ length: 10 }, () => 500));
  await answer(REQUEST, { physicalId: 'database/orders' }, pause);
  expect(put).toHaveBeenCalledTimes(6);
  expect(pauses).toEqual([200, 400, 800, 1_600, 3_200]);
  expect(log).toHaveBeenLastCalledWith('CloudFormation did not accept the answer to request request.');
});

test('six attempts and their pauses are not longer than the time that is kept for them', () => {
  expect(ANSWER_MS).toBe(6 * 5_000 + 200 + 400 + 800 + 1_600 + 3_200);
});

test('the log does not contain the URL, which lets anybody answer', async () => {
  const { pause } = cloudFormation(500, new TypeError(`fetch failed: ${REQUEST.ResponseURL}`));
  await answer(REQUEST, { physicalId: 'database/orders' }, pause);
  expect(log.mock.calls).toEqual([
    ['The answer to CloudFormation returned status 500.'],
    ['The answer could not be sent to CloudFormation (TypeError).'],
  ]);
});
