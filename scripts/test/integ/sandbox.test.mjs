import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSandbox } from '../../lib/integ/sandbox.mjs';

const LISTED = { INTEG_SANDBOX_ACCOUNTS: '111111111111, 222222222222' };

test('an account that is listed passes', () => {
  for (const account of ['111111111111', '222222222222']) requireSandbox(account, LISTED);
});

for (const [name, env] of [
  ['no list', {}],
  ['an empty list', { INTEG_SANDBOX_ACCOUNTS: ' ' }],
  ['a list without it', LISTED],
]) {
  test(`${name} refuses the account, and says what to do`, () => {
    assert.throws(() => requireSandbox('333333333333', env), {
      name: 'Failure',
      message:
        /^The account 333333333333 is not a sandbox: .* Nothing was deployed\. .*INTEG_SANDBOX_ACCOUNTS=333333333333\.$/,
    });
  });
}

test('a list is not searched for parts of a number', () => {
  assert.throws(() => requireSandbox('1111', LISTED), /is not a sandbox/);
});

test('a list that holds anything but accounts is refused', () => {
  assert.throws(
    () => requireSandbox('111111111111', { INTEG_SANDBOX_ACCOUNTS: 'sandbox' }),
    /names sandbox, which is no/,
  );
});
