import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { localEnvironment, RUN_VARIABLE } from '../../../local/lib/cli/environment.mjs';
import { commandOf } from '../../../local/lib/cli/process-table.mjs';
import { ROOT } from '../../lib/paths.mjs';

/** A script that leaves a temporary file, starts a process, prints its process id, and waits unless it should fail. */
const SCRIPT = `
  import { mkdtempSync } from 'node:fs';
  import { tmpdir } from 'node:os';
  import { join } from 'node:path';
  import { main } from './lib/cli/main.mjs';
  import { Failure } from '../local/lib/cli/failure.mjs';
  import { start } from '../local/lib/cli/processes.mjs';
  import { LOGS } from './lib/paths.mjs';
  main({ help: 'The help.', options: { fail: { type: 'boolean' } } }, async ({ fail }) => {
    mkdtempSync(join(tmpdir(), 'left-'));
    const child = start(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { log: join(LOGS, 'child.log') });
    console.log(child.pid);
    if (fail) throw new Failure('The reason.');
    await new Promise((resolve) => setTimeout(resolve, 60_000));
  });`;

let folder;
let temporary;
let started;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'main-'));
  temporary = join(folder, 'temporary');
  started = [];
  mkdirSync(temporary);
  for (const path of ['scripts/lib', 'local/bin', 'local/lib', 'local/package.json']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const manifest = { engines, type: 'module', scripts: { start: 'node scripts/script.mjs' } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'scripts', 'script.mjs'), SCRIPT);
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

function run(command, ...args) {
  const { [RUN_VARIABLE]: _, ...env } = localEnvironment(process.env);
  const child = spawn(command, args, {
    cwd: folder,
    env: { ...env, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  started.push(child);
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => output.push(String(data)));
  return { child, lines: createInterface({ input: child.stdout }), output };
}

const runScript = (...args) => run(process.execPath, join('scripts', 'script.mjs'), ...args);

/** Returns the first line of output that is a process id. */
async function startedProcess(lines) {
  for await (const line of lines) if (/^\d+$/.test(line)) return Number(line);
  throw new Error('The script printed no process id.');
}

const isRunning = (pid) => commandOf(pid) !== '';

async function until(condition, signal) {
  while (!condition()) await delay(20, undefined, { signal });
}

const isClean = () => readdirSync(temporary).length === 0;

test('a run that fails prints one sentence, stops its processes and deletes its temporary files', async () => {
  const { child, lines, output } = runScript('--fail');
  const pid = await startedProcess(lines);
  const [code] = await once(child, 'close');
  assert.equal(code, 1);
  assert.equal(output.join(''), `${pid}\n\nError: The reason.\n`);
  assert.ok(!isRunning(pid));
  assert.ok(isClean());
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL']) {
  test(`after ${signal}, no process, temporary file or lock of the run prevents the next one`, {
    timeout: 20_000,
  }, async (context) => {
    const { child, lines } = runScript();
    const pid = await startedProcess(lines);
    assert.ok(!isClean());
    child.kill(signal);
    await once(child, 'exit');
    await until(() => !isRunning(pid) && isClean(), context.signal);
    const next = runScript('--fail');
    await startedProcess(next.lines);
  });
}

test('a run ends when npm is killed', { timeout: 20_000 }, async ({ signal }) => {
  const npm = run('npm', 'start');
  const pid = await startedProcess(npm.lines);
  npm.child.kill('SIGKILL');
  await until(() => !isRunning(pid) && isClean(), signal);
});

test('a second run is rejected, and the help is printed all the same', async () => {
  const first = runScript();
  await startedProcess(first.lines);
  const second = runScript('--fail');
  const [code] = await once(second.child, 'close');
  assert.equal(code, 1);
  assert.match(second.output.join(''), new RegExp(`Another run uses this clone: .*process ${first.child.pid}`));
  const help = runScript('--help');
  assert.deepEqual(await once(help.child, 'close'), [0, null]);
  assert.equal(help.output.join(''), 'The help.\n');
  assert.ok(existsSync(join(folder, 'dist', 'run.lock')));
});
