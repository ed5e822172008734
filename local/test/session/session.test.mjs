import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { commandOf } from '../../lib/cli/process-table.mjs';
import { Session } from '../../lib/session/session.mjs';
import { readState, writeState } from '../../lib/session/state.mjs';

/** A program in place of the emulator's Python. It has a file of its own in the folder for temporary files. */
const EMULATOR = `#!${process.execPath}
const { createServer } = require('node:http');
const { mkdtempSync } = require('node:fs');
const port = process.argv[process.argv.indexOf('--port') + 1];
mkdtempSync(process.env.TMPDIR + '/emulator-' + process.pid + '-');
createServer((_, response) => response.writeHead(404).end()).listen(port, '127.0.0.1', () => {
  console.log('Ready on http://127.0.0.1:' + port + ' process ' + process.pid);
});
process.stdin.resume().on('end', () => process.exit());`;

/** A program that starts a session as \`up\` does, and keeps it when it receives a line. */
const UP = `
import { startSession } from '${new URL('../../lib/session/session.mjs', import.meta.url)}';
const [folder, settings] = process.argv.slice(2);
const session = startSession(folder, JSON.parse(settings));
await session.untilReady(() => {}).catch((error) => { console.log('failed: ' + error.message); process.exit(1); });
console.log('ready');
process.stdin.once('data', async () => { await session.keep(); console.log('kept'); process.stdin.unref(); });`;

let root;
let folder;
let temporary;
let port;
let children;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'session-test-'));
  [folder, temporary] = ['session', 'tmp'].map((name) => join(root, name));
  for (const it of [folder, temporary]) mkdirSync(it);
  writeFileSync(join(root, 'python'), EMULATOR, { mode: 0o755 });
  writeFileSync(join(root, 'up.mjs'), UP);
  port = await freePort();
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await new Session(folder).stop();
  rmSync(root, { recursive: true });
});

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: free } = server.address();
  server.close();
  await once(server, 'close');
  return free;
}

async function until(condition) {
  while (!condition()) await delay(20);
}

/** Starts a session. Returns the process of its \`up\`, and a function that returns its next line. */
function startUp({ python = join(root, 'python') } = {}) {
  const settings = JSON.stringify({ app: '/the/app', port, engines: [], python, nodePath: root });
  const child = spawn(process.execPath, [join(root, 'up.mjs'), folder, settings], {
    env: { PATH: process.env.PATH, TMPDIR: temporary },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return { child, line: async () => (await lines.next()).value };
}

async function startKept() {
  const up = startUp();
  assert.equal(await up.line(), 'ready');
  up.child.stdin.write('keep\n');
  assert.equal(await up.line(), 'kept');
  await once(up.child, 'exit');
}

const emulatorPid = () =>
  readdirSync(temporary, { recursive: true })
    .map((name) => /emulator-(\d+)-/.exec(name)?.[1])
    .filter(Boolean)
    .map(Number)[0];

test('a session that is kept runs on after its command, and ends when it is stopped', { timeout: 60_000 }, async () => {
  await startKept();
  const { running, page, app } = readState(folder);
  assert.deepEqual([running, app], [true, '/the/app']);
  assert.equal((await fetch(page)).status, 200);
  assert.equal(statSync(join(folder, 'state.json')).mode & 0o777, 0o600);
  await new Session(folder).stop();
  assert.equal(readState(folder), undefined);
  assert.deepEqual(readdirSync(temporary), []);
  await assert.rejects(fetch(page));
});

for (const signal of ['SIGTERM', 'SIGKILL']) {
  test(`a session ends with a command that ends by ${signal} before it keeps it`, { timeout: 60_000 }, async () => {
    const up = startUp();
    assert.equal(await up.line(), 'ready');
    up.child.kill(signal);
    await until(() => readState(folder) === undefined);
    await until(() => readdirSync(temporary).length === 0);
  });
}

test('a session that loses its emulator tells when and why, and leaves nothing else', { timeout: 60_000 }, async () => {
  await startKept();
  const session = new Session(folder);
  const work = session.whileRunning(new Promise(() => {}));
  process.kill(emulatorPid(), 'SIGKILL');
  await assert.rejects(work, (error) => {
    assert.match(error.message, /^The emulator ended at \d\d:\d\d:\d\d \(SIGKILL\)\.$/);
    assert.match(error.excerpt[0], /^Ready on /);
    return true;
  });
  await until(() => readdirSync(temporary).length === 0);
  assert.equal(readState(folder).running, false);
});

test('the emulator of a killed supervisor ends, and its files are deleted', { timeout: 60_000 }, async () => {
  await startKept();
  const { pid } = readState(folder);
  const emulator = emulatorPid();
  process.kill(pid, 'SIGKILL');
  await until(() => commandOf(emulator) === '' && readdirSync(temporary).length === 0);
  assert.equal(readState(folder).running, false);
});

test('an emulator that cannot start is a sentence, and leaves nothing', { timeout: 60_000 }, async () => {
  const python = join(root, 'broken');
  writeFileSync(python, '#!/bin/sh\necho broken >&2; exit 3\n', { mode: 0o755 });
  assert.equal(await startUp({ python }).line(), 'failed: The emulator ended unexpectedly (exit code 3).');
  await until(() => !existsSync(join(folder, 'state.json')) && readdirSync(temporary).length === 0);
});

test('a later process with the id of a supervisor is not taken for it', () => {
  writeState(folder, { pid: process.pid, command: 'node supervisor.mjs', app: '/the/app' });
  assert.equal(readState(folder).running, false);
  writeState(folder, { pid: process.pid, command: commandOf(process.pid), app: '/the/app' });
  assert.equal(readState(folder).running, true);
  rmSync(join(folder, 'state.json'));
});

test('a state that was not written whole is none', () => {
  writeFileSync(join(folder, 'state.json'), '{ "pid": ');
  assert.equal(readState(folder), undefined);
});
