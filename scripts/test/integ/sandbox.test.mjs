import assert from 'node:assert/strict';
import { test } from 'node:test';
import { requireSandbox } from '../../lib/integ/sandbox.mjs';

const LISTED = { INTEG_SANDBOX_ACCOUNTS: '111111111111, 222222222222' };

test('accepts a listed account', () => {
  for (const account of ['111111111111', '222222222222']) requireSandbox(account, LISTED);
});

for (const [name, env] of [
  ['no list', {}],
  ['an empty list', { INTEG_SANDBOX_ACCOUNTS: ' ' }],
  ['a list that does not contain it', LISTED],
]) {
  test(`rejects an account with ${name}, and says what to do`, () => {
    assert.throws(() => requireSandbox('333333333333', env), {
      name: 'Failure',
      message:
        /^The account 333333333333 is not a sandbox: .* Nothing was deployed\. .*INTEG_SANDBOX_ACCOUNTS=333333333333\.$/,
    });
  });
}

test('rejects an account that is only a part of a listed id', () => {
  assert.throws(() => requireSandbox('1111', LISTED), /is not a sandbox/);
});

test('rejects a list with an invalid account id', () => {
  assert.throws(
    () => requireSandbox('111111111111', { INTEG_SANDBOX_ACCOUNTS: 'sandbox' }),
    /lists 'sandbox', which is not an account id/,
  );
});
