// Runs the integration tests, on the emulator or in a sandbox account.

import { describeFailure } from '../cli/failure.mjs';
import { stop } from '../cli/processes.mjs';
import { startEmulator, whileRunning } from '../servers/emulator.mjs';
import { emulatorTargets } from './deployment-targets.mjs';
import { FAULTS } from './faults.mjs';
import { runLifecycle } from './test-lifecycle.mjs';
import { copyTests, saveSnapshots } from './working-copy.mjs';

/** Runs the named tests on the emulator, then the fault tests if `faults` is true. Returns their outcomes. */
export async function runOnEmulator(progress, names, { port, python, update, faults }) {
  copyTests();
  const restart = () => startEmulator(python, port);
  const emulator = { process: await progress.step('Start the emulator', restart), restart, port };
  const guard = (work) => whileRunning(emulator.process, port, work);
  const targets = await progress.step('cdk bootstrap', () => guard(emulatorTargets(port, process.env)));
  const outcomes = await runTests(progress, names, targets, update, guard);
  for (const name of faults ? Object.keys(FAULTS) : []) {
    outcomes.push(
      await progress.step(`Fault test: ${name}`, () => runFaultTest(name, { emulator, target: targets[0] })),
    );
  }
  await stop(emulator.process);
  return outcomes;
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
