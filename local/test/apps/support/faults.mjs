// The fixture of the tests of faults: a machine, a port and small apps for each test.

import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, beforeEach } from 'node:test';
import { appsFolder, changesIn, makeSmallApp } from './apps.mjs';
import { freePort, Machine } from './machine.mjs';

const { LOCAL_COMMAND, INSTALLED } = process.env;

export const apps = appsFolder();
const machines = [];
export let machine;
export let port;
beforeEach(async () => {
  machine = new Machine({ bin: LOCAL_COMMAND });
  machines.push(machine);
  port = String(await freePort());
});
after(() => {
  for (const it of machines) for (const [pid] of it.processes()) process.kill(pid, 'SIGKILL');
});

let made = 0;
export const makeApp = (program) => makeSmallApp(apps, `small-${++made}`, INSTALLED, program);

export const up = (app, ...args) => machine.run(app, 'up', '--port', port, '--engines', 'none', ...args);

/** Starts the first `up` of an app, which the test interrupts. */
export const startUp = (app) => machine.start(app, 'up', '--port', port, '--engines', 'none');

export async function running(app) {
  const { code, output } = await up(app);
  assert.equal(code, 0, output);
}

/** The last line that begins with "Error: ". */
export const errorOf = (output) => output.split('\n').findLast((line) => line.startsWith('Error: '));

export async function nothingIsLeft(app) {
  assert.deepEqual(await machine.leftovers(), []);
  assert.equal(changesIn(app), '');
  await new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(Number(port), '127.0.0.1', () => probe.close(resolve));
  });
}
