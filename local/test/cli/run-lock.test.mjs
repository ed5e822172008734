import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, test } from 'node:test';
import { RUN_VARIABLE } from '../../lib/cli/environment.mjs';
import { takeLock } from '../../lib/cli/run-lock.mjs';

const MODULE = new URL('../../lib/cli/run-lock.mjs', import.meta.url);
const SCRIPT = `
  import { takeLock } from '${MODULE}';
  try {
    takeLock(process.argv[2], 'this clone');
    console.log('taken');
    process.stdin.resume().on('end', () => process.exit());
  } catch (error) {
    console.log(error.message);
  }`;

let folder;
let lock;
let script;
let started;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'run-lock-'));
  lock = join(folder, 'below', 'run.lock');
  script = join(folder, 'run.mjs');
  writeFileSync(script, SCRIPT);
  started = [];
});
afterEach(async () => {
  await Promise.all(started.map(end));
  rmSync(folder, { recursive: true });
});

/** Starts a run, which keeps the lock until its input ends. Returns it with its first line of output. */
async function startRun(env = {}) {
  const child = spawn(process.execPath, [script, lock], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...env, PATH: process.env.PATH },
  });
  started.push(child);
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, line };
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.stdin.end();
  await once(child, 'exit');
}

test('a second run is rejected, with the process id of the first one', async () => {
  const first = await startRun();
  assert.equal(first.line, 'taken');
  const { line } = await startRun();
  assert.match(line, new RegExp(`^Another run uses this clone: .*node.* \\(process ${first.child.pid}\\)\\. Wait`));
  assert.match(line, new RegExp(`\`kill ${first.child.pid}\``));
});

test('a run that ends releases the lock', async () => {
  const { child } = await startRun();
  await end(child);
  assert.ok(!existsSync(lock));
  assert.equal((await startRun()).line, 'taken');
});

test('a command that the run starts needs no lock, and does not release it', async () => {
  const { child } = await startRun();
  const nested = await startRun({ [RUN_VARIABLE]: String(child.pid) });
  assert.equal(nested.line, 'taken');
  await end(nested.child);
  assert.ok(existsSync(lock));
});

test('the lock of a killed run is replaced', async () => {
  const { child } = await startRun();
  child.kill('SIGKILL');
  await once(child, 'exit');
  assert.ok(existsSync(lock));
  assert.equal((await startRun()).line, 'taken');
});

test('the lock of an ended run is replaced if another program has its process id now', async () => {
  const { child } = await startRun();
  await end(child);
  writeFileSync(lock, JSON.stringify({ pid: process.pid, command: 'node scripts/start.mjs' }));
  assert.equal((await startRun()).line, 'taken');
});

test('a lock without content, as after a power failure, is replaced', async () => {
  const { child } = await startRun();
  await end(child);
  writeFileSync(lock, '');
  assert.equal((await startRun()).line, 'taken');
});

test('only one of several runs replaces the lock of a killed run', async () => {
  const { child } = await startRun();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lines = await Promise.all(Array.from({ length: 6 }, async () => (await startRun()).line));
  assert.equal(lines.filter((line) => line === 'taken').length, 1, lines.join('\n'));
  assert.deepEqual(readdirSync(join(folder, 'below')), ['run.lock']);
});

test('the lock names the process and its command', () => {
  const env = {};
  takeLock(lock, 'this clone', env);
  const { pid, command } = JSON.parse(readFileSync(lock, 'utf8'));
  assert.equal(pid, process.pid);
  assert.match(command, /run-lock\.test\.mjs/);
  assert.equal(env[RUN_VARIABLE], String(process.pid));
});
