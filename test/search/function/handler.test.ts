import { GetRoleCommand, IAMClient, NoSuchEntityException } from '@aws-sdk/client-iam';
import { OpenSearchServiceLinkedRole } from '../../../src';
import { handler } from '../../../src/search/function/handler';

const CONTEXT = { getRemainingTimeInMillis: () => 360_000 };

/** A request of CloudFormation. */
function request(type: 'Create' | 'Update' | 'Delete', mode = OpenSearchServiceLinkedRole.ENSURE) {
  return {
    RequestType: type,
    ResponseURL: 'https://127.0.0.1:1/answer',
    StackId: 'arn:stack',
    RequestId: 'request-1',
    LogicalResourceId: 'Role',
    ResourceProperties: { Mode: mode },
  };
}

const answers: Array<{ readonly Status: string; readonly Reason?: string }> = [];
const called: string[] = [];

beforeEach(() => {
  answers.length = 0;
  called.length = 0;
  jest.spyOn(console, 'error').mockReturnValue();
  jest.spyOn(globalThis, 'fetch').mockImplementation(async (_url, { body } = {}) => {
    answers.push(JSON.parse(String(body)));
    return new Response();
  });
});
afterEach(() => jest.restoreAllMocks());

/** IAM that has the role since 1970, or does not have it until it is created. */
function iam({ has }: { readonly has: boolean }): void {
  let exists = has;
  jest.spyOn(IAMClient.prototype, 'send').mockImplementation(async (command: unknown) => {
    if (command instanceof GetRoleCommand) {
      called.push('get');
      if (!exists) {
        throw new NoSuchEntityException({ message: 'not found', $metadata: {} });
      }
      return { Role: { CreateDate: new Date(0) } };
    }
    called.push('create');
    exists = true;
    return {};
  });
}

test.each(['Create', 'Update'] as const)('%s succeeds when the account has the role', async (type) => {
  iam({ has: true });
  await handler(request(type), CONTEXT);
  expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  expect(called).not.toContain('create');
});

test('Create creates a missing role in the mode ENSURE', async () => {
  iam({ has: false });
  await handler(request('Create'), CONTEXT);
  expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  expect(called).toEqual(['get', 'create', 'get']);
});

test('Create does not create a missing role in the mode EXISTING, and answers with the reason', async () => {
  iam({ has: false });
  await handler(request('Create', OpenSearchServiceLinkedRole.EXISTING), CONTEXT);
  expect(answers).toMatchObject([{ Status: 'FAILED', Reason: expect.stringContaining('does not have the role') }]);
  expect(called).toEqual(['get']);
});

test('Delete succeeds without a call to IAM', async () => {
  iam({ has: true });
  await handler(request('Delete'), CONTEXT);
  expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
  expect(called).toEqual([]);
});

test('a call that never ends is aborted in time for the answer', async () => {
  jest.spyOn(IAMClient.prototype, 'send').mockImplementation(
    (_command: unknown, options?: unknown) =>
      new Promise((_, reject) => {
        const signal: AbortSignal = Object(options).abortSignal;
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  );
  await handler(request('Create'), { getRemainingTimeInMillis: () => 0 });
  expect(answers).toMatchObject([
    {
      Status: 'FAILED',
      Reason: 'The role AWSServiceRoleForAmazonOpenSearchService was not usable in time. Deploy again.',
    },
  ]);
});

test('an error of any type is answered', async () => {
  jest.spyOn(IAMClient.prototype, 'send').mockImplementation(async () => {
    throw 'text';
  });
  await handler(request('Create'), CONTEXT);
  expect(answers).toMatchObject([{ Status: 'FAILED', Reason: 'text' }]);
});
