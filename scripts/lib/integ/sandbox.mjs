// Whether an account is one to try things in. Nothing is deployed to any other.

import { Failure } from '../cli/failure.mjs';

const LIST = 'INTEG_SANDBOX_ACCOUNTS';

/** Refuses an account that the environment variable does not name. */
export function requireSandbox(account, env) {
  const listed = (env[LIST] ?? '').split(/[\s,]+/).filter(Boolean);
  const wrong = listed.find((it) => !/^\d{12}$/.test(it));
  if (wrong) throw new Failure(`${LIST} names ${wrong}, which is no account: write 12 digits each, commas between.`);
  if (!listed.includes(account)) {
    throw new Failure(
      `The account ${account} is not a sandbox: ${LIST} names ${listed.join(', ') || 'none'}. ` +
        `Nothing was deployed. If its resources may all be lost, run with ${LIST}=${account}.`,
    );
  }
}
