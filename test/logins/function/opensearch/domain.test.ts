import { DomainError, SignedDomain } from '../../../../src/logins/function/opensearch/domain';
import { fakeTime } from '../fake-time';

/** The example of AWS. */
const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

const PUT = { method: 'PUT', path: '/_cluster/settings', body: { persistent: {} } } as const;

const domain = new SignedDomain('domain.example', 'us-east-1', fakeTime().time);

function answering(status: number, text: string) {
  return jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(text, { status }));
}

async function failureOf(request: Parameters<SignedDomain['send']>[1]): Promise<unknown> {
  return domain.send(CREDENTIALS, request).catch((error: unknown) => error);
}

afterEach(() => jest.useRealTimers());

test('a request is signed with its body', async () => {
  jest.useFakeTimers({ now: new Date('2015-08-30T12:36:00Z') });
  const fetch = answering(200, '{"acknowledged":true}');
  await expect(domain.send(CREDENTIALS, PUT)).resolves.toEqual({ acknowledged: true });
  const [url, { method, headers, body, redirect } = {}] = fetch.mock.calls[0];
  expect({ url, method, headers, body, redirect }).toEqual({
    url: 'https://domain.example/_cluster/settings',
    method: 'PUT',
    body: '{"persistent":{}}',
    redirect: 'error',
    headers: {
      host: 'domain.example',
      'content-type': 'application/json',
      'x-amz-date': '20150830T123600Z',
      'x-amz-content-sha256': '748cde86fccca19df2d868bb6480fed6c8dc762e49b9f5dd9b4da1fb3b85e959',
      authorization: expect.stringContaining('Credential=AKIDEXAMPLE/20150830/us-east-1/es/aws4_request'),
    },
  });
});

test('what does not exist is undefined, unless it is written', async () => {
  answering(404, '{"status":"NOT_FOUND","message":"role not found"}');
  await expect(domain.send(CREDENTIALS, { method: 'GET', path: '/role' })).resolves.toBeUndefined();
  await expect(domain.send(CREDENTIALS, { method: 'DELETE', path: '/role' })).resolves.toBeUndefined();
  expect(await failureOf(PUT)).toMatchObject({ isPassing: false });
});

test.each([
  [409, '{"status":"CONFLICT","message":"version conflict"}', true, ': version conflict.'],
  [429, '', true, '.'],
  [503, '<html>unavailable</html>', true, '.'],
  [400, '{"status":"error","reason":"Invalid configuration"}', false, ': Invalid configuration.'],
  [400, '{"error":{"reason":"same priority"}}', false, ': same priority.'],
  [403, '{"Message":"User: anonymous is not authorized"}', false, ': User: anonymous is not authorized.'],
])('status %i with the content %s', async (status, text, isPassing, end) => {
  answering(status, text);
  const failure = await failureOf(PUT);
  expect(failure).toBeInstanceOf(DomainError);
  expect(failure).toMatchObject({
    isPassing,
    message: `The domain domain.example answered PUT /_cluster/settings with status ${status}${end}`,
  });
});

test('a domain that cannot be reached may be one that starts', async () => {
  const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
  jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('fetch failed', { cause }));
  expect(await failureOf(PUT)).toMatchObject({
    isPassing: true,
    message: expect.stringContaining('The domain domain.example cannot be reached (ECONNREFUSED).'),
  });
});

test('a request ends when the time of the invocation is over', async () => {
  const fetch = answering(200, '{}');
  const time = { deadline: AbortSignal.abort(), now: Date.now, pause: async () => undefined };
  await new SignedDomain('domain.example', 'us-east-1', time).send(CREDENTIALS, PUT);
  expect(fetch.mock.calls[0][1]?.signal?.aborted).toBe(true);
});
