import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { localEnvironment, RUN_VARIABLE } from '../../lib/cli/environment.mjs';

const MODULE = new URL('../../lib/cli/run-folder.mjs', import.meta.url);
const SCRIPT = `
  import { makeRunFolder } from '${MODULE}';
  try {
    makeRunFolder();
    console.log(process.env.TMPDIR);
  } catch (error) {
    console.log(error.name, error.message);
  }`;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'run-folder-')));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'temporary'));
writeFileSync(join(folder, 'file'), '');

/** Returns what a process prints that makes its folder in a folder for temporary files, and ends. */
function makeIn(TMPDIR) {
  const { [RUN_VARIABLE]: _, ...env } = localEnvironment(process.env);
  const args = ['--input-type=module', '-e', SCRIPT];
  return spawnSync(process.execPath, args, { cwd: folder, env: { ...env, TMPDIR }, encoding: 'utf8' }).stdout.trim();
}

test('the folder is absolute, and is deleted when the process ends', () => {
  assert.equal(dirname(makeIn('temporary')), join(folder, 'temporary'));
  assert.deepEqual(readdirSync(join(folder, 'temporary')), []);
});

for (const name of ['missing', 'file', join('file', 'below')]) {
  test(`a TMPDIR that is no folder is rejected: ${name}`, () => {
    assert.equal(
      makeIn(join(folder, name)),
      `Failure TMPDIR is ${join(folder, name)}, which is not a folder: create it, or set TMPDIR to another one.`,
    );
  });
}
