// What goes wrong with deployments, on purpose. Each fault throws when the library or the script does not stand it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ACCOUNT, emulatorSettings, withoutAws } from './aws-environment.mjs';
import { Failure } from './failure.mjs';
import { destroyTest, liveThrough } from './integ-life.mjs';
import { emulatorPlaces } from './integ-places.mjs';
import { deployTest } from './integ-runner.mjs';
import { findStacks } from './integ-stacks.mjs';
import { leftovers } from './leftovers.mjs';
import { shortened } from './lists.mjs';
import { ROOT } from './paths.mjs';
import { signalGroup } from './processes.mjs';

/** The test whose stack fails at its last resource while INTEG_FAULT is set. */
const RECOVERY = 'recovery';
const PATIENCE_MS = 120_000;

export const FAULTS = {
  'a stack that fails halfway rolls back, and a second deployment converges': async ({ place }) => {
    const broken = { ...place.env, INTEG_FAULT: '1' };
    await expectFailure(deployTest(RECOVERY, place.region, broken, { update: false }));
    await expectStatus(place, 'ROLLBACK_COMPLETE');
    expectNothing(await leftovers(place.aws, RECOVERY, []));

    await deployTest(RECOVERY, place.region, place.env, { update: false });
    await expectStatus(place, 'CREATE_COMPLETE');
    await expectFailure(deployTest(RECOVERY, place.region, broken, { update: false }));
    await expectStatus(place, 'UPDATE_ROLLBACK_COMPLETE');

    await deployTest(RECOVERY, place.region, place.env, { update: false });
    expectNothing(await destroyTest(RECOVERY, place));
  },

  'what was deleted can be made again, by the same names': async ({ place }) => {
    for (let time = 0; time < 2; time++) expectNothing((await liveThrough(RECOVERY, place)).failures);
  },

  'a run in an account that is not listed is refused': async ({ emulator }) => {
    const run = startSandboxRun(emulator.port, '999999999999');
    const [code] = await once(run.child, 'close');
    const told = run.output.join('');
    if (code !== 1 || !told.includes(`The account ${ACCOUNT} is not a sandbox`)) {
      throw new Failure(`The run ended with ${code}.`, { excerpt: told.split('\n') });
    }
  },

  'a run in an account that is interrupted destroys what it deployed': async ({ emulator, place }) => {
    const run = startSandboxRun(emulator.port, ACCOUNT);
    await untilHalfway(place, () => run.child.exitCode);
    run.child.kill('SIGINT');
    const [code] = await once(run.child, 'close');
    if (code !== 130) throw new Failure(`The run ended with ${code}.`, { excerpt: run.output.join('').split('\n') });
    await expectStatus(place, undefined);
    expectNothing(await leftovers(place.aws, RECOVERY, []));
  },

  'an emulator that dies halfway fails the run, and the next one passes': async ({ emulator, place }) => {
    const deployment = expectFailure(deployTest(RECOVERY, place.region, place.env, { update: false }));
    await untilHalfway(place, () => undefined);
    const dead = once(emulator.process, 'exit');
    signalGroup(emulator.process, 'SIGKILL');
    await dead; // its port is free then
    emulator.process = await emulator.restart(); // and has forgotten everything
    await deployment;
    const [fresh] = await emulatorPlaces(emulator.port, process.env);
    expectNothing((await liveThrough(RECOVERY, fresh)).failures);
  },
};

async function expectFailure(deployment) {
  const failure = await deployment.then(
    () => undefined,
    (error) => error,
  );
  if (failure === undefined) throw new Failure('The deployment should have failed, and did not.');
  if (!(failure instanceof Failure)) throw failure;
}

/** The status of the stack of the test, but not of the one with its assertions. */
async function expectStatus({ aws }, expected) {
  const [stack] = await findStacks(aws.cloudformation, [RECOVERY]);
  if (stack?.StackStatus === expected) return;
  throw new Failure(`The stack should be ${expected ?? 'gone'}, and is ${stack?.StackStatus ?? 'gone'}.`);
}

function expectNothing(sentences) {
  if (sentences.length > 0) throw new Failure(shortened(sentences).join('\n'));
}

/** Waits until the stack is being made and has made some of its resources. */
async function untilHalfway({ aws }, ended) {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline && ended() == null) {
    const [stack] = await findStacks(aws.cloudformation, [RECOVERY]);
    if (stack?.StackStatus === 'CREATE_IN_PROGRESS') {
      const { StackResourceSummaries } = await aws.cloudformation.listStackResources({ StackName: stack.StackName });
      if (StackResourceSummaries?.some(({ ResourceStatus }) => ResourceStatus === 'CREATE_COMPLETE')) return;
    }
    await delay(20);
  }
  throw new Failure('The deployment was never seen halfway.');
}

/** The command as a user starts it for an account, which is the emulator's; `listed` may be lost. */
function startSandboxRun(port, listed) {
  const folder = mkdtempSync(join(tmpdir(), 'integ-profile-'));
  const config = join(folder, 'config');
  writeFileSync(config, '[profile sandbox]\naws_access_key_id = test\naws_secret_access_key = test\n');
  const { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3 } = emulatorSettings(port);
  const options = ['--aws', '--profile', 'sandbox', '--region', 'us-east-1', '--test', RECOVERY];
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'integ.mjs'), ...options], {
    cwd: ROOT,
    env: {
      ...withoutAws(process.env),
      AWS_ENDPOINT_URL,
      AWS_ENDPOINT_URL_S3,
      AWS_CONFIG_FILE: config,
      AWS_SHARED_CREDENTIALS_FILE: config,
      AWS_EC2_METADATA_DISABLED: 'true',
      INTEG_SANDBOX_ACCOUNTS: listed,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)));
  child.once('close', () => rmSync(folder, { recursive: true }));
  return { child, output };
}
