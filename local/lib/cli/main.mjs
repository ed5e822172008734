// Runs a program: parses its arguments, sets its exit code, prints one sentence on failure, and stops every process that it
// started.

import { constants } from 'node:os';
import { parseCommandLine } from './arguments.mjs';
import { describeFailure } from './failure.mjs';
import { commandOf, parentOf } from './process-table.mjs';
import { signalAll, stopAll } from './processes.mjs';
import { reapWith } from './reaper-client.mjs';
import { makeRunFolder } from './run-folder.mjs';

const PARENT_CHECK_MS = 500;

/**
 * Runs `job` with the parsed `options`, or prints `help`. Sets the exit code: 0 on success, 1 on failure. A signal ends it as
 * it ends any program, so `job` starts no process that must be stopped.
 */
export async function runCommand({ args = process.argv.slice(2), help, options = {}, positionals = false }, job) {
  process.stdout.on('error', () => process.exit(1)); // npx @org/ecommerce-local logs emulator | head
  try {
    const parsed = parseCommandLine(args, options, process.env, { positionals });
    if (parsed.help) return console.log(help);
    await job(parsed);
  } catch (error) {
    console.error(`\n${describeFailure(error)}`);
    process.exitCode = 1;
  }
}

/**
 * Runs `job` like `runCommand`, and stops every process that it started. The exit code is 128 + n on signal n. After a signal,
 * it stops the processes and then calls `cleanUp`, which removes resources that outlive them.
 */
export async function main(
  { args = process.argv.slice(2), help, options = {}, positionals = false, cleanUp = async () => {} },
  job,
) {
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
    onNpmExit(() => stopAndExit('npm was stopped', 128 + constants.signals.SIGTERM));
  }

  try {
    const parsed = parseCommandLine(args, options, process.env, { positionals });
    if (parsed.help) return console.log(help);
    reapWith(makeRunFolder());
    await job(parsed);
  } catch (error) {
    // The failure of a child that our own signal handler stopped is not reported; the handler exits the process.
    if (stopping) return;
    console.error(`\n${describeFailure(error)}`);
    process.exitCode = 1;
  } finally {
    await stopAll();
  }
}

/**
 * Notices that npm ended. It sends a signal to the shell that runs this script, and the shell exits without sending it to the
 * script; if npm gets SIGKILL, the shell even runs on.
 */
function onNpmExit(action) {
  const parent = process.ppid;
  const throughShell = /^\S*sh -c /.test(commandOf(parent));
  const npm = throughShell ? parentOf(parent) : parent;
  const timer = setInterval(() => {
    if (process.ppid === parent && (!throughShell || parentOf(parent) === npm)) return;
    clearInterval(timer);
    action();
  }, PARENT_CHECK_MS);
  timer.unref();
}
