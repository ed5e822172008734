// Runs child processes, each as the leader of a new process group, so that stopping it also stops its children.

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.mjs';

// A failure shows the beginning and the end of the output: npm prints the error first, most other programs last.
const HEAD_LINES = 8;
const TAIL_LINES = 24;
const GRACE_MS = 10_000;

const running = new Set();

/**
 * Runs a command until it exits, and writes its output to `log`. Throws a Failure with an excerpt of the output unless it
 * exits with 0, or with a code in `accept`. Calls `onLine` with each line of output. Returns the exit code and the text of
 * stdout.
 */
export async function run(what, command, args, { accept = [0], onLine, ...options }) {
  const excerpt = new Excerpt();
  const { code, signal, stdout } = await runToEnd(what, command, args, {
    ...options,
    onLine: (line) => {
      excerpt.add(line);
      onLine?.(line);
    },
  });
  if (accept.includes(code)) return { code, stdout };
  throw new Failure(`${what} failed (${code === null ? `signal ${signal}` : `exit code ${code}`}).`, {
    excerpt: excerpt.lines(),
    log: options.log,
  });
}

/** Runs a command like `run`, but accepts every exit: returns the exit code or the signal, and the text of stdout. */
export async function runToEnd(what, command, args, { cwd, env, log, onLine }) {
  mkdirSync(dirname(log), { recursive: true });
  const file = createWriteStream(log);
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  running.add(child);

  const stdout = [];
  const read = (stream, keep) => {
    createInterface({ input: stream }).on('line', (line) => {
      file.write(`${line}\n`);
      keep?.push(line);
      onLine?.(line);
    });
  };
  read(child.stdout, stdout);
  read(child.stderr);

  try {
    return { ...(await exitOf(what, child)), stdout: stdout.join('\n') };
  } finally {
    signalGroup(child, 'SIGTERM'); // children that it did not stop itself
    running.delete(child);
    await new Promise((closed) => file.end(closed));
  }
}

class Excerpt {
  head = [];
  tail = [];
  omitted = 0;

  add(line) {
    if (this.head.length < HEAD_LINES) return this.head.push(line);
    this.tail.push(line);
    if (this.tail.length <= TAIL_LINES) return;
    this.tail.shift();
    this.omitted++;
  }

  lines() {
    return [...this.head, ...(this.omitted > 0 ? [`(${this.omitted} lines omitted)`] : []), ...this.tail];
  }
}

function exitOf(what, child) {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(error.code === 'ENOENT' ? new Failure(`${what} failed: ${child.spawnfile} was not found.`) : error),
    );
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Starts a background process, with its output in `log`. `stop` and `stopAll` stop it; `leaveRunning` excludes it. */
export function start(command, args, { cwd, env, log }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w');
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
  running.add(child);
  return child;
}

/** Lets a background process run on after this script exits. */
export function leaveRunning(child) {
  running.delete(child);
  child.unref();
}

/** Sends SIGTERM to a process and its children, and SIGKILL after a grace period. */
export async function stop(child) {
  const started = Date.now();
  signalGroup(child, 'SIGTERM');
  while (signalGroup(child, 0)) {
    if (Date.now() - started > GRACE_MS) {
      signalGroup(child, 'SIGKILL');
      break;
    }
    await delay(50);
  }
  running.delete(child);
}

export async function stopAll() {
  await Promise.all([...running].map(stop));
}

/** Signals every running process without waiting for its exit. */
export function signalAll(signal) {
  for (const child of running) signalGroup(child, signal);
}

/** Signals a process group, and returns whether it still exists. */
export function signalGroup(child, signal) {
  if (child.pid === undefined) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch (error) {
    if (error.code === 'ESRCH') return false;
    throw error;
  }
}
