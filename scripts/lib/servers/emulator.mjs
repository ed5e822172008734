// Starts the local emulator of AWS on loopback.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment } from '../cli/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { start, stop } from '../cli/processes.mjs';
import { EMULATOR, LOGS, NODE_MODULES, ROOT } from '../paths.mjs';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 60_000;
const LOG_LINES = 24;
export const EMULATOR_LOG = join(LOGS, 'emulator.log');

/** Fails if `port` is in use. Call it first, so that a user need not wait for this error. */
export function requireFreePort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(portFailure(port, error)));
    probe.listen({ host: HOST, port, exclusive: true }, () => probe.close(resolve));
  });
}

function portFailure(port, error) {
  if (error.code === 'EADDRINUSE') {
    return new Failure(
      `Port ${port} is in use: stop the process that listens on it, or choose another port with --port.`,
    );
  }
  if (error.code === 'EACCES') return new Failure(`Port ${port} is privileged: choose a port above 1023 with --port.`);
  return error;
}

/** Starts the emulator, and waits until it responds. */
export async function startEmulator(python, port) {
  const emulator = start(python, ['-m', 'emulator', '--port', String(port), '--node-path', NODE_MODULES], {
    cwd: ROOT,
    env: { ...childEnvironment(process.env), PYTHONPATH: EMULATOR, PYTHONUNBUFFERED: '1' },
    log: EMULATOR_LOG,
  });
  let failure;
  emulator.once('error', (error) => {
    failure = new Failure(`The emulator could not be started (${error.code}).`);
  });
  emulator.once('exit', (code, signal) => {
    failure = emulatorFailure(`exited unexpectedly (${signal ?? `exit code ${code}`})`);
  });

  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await isReady(port))) {
    if (failure) throw failure;
    if (Date.now() > deadline) {
      await stop(emulator);
      throw emulatorFailure(`did not respond on port ${port} within ${READY_TIMEOUT_MS / 1000} s`);
    }
    await delay(100);
  }
  if (failure) throw failure;
  return emulator;
}

function emulatorFailure(what) {
  const excerpt = readFileSync(EMULATOR_LOG, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
  return new Failure(`The emulator ${what}.`, { excerpt, log: EMULATOR_LOG });
}

async function isReady(port) {
  try {
    const response = await fetch(`http://${HOST}:${port}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    return response.ok;
  } catch (error) {
    // A refused, reset or timed-out connection: the emulator is not ready yet. Any other error is a defect.
    if (error.name === 'TimeoutError' || error.message === 'fetch failed') return false;
    throw error;
  }
}
