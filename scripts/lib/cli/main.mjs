// How every script begins and ends: one exit code, one sentence on failure, and no process left behind.

import { constants } from 'node:os';
import { describeFailure, Failure } from './failure.mjs';
import { signalAll, stopAll } from './processes.mjs';

const OLDEST_NODE = 20;
const PARENT_CHECK_MS = 500;

/**
 * Runs `job`, and sets the exit code: 0, 1 on failure, 128 + n on signal n; on a signal, `undo` then takes back what
 * outlives the processes.
 */
export async function main(job, undo = async () => {}) {
  let stopping = false;

  const stopAndExit = async (why, code) => {
    if (stopping) return;
    stopping = true;
    console.error(`\n${why}: stopping what was started.`);
    await stopAll();
    await undo().catch((error) => console.error(`\n${describeFailure(error)}`));
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (stopping) signalAll('SIGKILL'); // asked twice: no more waiting
      stopAndExit(signal, 128 + constants.signals[signal]);
    });
  }
  process.stdout.on('error', () => stopAndExit('Nobody reads the output any more', 1)); // npm start | head
  process.on('exit', () => signalAll('SIGTERM')); // an uncaught error ends here
  if (process.env.npm_lifecycle_event) {
    onParentsEnd(() => stopAndExit('npm was ended', 128 + constants.signals.SIGTERM));
  }

  try {
    requireNode();
    await job();
  } catch (error) {
    // A child that our own signal handler stopped is no failure to report; the handler ends the process.
    if (stopping) return;
    console.error(`\n${describeFailure(error)}`);
    process.exitCode = 1;
  } finally {
    await stopAll();
  }
}

/** npm passes a signal on to the shell that it starts us with, and the shell ends without passing it on to us. */
function onParentsEnd(action) {
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
