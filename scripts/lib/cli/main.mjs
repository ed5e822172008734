// Runs a script: sets its exit code, prints one sentence on failure, and stops every process that it started.

import { constants } from 'node:os';
import { describeFailure, Failure } from './failure.mjs';
import { signalAll, stopAll } from './processes.mjs';

const OLDEST_NODE = 20;
const PARENT_CHECK_MS = 500;

/**
 * Runs `job`, and sets the exit code: 0 on success, 1 on failure, 128 + n on signal n. After a signal, it stops the
 * processes and then calls `cleanUp`, which removes resources that outlive them.
 */
export async function main(job, cleanUp = async () => {}) {
  let stopping = false;

  const stopAndExit = async (why, code) => {
    if (stopping) return;
    stopping = true;
    console.error(`\n${why}: stopping the started processes.`);
    await stopAll();
    await cleanUp().catch((error) => console.error(`\n${describeFailure(error)}`));
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (stopping) signalAll('SIGKILL'); // the second signal: do not wait any longer
      stopAndExit(signal, 128 + constants.signals[signal]);
    });
  }
  process.stdout.on('error', () => stopAndExit('The output was closed', 1)); // npm start | head
  process.on('exit', () => signalAll('SIGTERM')); // an uncaught error ends here
  if (process.env.npm_lifecycle_event) {
    onParentExit(() => stopAndExit('npm was stopped', 128 + constants.signals.SIGTERM));
  }

  try {
    requireNode();
    await job();
  } catch (error) {
    // The failure of a child that our own signal handler stopped is not reported; the handler exits the process.
    if (stopping) return;
    console.error(`\n${describeFailure(error)}`);
    process.exitCode = 1;
  } finally {
    await stopAll();
  }
}

/** npm sends a signal to the shell that runs this script, and the shell exits without sending it to the script. */
function onParentExit(action) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    action();
  }, PARENT_CHECK_MS);
  timer.unref();
}

function requireNode() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) {
    throw new Failure(`Node ${OLDEST_NODE} or newer is needed; this is Node ${process.versions.node}.`);
  }
}
