// Child processes. Each leads a process group of its own, so that stopping it stops whatever it started.

import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.mjs';

// A failure shows the beginning of the output and its end: npm says what is wrong first, most others last.
const HEAD_LINES = 8;
const TAIL_LINES = 24;
const GRACE_MS = 10_000;

const running = new Set();

/**
 * Runs a command to its end, its output in `log`; throws a Failure with an excerpt of it unless it exits with 0
 * (or with a code in `accept`). `onLine` gets each line of output. Answers the exit code and what went to stdout.
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

/** Runs a command whatever its end: answers its exit code, or the signal that ended it, and what went to stdout. */
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
    return { ...(await ended(what, child)), stdout: stdout.join('\n') };
  } finally {
    signalGroup(child, 'SIGTERM'); // what it started and forgot
    running.delete(child);
    await new Promise((closed) => file.end(closed));
  }
}

class Excerpt {
  head = [];
  tail = [];
  left = 0;

  add(line) {
    if (this.head.length < HEAD_LINES) return this.head.push(line);
    this.tail.push(line);
    if (this.tail.length <= TAIL_LINES) return;
    this.tail.shift();
    this.left++;
  }

  lines() {
    return [...this.head, ...(this.left > 0 ? [`(${this.left} lines)`] : []), ...this.tail];
  }
}

function ended(what, child) {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(error.code === 'ENOENT' ? new Failure(`${what} failed: ${child.spawnfile} was not found.`) : error),
    );
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/** Starts a process that goes on by itself, its output in `log`; `stop` or `stopAll` ends it, `release` lets it live. */
export function start(command, args, { cwd, env, log }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w');
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', output, output], detached: true });
  running.add(child);
  return child;
}

export function leaveRunning(child) {
  running.delete(child);
  child.unref();
}

/** Asks a process and those it started to end, and ends them after a grace period. */
export async function stop(child) {
  const asked = Date.now();
  signalGroup(child, 'SIGTERM');
  while (signalGroup(child, 0)) {
    if (Date.now() - asked > GRACE_MS) {
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

/** The last resort, for an exit that leaves no time to wait. */
export function signalAll(signal) {
  for (const child of running) signalGroup(child, signal);
}

/** Whether there was anyone to signal. */
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
