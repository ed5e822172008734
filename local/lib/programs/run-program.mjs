// Runs a program in the terminal of this process.

import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { Failure } from '../cli/failure.mjs';

const PASSED_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program until it ends, and passes on the signals of this process. Returns its exit code, 128 + n after signal n. */
export function runProgram([program, ...args], env) {
  const child = spawn(program, args, { stdio: 'inherit', env });
  for (const signal of PASSED_SIGNALS) {
    // A terminal sends Ctrl-C to the program itself.
    process.on(signal, () => (signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal));
  }
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(describe(program, error)));
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

function describe(program, error) {
  if (error.code === 'ENOENT')
    return new Failure(`${program} was not found: give the path of a program, or one on the PATH.`);
  if (error.code === 'EACCES') return new Failure(`${program} cannot be run: its permission is missing.`);
  return error;
}
