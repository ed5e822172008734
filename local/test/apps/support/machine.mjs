// A machine of its own for a test: folders for the state and for temporary files, by which its processes are found.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

const GRACE_MS = 15_000;

export class Machine {
  /** @param bin the path of the command @param env additional environment variables */
  constructor({ bin, env = {} }) {
    this.root = mkdtempSync(join(tmpdir(), 'local-machine-'));
    this.temporary = join(this.root, 'tmp');
    mkdirSync(this.temporary);
    this.bin = bin;
    this.env = { ...process.env, ...env, TMPDIR: this.temporary, XDG_STATE_HOME: join(this.root, 'state') };
    delete this.env.ECOMMERCE_RUN; // the command is no part of the run that tests it
    process.on('exit', () => rmSync(this.root, { recursive: true, force: true }));
  }

  /** Starts the command in a folder. Returns { child, output(), exit, line(pattern) }. */
  start(folder, ...args) {
    const child = spawn(process.execPath, [this.bin, ...args], {
      cwd: folder,
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines = [];
    const waiting = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        for (const check of waiting) check();
      });
    }
    const exit = once(child, 'close').then(([code, signal]) => code ?? signal);
    const line = (pattern) =>
      Promise.race([
        new Promise((resolve) => {
          const check = () => lines.some((it) => pattern.test(it)) && resolve();
          waiting.push(check);
          check();
        }),
        exit.then((code) => {
          throw new Error(`The command ended with ${code} before ${pattern}:\n${lines.join('\n')}`);
        }),
      ]);
    return { child, exit, line, output: () => lines.join('\n') };
  }

  /** Runs the command to its end. Returns { code, output }. */
  async run(folder, ...args) {
    const { exit, output } = this.start(folder, ...args);
    return { code: await exit, output: output() };
  }

  /** Returns the command lines of the processes of this machine, by process id. */
  processes() {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => ['cmdline', 'environ'].some((name) => read(pid, name).includes(this.root)))
      .map((pid) => [Number(pid), read(pid, 'cmdline').replaceAll('\0', ' ').trim()]);
  }

  /** Returns the process id of the only process whose command line matches. */
  processId(pattern) {
    const found = this.processes().filter(([, command]) => pattern.test(command));
    if (found.length === 1) return found[0][0];
    throw new Error(`${found.length} processes match ${pattern}.`);
  }

  /** Waits a moment, and returns what is left: processes and temporary files. Engines that were killed end a little later. */
  async leftovers() {
    const deadline = Date.now() + GRACE_MS;
    let left;
    do {
      left = [...this.processes().map(([, command]) => command), ...readdirSync(this.temporary)];
      if (left.length === 0) return left;
      await delay(100);
    } while (Date.now() < deadline);
    return left;
  }
}

function read(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return ''; // it ended
  }
}

/** Returns a port that nothing uses. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
