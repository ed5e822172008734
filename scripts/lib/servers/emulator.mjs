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
import { missingEngines, progressOfEngines } from '../engines/engine-log.mjs';
import { EMULATOR, LOGS, NODE_MODULES, ROOT } from '../paths.mjs';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 60_000;
/** With engines, some of which are installed from sources. */
const INSTALLED_TIMEOUT_MS = 30 * 60_000;
const POLL_MS = 100;
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
 * this process does, however that ends, unless `keepEmulator` is called. `kept` says that it will be. It runs the named
 * `engines`, and installs them first; `enginesWithout` tells those that it cannot install.
 */
export async function startEmulator(python, port, { kept = false, engines = [], report = () => {} } = {}) {
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

  const timeout = engines.length > 0 ? INSTALLED_TIMEOUT_MS : READY_TIMEOUT_MS;
  const deadline = Date.now() + timeout;
  while (!isReady(port)) {
    if (failure) {
      await requireFreePort(port);
      throw failure;
    }
    if (Date.now() > deadline) {
      await stop(emulator);
      throw new Failure(`The emulator was not ready on port ${port} within ${timeout / 1000} s.`, logOf(port));
    }
    report(progressOfEngines(readLog(port)));
    await delay(POLL_MS);
  }
  return emulator;
}

/** Returns a sentence for each engine that the emulator could not install. */
export const enginesWithout = (port) => missingEngines(readLog(port));

/** Returns those of `engines` that the emulator runs. */
export function runningEngines(engines, port) {
  const missing = enginesWithout(port); // each begins with the name of the engine
  return engines.filter((name) => !missing.some((sentence) => sentence.startsWith(name)));
}

/** Reports each engine that the emulator installs or starts, until `work` ends. */
export async function reportingEngines(port, report, work) {
  let reported = progressOfEngines(readLog(port));
  const timer = setInterval(() => {
    const current = progressOfEngines(readLog(port));
    if (current !== reported) report(current);
    reported = current;
  }, POLL_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
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

/** The engines of a killed emulator write until they end, a moment later. */
const DELETION = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };

/** Deletes the files that an emulator leaves if it is killed. */
function deleteFiles(folder, pid) {
  for (const name of readdirSync(folder)) {
    if (name.startsWith(`emulator-${pid}-`)) rmSync(join(folder, name), DELETION);
  }
}

const readLog = (port) => readFileSync(emulatorLog(port), 'utf8');

/** Returns the end of the log, and its path, for a Failure. */
const logOf = (port) => ({ excerpt: readLog(port).trimEnd().split('\n').slice(-LOG_LINES), log: emulatorLog(port) });
