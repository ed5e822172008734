// Starts the local emulator of AWS on loopback.

import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment, withThisNode } from '../cli/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { leaveRunning, start, stop } from '../cli/processes.mjs';
import { LASTING_FOLDER } from '../cli/run-folder.mjs';
import { EMULATOR, LOGS, NODE_MODULES, ROOT } from '../paths.mjs';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 60_000;
const LOG_LINES = 24;

/** The log of the emulator on a port: one that was kept still writes to its own. */
export const emulatorLog = (port) => join(LOGS, `emulator-${port}.log`);

/** Fails if `port` is in use. Call it first, so that a user need not wait for this error. */
export function requireFreePort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', async (error) => reject(await portFailure(port, error)));
    probe.listen({ host: HOST, port, exclusive: true }, () => probe.close(resolve));
  });
}

async function portFailure(port, error) {
  if (error.code === 'EADDRINUSE') {
    const stopIt = (await isEmulator(port))
      ? ' by another emulator, perhaps of another clone: stop it'
      : ': stop the process that listens on it';
    return new Failure(`Port ${port} is in use${stopIt}, or choose another port with --port.`);
  }
  if (error.code === 'EACCES') return new Failure(`Port ${port} is privileged: choose a port above 1023 with --port.`);
  return error;
}

/** Whether an emulator answers on the port. */
async function isEmulator(port) {
  try {
    const response = await fetch(`http://${HOST}:${port}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Starts the emulator, and waits until it reports that it listens: another emulator could answer on the port. It ends when
 * this process does, however that ends, unless `keepEmulator` is called. `kept` says that it will be. `engines` are the names of the
 * engines that run behind the endpoints of resources.
 */
export async function startEmulator(python, port, { kept = false, engines = [] } = {}) {
  const folder = kept ? LASTING_FOLDER : tmpdir();
  const args = ['-m', 'emulator', '--port', String(port), '--node-path', NODE_MODULES, '--with-parent'];
  if (engines.length > 0) args.push('--engines', engines.join(','));
  const emulator = start(python, args, {
    cwd: ROOT,
    env: {
      ...withThisNode(childEnvironment(process.env)),
      PYTHONPATH: EMULATOR,
      PYTHONUNBUFFERED: '1',
      TMPDIR: folder,
    },
    log: emulatorLog(port),
    stdin: 'pipe',
  });
  let failure;
  emulator.once('error', (error) => {
    failure = new Failure(`The emulator could not be started (${error.code}).`);
  });
  emulator.once('exit', () => {
    deleteFiles(folder, emulator.pid);
    failure = emulatorFailure(emulator, port);
  });

  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!isReady(port)) {
    if (failure) {
      await requireFreePort(port);
      throw failure;
    }
    if (Date.now() > deadline) {
      await stop(emulator);
      throw new Failure(`The emulator was not ready on port ${port} within ${READY_TIMEOUT_MS / 1000} s.`, logOf(port));
    }
    await delay(100);
  }
  return emulator;
}

/** Whether the emulator has printed that it listens. */
const isReady = (port) => readLog(port).includes(`Ready on http://${HOST}:${port}`);

/** Lets the emulator run on after this script exits. */
export async function keepEmulator(emulator) {
  await new Promise((written) => emulator.stdin.end('keep', written));
  leaveRunning(emulator);
}

/** Waits for `work`, but fails as soon as the emulator ends: its clients would retry for minutes. */
export async function whileRunning(emulator, port, work) {
  if (hasEnded(emulator)) throw emulatorFailure(emulator, port);
  const watch = new AbortController();
  const ended = once(emulator, 'exit', { signal: watch.signal }).then(() => {
    throw emulatorFailure(emulator, port);
  });
  try {
    return await Promise.race([work, ended]);
  } finally {
    ended.catch(() => {}); // aborted
    watch.abort();
  }
}

const hasEnded = ({ exitCode, signalCode }) => exitCode !== null || signalCode !== null;

function emulatorFailure({ exitCode, signalCode }, port) {
  return new Failure(`The emulator ended unexpectedly (${signalCode ?? `exit code ${exitCode}`}).`, logOf(port));
}

/** Deletes the files that an emulator leaves if it is killed. */
function deleteFiles(folder, pid) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`emulator-${pid}-`)) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

const readLog = (port) => readFileSync(emulatorLog(port), 'utf8');

/** Returns the end of the log, and its path, for a Failure. */
const logOf = (port) => ({ excerpt: readLog(port).trimEnd().split('\n').slice(-LOG_LINES), log: emulatorLog(port) });
