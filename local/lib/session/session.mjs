// A running session, as the commands see it: its supervisor is a process that runs on after them.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { RUN_VARIABLE } from '../cli/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { LASTING_FOLDER } from '../cli/run-folder.mjs';
import { endOf } from './end.mjs';
import { isSupervisor, readState, removeState } from './state.mjs';

const SUPERVISOR = fileURLToPath(new URL('supervisor.mjs', import.meta.url));
const POLL_MS = 200;
/** The emulator gets ten seconds to stop. */
const STOP_MS = 20_000;

/**
 * Starts a session in `folder`, which has no other: a supervisor with these settings, { app, port, pagePort, engines, python,
 * nodePath }. It ends with this process unless `keep` is called. Call `untilReady` then.
 */
export function startSession(folder, settings) {
  removeState(folder);
  return new StartedSession(folder, spawnSupervisor(folder), settings);
}

function spawnSupervisor(folder) {
  const log = openSync(join(folder, 'supervisor.log'), 'w', 0o600);
  const { [RUN_VARIABLE]: _, ...env } = process.env; // it is a run of its own, with a temporary folder of its own
  try {
    return spawn(process.execPath, [SUPERVISOR, folder], {
      cwd: folder, // that of this process could be deleted
      env: { ...env, TMPDIR: LASTING_FOLDER },
      stdio: ['ignore', log, log, 'ipc'],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
}

/** A session that runs, and that an earlier command started. */
export class Session {
  constructor(folder) {
    this.folder = folder;
  }

  get state() {
    return readState(this.folder);
  }

  /** Waits for `work`, but fails as soon as the session ends: clients of the emulator would retry for minutes. */
  async whileRunning(work) {
    const watch = new AbortController();
    const ended = this.#ended(watch.signal);
    try {
      return await Promise.race([work, ended]);
    } finally {
      ended.catch(() => {}); // aborted
      watch.abort();
    }
  }

  async #ended(signal) {
    while (this.state?.running) await delay(POLL_MS, undefined, { signal });
    throw endOf(this.folder, this.state);
  }

  /** Ends the session, and waits until its processes have ended. */
  async stop() {
    const state = this.state;
    if (state?.running) await stopSupervisor(state);
    removeState(this.folder);
  }
}

/** A session that this process started. */
class StartedSession extends Session {
  #supervisor;
  #settings;

  constructor(folder, supervisor, settings) {
    super(folder);
    this.#supervisor = supervisor;
    this.#settings = settings;
  }

  /** Waits until the emulator is ready. */
  async untilReady(report) {
    await new Promise((resolve, reject) => {
      this.#supervisor.on('message', ({ text, ready, failure }) => {
        if (text !== undefined) report(text);
        if (ready) resolve();
        if (failure) reject(new Failure(failure.message, failure));
      });
      this.#supervisor.once('error', reject);
      this.#supervisor.once('exit', () => reject(endOf(this.folder, this.state)));
      this.#supervisor.send({ start: this.#settings });
    });
  }

  /** Lets the session run on after this process ends. */
  async keep() {
    const supervisor = this.#supervisor;
    const closed = once(supervisor, 'disconnect');
    supervisor.send({ keep: true });
    await closed;
    supervisor.unref();
  }

  async stop() {
    const { exitCode, signalCode } = this.#supervisor;
    if (exitCode === null && signalCode === null) {
      const exit = once(this.#supervisor, 'exit');
      this.#supervisor.kill('SIGTERM');
      await exit;
    }
    removeState(this.folder);
  }
}

/** The supervisor ends after its emulator. If it does not, its reaper ends both. */
async function stopSupervisor(state) {
  const deadline = Date.now() + STOP_MS;
  signal(state.pid, 'SIGTERM');
  while (isSupervisor(state)) {
    if (Date.now() > deadline) signal(state.pid, 'SIGKILL');
    await delay(50);
  }
}

/** Signals a process, which may have ended in the meantime. */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
