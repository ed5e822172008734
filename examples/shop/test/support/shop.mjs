// The programs of the shop, each with the environment of its service on a deployed platform.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const SERVICES = join(import.meta.dirname, '..', '..', 'services');

/** The file has { environments, migrations }: the environment of each service, and with the login of its migrations. */
const { environments, migrations } = JSON.parse(readFileSync(process.env.SHOP_PLATFORM, 'utf8'));

export { environments };

const programOf = (service) => join(SERVICES, `${service}.mjs`);

export class Shop {
  /** The address of each program that runs, by the name of its service. */
  addresses = {};
  /** What each program has written to its log, over all its runs. */
  logs = {};
  #programs = new Map();

  /** Starts all programs. `changes` of a service's environment lead it to a relay, for example. */
  async start(changes = {}) {
    const services = Object.keys(environments);
    await Promise.all(services.filter((service) => migrations[service]).map(migrate));
    await Promise.all(services.map((service) => this.startOne(service, changes[service])));
  }

  async startOne(service, changes = {}) {
    const env = { ...environments[service], ...changes, PORT: '0' };
    const program = spawn(process.execPath, [programOf(service)], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#programs.set(service, program);
    program.stderr.setEncoding('utf8').on('data', (text) => {
      this.logs[service] = (this.logs[service] ?? '') + text;
    });
    const [line] = await Promise.race([
      once(createInterface(program.stdout), 'line'),
      once(program, 'exit').then(() => assert.fail(`${service} ended:\n${this.logs[service]}`)),
    ]);
    this.addresses[service] = `http://127.0.0.1:${JSON.parse(line).listening}`;
  }

  /** Ends a program, and returns its exit code: null after SIGKILL. */
  async end(service, signal) {
    const program = this.#programs.get(service);
    this.#programs.delete(service);
    if (program.exitCode !== null) return program.exitCode;
    program.kill(signal);
    const [code] = await once(program, 'exit');
    return code;
  }

  kill(service) {
    return this.end(service, 'SIGKILL');
  }

  /** Ends all programs, and returns their exit codes by service. */
  async stop() {
    const ends = [...this.#programs.keys()].map(async (service) => [service, await this.end(service, 'SIGTERM')]);
    return Object.fromEntries(await Promise.all(ends));
  }
}

const migrate = (service) =>
  promisify(execFile)(process.execPath, [programOf(service), '--migrate'], { env: migrations[service] });
