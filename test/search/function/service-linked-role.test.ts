import { InvalidInputException } from '@aws-sdk/client-iam';
import { ServiceLinkedRole } from '../../../src/search/function/service-linked-role';
import { type AccountState, account, FakeClock, failure } from './fake-account';

const SECONDS = 1000;

/** Waits for the role in an account, and returns the calls to IAM and the seconds that it took. */
async function wait(state: AccountState, { create = true, clock = new FakeClock() } = {}) {
  const { iam, calls, inputs } = account(clock, state);
  await new ServiceLinkedRole(iam, clock).waitUntilUsable(create);
  return { calls: [...new Set(calls)], inputs, seconds: clock.elapsed / SECONDS };
}

test.each([true, false])(
  'an old role is usable at once, whether the stack may create it or not (%s)',
  async (create) => {
    await expect(wait({ roleAge: 180 }, { create })).resolves.toMatchObject({ calls: ['get'], seconds: 0 });
  },
);

test('a missing role is created, and usable when it is three minutes old', async () => {
  await expect(wait({})).resolves.toMatchObject({ calls: ['get', 'create'], seconds: 180 });
});

test('the lookup and the creation name the role of OpenSearch Service', async () => {
  const { inputs } = await wait({});
  expect(inputs.slice(0, 2)).toEqual([
    { RoleName: 'AWSServiceRoleForAmazonOpenSearchService' },
    { AWSServiceName: 'opensearchservice.amazonaws.com' },
  ]);
});

test('a role that another stack created two minutes ago is usable after one more minute', async () => {
  await expect(wait({ roleAge: 120 })).resolves.toMatchObject({ calls: ['get'], seconds: 60 });
});

test('a role that another stack creates at the same time is accepted, and its age is awaited', async () => {
  const creationError = invalidInput('Service role name x has been taken in this account');
  await expect(wait({ creationError })).resolves.toMatchObject({ calls: ['get', 'create'], seconds: 180 });
});

test('a new role that IAM does not return yet is created only once', async () => {
  const clock = new FakeClock();
  const { iam, calls } = account(clock, { missed: 3 });
  await new ServiceLinkedRole(iam, clock).waitUntilUsable(true);
  expect(calls.filter((call) => call === 'create')).toHaveLength(1);
});

test('calls that IAM denies are repeated for a minute, because the permissions of the function are new', async () => {
  await expect(wait({ roleAge: 180, denied: 12 })).resolves.toMatchObject({ seconds: 60 });
  await expect(wait({ roleAge: 180, denied: 13 })).rejects.toThrow('is not authorized');
});

test('a missing role that the stack may not create fails with the command that creates it', async () => {
  await expect(wait({}, { create: false })).rejects.toThrow(
    new Error(
      'The account does not have the role AWSServiceRoleForAmazonOpenSearchService. Let an administrator of the account ' +
        'run `aws iam create-service-linked-role --aws-service-name opensearchservice.amazonaws.com` once, and deploy ' +
        'again.',
    ),
  );
});

test('a policy that denies the creation fails with the policy and the command', async () => {
  const creationError = failure('AccessDenied', 'with an explicit deny in a service control policy');
  await expect(wait({ creationError })).rejects.toThrow(
    new Error(
      'The stack may not create the role AWSServiceRoleForAmazonOpenSearchService: with an explicit deny in a service ' +
        'control policy. Let an administrator of the account run `aws iam create-service-linked-role ' +
        '--aws-service-name opensearchservice.amazonaws.com` once, and deploy again.',
    ),
  );
});

test('the wait ends at the deadline', async () => {
  const clock = new FakeClock(60 * SECONDS);
  await expect(wait({}, { clock })).rejects.toThrow('aborted');
  expect(clock.elapsed).toBe(60 * SECONDS);
});

test.each([
  ['lookup', { lookupError: failure('ServiceFailure', 'IAM is down') }],
  ['creation', { creationError: failure('ServiceFailure', 'IAM is down') }],
])('another error of the %s is not changed', async (_, state) => {
  await expect(wait(state)).rejects.toThrow(new Error('IAM is down'));
});

test('another invalid input than a taken name fails', async () => {
  const message = 'Cannot find Service Linked Role template for opensearchservice.amazonaws.com';
  await expect(wait({ creationError: invalidInput(message) })).rejects.toThrow(message);
});

function invalidInput(message: string): InvalidInputException {
  return new InvalidInputException({ message, $metadata: {} });
}
