// Runs child processes, each as the leader of a new process group, so that stopping it also stops its children.

import { spawn } from 'node:child_process';
import { closeSync, createWriteStream, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from './failure.mjs';
import { signalGroup, stopGroup } from './process-groups.mjs';
import { groupBegan, groupEnded } from './reaper-client.mjs';

// A failure shows the beginning and the end of the output: npm prints the error first, most other programs last.
const HEAD_LINES = 8;
const TAIL_LINES = 24;

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
  began(child);

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
    return { ...(await Promise.race([exitOf(what, child), errorOf(file)])), stdout: stdout.join('\n') };
  } catch (error) {
    await stop(child); // its log cannot be written
    throw error;
  } finally {
    signalChildren(child, 'SIGTERM'); // children that it did not stop itself
    ended(child);
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

const errorOf = (stream) => new Promise((_, reject) => stream.once('error', reject));

function exitOf(what, child) {
  return new Promise((resolve, reject) => {
    child.once('error', (error) =>
      reject(error.code === 'ENOENT' ? new Failure(`${what} failed: ${child.spawnfile} was not found.`) : error),
    );
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

/**
 * Starts a background process, with its output in `log`. `stop` and `stopAll` stop it. It reads
 * an empty standard input, or with `stdin: 'pipe'` one that ends when this process does.
 */
export function start(command, args, { cwd, env, log, stdin = 'ignore' }) {
  mkdirSync(dirname(log), { recursive: true });
  const output = openSync(log, 'w');
  const child = spawn(command, args, { cwd, env, stdio: [stdin, output, output], detached: true });
  closeSync(output);
  child.stdin?.on('error', () => {}); // the process ended
  began(child);
  return child;
}

/** Sends SIGTERM to a process and its children, and SIGKILL after a grace period. */
export async function stop(child) {
  if (child.pid !== undefined) await stopGroup(child.pid);
  ended(child);
}

export async function stopAll() {
  await Promise.all([...running].map(stop));
}

/** Signals every running process without waiting for its exit. */
export function signalAll(signal) {
  for (const child of running) signalChildren(child, signal);
}

/** Signals a process and its children. */
function signalChildren({ pid }, signal) {
  if (pid !== undefined) signalGroup(pid, signal);
}

function began(child) {
  running.add(child);
  if (child.pid !== undefined) groupBegan(child.pid);
}

function ended(child) {
  running.delete(child);
  if (child.pid !== undefined) groupEnded(child.pid);
}
