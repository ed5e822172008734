import { createServer, type IncomingMessage } from 'node:http';
import { answer } from '../../../src/search/function/answer';

jest.mock('node:timers/promises', () => ({ setTimeout: async () => undefined }));

const REQUEST = {
  ResponseURL: 'http://127.0.0.1:1/answer',
  StackId: 'arn:stack',
  RequestId: 'request-1',
  LogicalResourceId: 'Role',
};

afterEach(() => jest.restoreAllMocks());

/** Replaces `fetch` by one that responds with these results in turn, and returns the bodies that it gets. */
function responding(...results: Array<number | Error>): unknown[] {
  const bodies: unknown[] = [];
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_url, { body } = {}) => {
    bodies.push(JSON.parse(String(body)));
    const result = results.shift();
    if (typeof result !== 'number') {
      throw result;
    }
    return new Response(null, { status: result });
  });
  jest.spyOn(console, 'error').mockReturnValue();
  return bodies;
}

const IDS = {
  PhysicalResourceId: 'AWSServiceRoleForAmazonOpenSearchService',
  StackId: 'arn:stack',
  RequestId: 'request-1',
  LogicalResourceId: 'Role',
};

test('success is answered without a reason', async () => {
  const bodies = responding(200);
  await answer(REQUEST, undefined);
  expect(bodies).toEqual([{ Status: 'SUCCESS', ...IDS }]);
});

test('a failure is answered with its reason', async () => {
  const bodies = responding(200);
  await answer(REQUEST, 'The role is missing.');
  expect(bodies).toEqual([{ Status: 'FAILED', Reason: 'The role is missing.', ...IDS }]);
});

test.each([
  ['an error status', [500, 503, 200]],
  ['a lost connection', [new Error('reset'), new Error('reset'), 200]],
])('the answer is repeated after %s', async (_, results) => {
  const bodies = responding(...results);
  await answer(REQUEST, undefined);
  expect(bodies).toHaveLength(3);
});

test('the third answer that CloudFormation does not accept fails the invocation, and Lambda repeats it', async () => {
  const bodies = responding(500, new Error('reset'), 403, 200);
  await expect(answer(REQUEST, undefined)).rejects.toThrow(
    'CloudFormation did not accept the answer to request request-1.',
  );
  expect(bodies).toHaveLength(3);
});

test('the request is a PUT without a content type, as the signature of its URL requires', async () => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await answer(
      { ...REQUEST, ResponseURL: `http://127.0.0.1:${Object(server.address()).port}/answer?a=b` },
      undefined,
    );
  } finally {
    server.close();
  }
  expect(requests.map(({ method, url, headers }) => [method, url, headers['content-type']])).toEqual([
    ['PUT', '/answer?a=b', ''],
  ]);
});
