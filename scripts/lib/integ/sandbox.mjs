// Checks that an account is a sandbox. The integration tests deploy to no other account.

import { Failure } from '../../../local/lib/cli/failure.mjs';

const LIST = 'INTEG_SANDBOX_ACCOUNTS';

/** Throws unless the environment variable lists the account. */
export function requireSandbox(account, env) {
  const listed = (env[LIST] ?? '').split(/[\s,]+/).filter(Boolean);
  const invalid = listed.find((it) => !/^\d{12}$/.test(it));
  if (invalid) {
    throw new Failure(
      `${LIST} lists '${invalid}', which is not an account id: list ids of 12 digits, separated by commas.`,
    );
  }
  if (!listed.includes(account)) {
    throw new Failure(
      `The account ${account} is not a sandbox: ${LIST} lists ${listed.join(', ') || 'no account'}. ` +
        `Nothing was deployed. If all resources of the account may be lost, run with ${LIST}=${account}.`,
    );
  }
}
