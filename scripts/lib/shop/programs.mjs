// The programs of the seven services, each with the settings and secrets that a task of its service would get.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../../../local/lib/cli/failure.mjs';
import { run, start, stop } from '../../../local/lib/cli/processes.mjs';
import { LOGS, SHOP } from '../paths.mjs';

const POLL_MS = 50;
const LOG_LINES = 12;

export const logOf = (service) => join(LOGS, `shop-${service}.log`);

const programOf = (service) => join(SHOP, 'services', `${service}.mjs`);

/** Creates the tables of a service with the login for migrations, which is in `env`. */
export function migrate(service, env) {
  return run(`The migration of ${service}`, process.execPath, [programOf(service), '--migrate'], {
    env,
    log: join(LOGS, `shop-${service}-migration.log`),
  });
}

export class Programs {
  /** The address of each program, by its service. */
  addresses = {};
  #running = new Map();

  /** Starts the program of each service with its environment, and waits until each answers. */
  async start(environments) {
    await Promise.all(Object.entries(environments).map(([service, env]) => this.#startOne(service, env)));
  }

  async #startOne(service, env) {
    const log = logOf(service);
    const program = start(process.execPath, [programOf(service)], { env: { ...env, PORT: '0' }, log });
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
