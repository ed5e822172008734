// A local emulator of AWS, as a process that this one started.

import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnvironment, withThisNode } from '../cli/environment.mjs';
import { Failure } from '../cli/failure.mjs';
import { start, stop } from '../cli/processes.mjs';
import { EMULATOR } from '../paths.mjs';
import { missingEngines, progressOfEngines } from './engine-log.mjs';
import { HOST, requireFreePort } from './port.mjs';

const READY_TIMEOUT_MS = 60_000;
/** With engines, some of which are installed from sources. */
const INSTALLED_TIMEOUT_MS = 30 * 60_000;
const POLL_MS = 100;
const LOG_LINES = 24;

export class Emulator {
  #process;
  #startFailure;
  #engines;

  /** Starts a process that is not ready yet: use `Emulator.start`. */
  constructor({ python, port, log, nodePath, engines }) {
    Object.assign(this, { port, log });
    this.#engines = engines;
    const folder = tmpdir();
    const args = ['-m', 'emulator', '--port', String(port), '--node-path', nodePath, '--with-parent', '--enforce-iam'];
    if (engines.length > 0) args.push('--engines', engines.join(','));
    this.#process = start(python, args, {
      cwd: folder,
      env: {
        ...withThisNode(childEnvironment(process.env)),
        PYTHONPATH: EMULATOR,
        PYTHONDONTWRITEBYTECODE: '1', // the sources may belong to another user
        PYTHONUNBUFFERED: '1',
        TMPDIR: folder,
      },
      log,
      stdin: 'pipe',
    });
    this.#process.once('error', (error) => {
      this.#startFailure = new Failure(`The emulator could not be started (${error.code}).`);
    });
    this.#process.once('exit', () => deleteFiles(folder, this.pid));
  }

  /**
   * Starts an emulator on `port`, and waits until it reports that it listens: another emulator could answer on the port. It
   * ends when this process does, however that ends. It runs the named `engines`, and installs them first; `missingEngines` tells
   * those that it cannot install. A role may do only what its policies allow, as in AWS.
   * @param python the Python of a virtual environment with the emulator's requirements
   * @param log the file for its output
   * @param nodePath a folder node_modules with the packages that the handlers of custom resources use
   */
  static async start({ engines = [], report = () => {}, ...options }) {
    const emulator = new Emulator({ ...options, engines });
    await emulator.#untilReady(engines.length > 0 ? INSTALLED_TIMEOUT_MS : READY_TIMEOUT_MS, report);
    return emulator;
  }

  get pid() {
    return this.#process.pid;
  }

  async #untilReady(timeout, report) {
    const deadline = Date.now() + timeout;
    while (!this.#readLog().includes(`Ready on http://${HOST}:${this.port}`)) {
      if (this.#startFailure) throw this.#startFailure;
      if (this.#hasEnded()) {
        await requireFreePort(this.port);
        throw this.#failure();
      }
      if (Date.now() > deadline) {
        await this.stop();
        throw new Failure(
          `The emulator was not ready on port ${this.port} within ${timeout / 1000} s.`,
          this.#endOfLog(),
        );
      }
      report(progressOfEngines(this.#readLog()));
      await delay(POLL_MS);
    }
  }

  /** Returns a sentence for each engine that it could not install. */
  missingEngines() {
    return missingEngines(this.#readLog());
  }

  /** Returns the engines that it runs. */
  runningEngines() {
    const missing = this.missingEngines(); // each begins with the name of the engine
    return this.#engines.filter((name) => !missing.some((sentence) => sentence.startsWith(name)));
  }

  /** Reports each engine that it installs or starts, until `work` ends. */
  async reportingEngines(report, work) {
    let reported = progressOfEngines(this.#readLog());
    const timer = setInterval(() => {
      const current = progressOfEngines(this.#readLog());
      if (current !== reported) report(current);
      reported = current;
    }, POLL_MS);
    try {
      return await work;
    } finally {
      clearInterval(timer);
    }
  }

  /** Waits for `work`, but fails as soon as the emulator ends: its clients would retry for minutes. */
  async whileRunning(work) {
    if (this.#hasEnded()) throw this.#failure();
    const watch = new AbortController();
    const ended = once(this.#process, 'exit', { signal: watch.signal }).then(() => {
      throw this.#failure();
    });
    try {
      return await Promise.race([work, ended]);
    } finally {
      ended.catch(() => {}); // aborted
      watch.abort();
    }
  }

  #hasEnded() {
    const { exitCode, signalCode } = this.#process;
    return exitCode !== null || signalCode !== null;
  }

  #failure() {
    return new Failure(`The emulator ended unexpectedly (${this.endReason()}).`, this.#endOfLog());
  }

  /** Returns the signal or the exit code with which it ended. */
  endReason() {
    const { exitCode, signalCode } = this.#process;
    return signalCode ?? `exit code ${exitCode}`;
  }

  /** Waits until it ends, and returns the reason as a Failure. */
  async ended() {
    if (!this.#hasEnded()) await once(this.#process, 'exit');
    return this.#failure();
  }

  stop() {
    return stop(this.#process);
  }

  #readLog() {
    return readFileSync(this.log, 'utf8');
  }

  /** Returns the end of the log, and its path, for a Failure. */
  #endOfLog() {
    return { excerpt: this.#readLog().trimEnd().split('\n').slice(-LOG_LINES), log: this.log };
  }
}

/** The engines of a killed emulator write until they end, a moment later. */
const DELETION = { recursive: true, force: true, maxRetries: 10, retryDelay: 100 };

/** Deletes the files that an emulator leaves if it is killed. An error here would end this process, so that it is only printed. */
function deleteFiles(folder, pid) {
  for (const name of readdirSync(folder).filter((it) => it.startsWith(`emulator-${pid}-`))) {
    try {
      rmSync(join(folder, name), DELETION);
    } catch (error) {
      console.error(`The emulator's files in ${join(folder, name)} could not be deleted (${error.code}).`);
    }
  }
}
