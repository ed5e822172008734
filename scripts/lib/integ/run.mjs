// Runs the integration tests, on the emulator or in a sandbox account.

import { describeFailure } from '../../../local/lib/cli/failure.mjs';
import { canBeTried, proveStacks } from '../engines/proof.mjs';
import { startEmulator } from '../servers/emulator.mjs';
import { emulatorTargets } from './deployment-targets.mjs';
import { FAULTS } from './faults.mjs';
import { findStacks } from './stacks.mjs';
import { runLifecycle } from './test-lifecycle.mjs';
import { copyTests, saveSnapshots } from './working-copy.mjs';

/**
 * Runs the named tests on the emulator with `engines`, then the fault tests if `faults` is true. Returns their outcomes, and a
 * sentence for each engine that cannot be installed.
 */
export async function runOnEmulator(progress, names, { port, python, engines, update, faults }) {
  copyTests();
  const restart = (report) => startEmulator(python, port, { engines, report });
  const emulator = { current: await progress.step('Start the emulator', restart), restart, port };
  const without = emulator.current.missingEngines();
  const running = emulator.current.runningEngines();
  emulator.targets = async () => {
    const targets = await emulatorTargets(port, process.env, running);
    if (running.length === 0) return targets;
    return targets.map((target) => ({ ...target, prove: (name) => prove(name, target, running, { python, port }) }));
  };
  const guard = (work) => emulator.current.whileRunning(work);
  const targets = await progress.step('cdk bootstrap', () => guard(emulator.targets()));
  const outcomes = await runTests(progress, names, targets, update, guard);
  for (const name of faults ? Object.keys(FAULTS) : []) {
    outcomes.push(
      await progress.step(`Fault test: ${name}`, () => runFaultTest(name, { emulator, target: targets[0] })),
    );
  }
  await emulator.current.stop();
  return { outcomes, without };
}

/** Logs in to the engines with every login of a test's stacks. Returns the number of logins, and a sentence for each failure. */
async function prove(name, { aws }, engines, { python, port }) {
  const found = await findStacks(aws.cloudformation, [name]);
  const names = found.map(({ StackName }) => StackName);
  const { logins, failures } = await proveStacks(aws, names, engines, { python, port, name: `integ-${name}` });
  return { count: logins.filter((login) => engines.includes(login.engine) && canBeTried(login)).length, failures };
}

/**
 * Runs tests in all targets in parallel, one at a time in each. With `update`, saves the snapshots of those that pass: at
 * once, because a fault test copies all tests again. `guard` fails the step before the tests end.
 */
export function runTests(progress, names, targets, update, guard = (work) => work) {
  const queue = [...names];
  const running = new Set();
  const outcomes = [];
  const runQueue = async (target, report) => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      running.add(name);
      report(`${outcomes.length} of ${names.length} done; ${[...running].join(', ')}`);
      outcomes.push(await runLifecycle(name, target));
      running.delete(name);
    }
  };
  return progress.step(`Deploy, check and destroy ${names.length} tests`, async (report) => {
    await guard(Promise.all(targets.map((target) => runQueue(target, report))));
    if (update) saveSnapshots(outcomes.filter(({ failures }) => failures.length === 0).map(({ name }) => name));
    return outcomes.sort((one, other) => one.name.localeCompare(other.name));
  });
}

async function runFaultTest(name, context) {
  const started = Date.now();
  const failures = [];
  try {
    await FAULTS[name](context);
  } catch (error) {
    failures.push(describeFailure(error));
  }
  return { name, failures, seconds: (Date.now() - started) / 1000 };
}
