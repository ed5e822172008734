// The targets of integration tests: regions of the emulator, or one region of a sandbox account.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { awsClients } from '../../../local/lib/aws/clients.mjs';
import {
  ACCOUNT,
  cdkEnvironment,
  emulatorEnvironment,
  replaceProcessEnvironment,
} from '../../../local/lib/aws/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run } from '../../../local/lib/cli/processes.mjs';
import { installedProgram } from '../install/node-modules.mjs';
import { INTEG_CDK_HOME, LOGS } from '../paths.mjs';
import { requireSandbox } from './sandbox.mjs';

/** Tests mostly wait, so three at a time keep two cores busy. */
export const EMULATOR_REGIONS = ['us-east-1', 'us-east-2', 'us-west-2'];

/**
 * Bootstraps each region of the emulator on `port`, and returns a target for each. The tests assert that the running
 * `engines` listen.
 */
export async function emulatorTargets(port, environment, engines) {
  mkdirSync(INTEG_CDK_HOME, { recursive: true });
  const own = emulatorEnvironment(environment, port);
  replaceProcessEnvironment(own);
  const env = { ...cdkEnvironment(own, INTEG_CDK_HOME), CI: '1', INTEG_ENGINES: engines.join(',') };
  return Promise.all(
    EMULATOR_REGIONS.map(async (region) => {
      await bootstrap(region, env);
      return { region, env, aws: await awsClients(region), pollMs: 200 };
    }),
  );
}

function bootstrap(region, env) {
  return run('cdk bootstrap', installedProgram('cdk'), ['bootstrap', `aws://${ACCOUNT}/${region}`, '--no-notices'], {
    env,
    cwd: INTEG_CDK_HOME,
    log: join(LOGS, `integ-bootstrap-${region}.log`),
  });
}

/** Credentials that would take precedence over the profile. */
const CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** Returns the target in the account of `profile`. Throws if that account is not a sandbox. */
export async function sandboxTarget({ profile, region }, environment) {
  if (!profile || !region) throw new Failure('--aws needs --profile and --region, which have no default. See --help.');
  const env = {
    ...environment,
    INTEG_IN_ACCOUNT: '1',
    AWS_PROFILE: profile,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
  };
  for (const name of CREDENTIALS) delete env[name];
  replaceProcessEnvironment(env);
  const aws = await awsClients(region);
  const { Account } = await aws.sts.getCallerIdentity({});
  requireSandbox(Account, env);
  return { region, env, aws, pollMs: 2_000, account: Account };
}
