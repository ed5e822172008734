// The programs of the seven services, each with the settings and secrets that a task of its service would get.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run, start, stop } from '../../../local/lib/cli/processes.mjs';

const POLL_MS = 50;
const LOG_LINES = 12;

export class Programs {
  /** The address of each program, by its service. */
  addresses = {};
  #running = new Map();

  /** The programs in the folder of a shop, whose output goes to files in the folder `logs`. */
  constructor({ folder, logs }) {
    Object.assign(this, { folder, logs });
  }

  #programOf(service) {
    return join(this.folder, 'services', `${service}.mjs`);
  }

  /** Creates the tables of a service with the login for migrations, which is in `env`. */
  migrate(service, env) {
    return run(`The migration of ${service}`, process.execPath, [this.#programOf(service), '--migrate'], {
      env,
      log: join(this.logs, `shop-${service}-migration.log`),
    });
  }

  /** Starts the program of each service with its environment, and waits until each answers. */
  async start(environments) {
    await Promise.all(Object.entries(environments).map(([service, env]) => this.#startOne(service, env)));
  }

  async #startOne(service, env) {
    const log = join(this.logs, `shop-${service}.log`);
    const program = start(process.execPath, [this.#programOf(service)], { env: { ...env, PORT: '0' }, log });
    this.#running.set(service, program);
    let port;
    while (port === undefined) {
      if (program.exitCode !== null || program.signalCode !== null) {
        const excerpt = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-LOG_LINES);
        throw new Failure(`The program of ${service} ended before it was ready.`, { excerpt, log });
      }
      await delay(POLL_MS);
      port = /^\{"listening": ?(\d+)\}$/m.exec(readFileSync(log, 'utf8'))?.[1];
    }
    this.addresses[service] = `http://127.0.0.1:${port}`;
  }

  async stop() {
    await Promise.all([...this.#running.values()].map(stop));
  }
}
