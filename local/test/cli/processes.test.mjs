import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { describeFailure } from '../../lib/cli/failure.mjs';
import { run, start, stop } from '../../lib/cli/processes.mjs';

const folder = mkdtempSync(join(tmpdir(), 'processes-'));
after(() => rmSync(folder, { recursive: true }));
const log = join(folder, 'log');
const node = (script, options) => run('The script', process.execPath, ['-e', script], { cwd: folder, log, ...options });

test('a successful command returns its output, and reports each line', async () => {
  const lines = [];
  const { stdout } = await node('console.log("one"); console.error("two")', { onLine: (line) => lines.push(line) });
  assert.equal(stdout, 'one');
  assert.deepEqual(lines.sort(), ['one', 'two']);
});

test('a failing command throws an error with an excerpt and the path of the whole log', async () => {
  const script = 'for (let i = 0; i < 100; i++) console.log("line", i); process.exit(3)';
  await assert.rejects(node(script), (error) => {
    assert.equal(error.message, 'The script failed (exit code 3).');
    const text = describeFailure(error);
    for (const part of ['| line 0\n', '| (68 lines omitted)\n', '| line 99\n', log])
      assert.ok(text.includes(part), part);
    return true;
  });
  assert.equal(readFileSync(log, 'utf8').split('\n').length, 101);
});

test('a missing command throws an error that names it', async () => {
  await assert.rejects(run('Python', 'no-such-program', [], { cwd: folder, log }), /no-such-program was not found/);
});

test('a log that cannot be written ends the command and fails', { timeout: 20_000 }, async () => {
  await assert.rejects(node('setInterval(() => console.log("alive"), 10)', { log: folder }), { code: 'EISDIR' });
});

test('stopping a process stops its child processes', async () => {
  const script = `
    const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    console.log(child.pid);
    setInterval(() => {}, 1000);`;
  const parent = start(process.execPath, ['-e', script], { cwd: folder, log });
  let pid = 0;
  while (!pid) {
    await delay(20);
    pid = Number(readFileSync(log, 'utf8'));
  }
  process.kill(pid, 0);
  await stop(parent);
  assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});
