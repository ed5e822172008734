// The fault tests, which make deployments fail on purpose. Each throws if the library or the script does not recover.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ACCOUNT, emulatorSettings } from '../../../local/lib/aws/environment.mjs';
import { childEnvironment } from '../../../local/lib/cli/environment.mjs';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { shortened } from '../../../local/lib/cli/lists.mjs';
import { signalGroup } from '../../../local/lib/cli/process-groups.mjs';
import { ROOT } from '../paths.mjs';
import { CHANGES_IN_BOTH_ORDERS } from './changes.mjs';
import { repeatFirstDeployment } from './first-deployment.mjs';
import { deployTest } from './integ-runner.mjs';
import { leftovers } from './leftovers.mjs';
import { moveIntoStage } from './moves.mjs';
import { drillRestore } from './restore-drill.mjs';
import { findStacks } from './stacks.mjs';
import { destroyTest, runLifecycle } from './test-lifecycle.mjs';

/** The test whose stack fails at its last resource while INTEG_FAULT is set. */
const RECOVERY = 'recovery';
/** The test that deploys a search domain in a VPC. */
const SEARCH = 'search';
const SEARCH_ROLE = { RoleName: 'AWSServiceRoleForAmazonOpenSearchService' };
const TIMEOUT_MS = 120_000;

export const FAULTS = {
  'a stack that fails halfway rolls back, and a second deployment converges': async ({ target }) => {
    const broken = { ...target.env, INTEG_FAULT: '1' };
    await expectFailure(deployTest(RECOVERY, target.region, broken, { update: false }));
    await expectStatus(target, 'ROLLBACK_COMPLETE');
    expectEmpty(await leftovers(target.aws, RECOVERY, []));

    await deployTest(RECOVERY, target.region, target.env, { update: false });
    // integ-runner deploys it again with its assertions, which updates a stack with nested stacks, also without changes.
    await expectStatus(target, 'CREATE_COMPLETE', 'UPDATE_COMPLETE');
    await expectFailure(deployTest(RECOVERY, target.region, broken, { update: false }));
    await expectStatus(target, 'UPDATE_ROLLBACK_COMPLETE');

    await deployTest(RECOVERY, target.region, target.env, { update: false });
    expectEmpty(await destroyTest(RECOVERY, target));
  },

  'a first deployment of production that fails can be repeated, or continues': repeatFirstDeployment,
  'a stack that is moved into a stage keeps all its resources': async ({ target }) =>
    expectEmpty(await moveIntoStage(target)),

  ...CHANGES_IN_BOTH_ORDERS,

  'a store is restored beside the present one, and the workload of its service is switched over': drillRestore,

  'deleted resources can be created again with the same names': async ({ target }) => {
    for (let time = 0; time < 2; time++) expectEmpty((await runLifecycle(RECOVERY, target)).failures);
  },

  'the first search domain of an account creates the service-linked role, and the second one uses it': async ({
    target,
  }) => {
    const { iam } = target.aws;
    await iam.deleteServiceLinkedRole(SEARCH_ROLE); // the tests before have created it
    const ids = [];
    for (let time = 0; time < 2; time++) {
      expectEmpty((await runLifecycle(SEARCH, target)).failures);
      ids.push((await iam.getRole(SEARCH_ROLE)).Role.RoleId); // no stack deletes it
    }
    if (ids[0] !== ids[1]) throw new Failure(`The role was created twice: ${ids.join(' and ')}.`);
  },

  'a run in an account that is not listed as a sandbox fails': async ({ emulator }) => {
    const run = startSandboxRun(emulator.port, '999999999999');
    const [code] = await once(run.child, 'close');
    const output = run.output.join('');
    if (code !== 1 || !output.includes(`The account ${ACCOUNT} is not a sandbox`)) {
      throw new Failure(`The run exited with ${code}.`, { excerpt: output.split('\n') });
    }
  },

  'an interrupted run in an account destroys the stacks that it deployed': async ({ emulator, target }) => {
    const run = startSandboxRun(emulator.port, ACCOUNT);
    await waitUntilHalfway(target, () => run.child.exitCode);
    run.child.kill('SIGINT');
    const [code] = await once(run.child, 'close');
    if (code !== 130) throw new Failure(`The run exited with ${code}.`, { excerpt: run.output.join('').split('\n') });
    await expectStatus(target, undefined);
    expectEmpty(await leftovers(target.aws, RECOVERY, []));
  },

  'a run fails if the emulator dies halfway, and the next run passes': async ({ emulator, target }) => {
    const deployment = expectFailure(deployTest(RECOVERY, target.region, target.env, { update: false }));
    await waitUntilHalfway(target, () => undefined);
    const ended = emulator.current.ended();
    signalGroup(emulator.current.pid, 'SIGKILL');
    await ended; // only then is its port free
    emulator.current = await emulator.restart(); // without any of the resources
    await deployment;
    const [newTarget] = await emulator.targets();
    expectEmpty((await runLifecycle(RECOVERY, newTarget)).failures);
  },
};

async function expectFailure(deployment) {
  const failure = await deployment.then(
    () => undefined,
    (error) => error,
  );
  if (failure === undefined) throw new Failure('The deployment should have failed, but succeeded.');
  if (!(failure instanceof Failure)) throw failure;
}

/** Throws unless the test's stack (not the one with its assertions) has the expected status; undefined for no stack. */
async function expectStatus({ aws }, ...expected) {
  const [stack] = await findStacks(aws.cloudformation, [RECOVERY]);
  if (expected.includes(stack?.StackStatus)) return;
  throw new Failure(`The stack should be ${expected[0] ?? 'deleted'}, but is ${stack?.StackStatus ?? 'deleted'}.`);
}

function expectEmpty(sentences) {
  if (sentences.length > 0) throw new Failure(shortened(sentences).join('\n'));
}

/** Waits until the stack is being created and some of its resources exist, unless the run exits before. */
async function waitUntilHalfway({ aws }, exitCode) {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline && exitCode() == null) {
    const [stack] = await findStacks(aws.cloudformation, [RECOVERY]);
    if (stack?.StackStatus === 'CREATE_IN_PROGRESS') {
      const { StackResourceSummaries } = await aws.cloudformation.listStackResources({ StackName: stack.StackName });
      if (StackResourceSummaries?.some(({ ResourceStatus }) => ResourceStatus === 'CREATE_COMPLETE')) return;
    }
    await delay(20);
  }
  throw new Failure('The deployment finished or timed out before any of its resources was seen.');
}

/**
 * Starts the command as a user does for an account, here the emulator's. `sandbox` is the account listed as a sandbox.
 */
function startSandboxRun(port, sandbox) {
  const folder = mkdtempSync(join(tmpdir(), 'integ-profile-'));
  const config = join(folder, 'config');
  writeFileSync(config, '[profile sandbox]\naws_access_key_id = test\naws_secret_access_key = test\n');
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = emulatorSettings(port);
  const options = ['--aws', '--profile', 'sandbox', '--region', 'us-east-1', '--test', RECOVERY];
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'integ.mjs'), ...options], {
    cwd: ROOT,
    env: {
      ...childEnvironment(process.env),
      AWS_ENDPOINT_URL,
      AWS_ENDPOINT_URL_S3,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: config,
      AWS_EC2_METADATA_DISABLED: 'true',
      INTEG_SANDBOX_ACCOUNTS: sandbox,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)));
  child.once('close', () => rmSync(folder, { recursive: true }));
  return { child, output };
}
