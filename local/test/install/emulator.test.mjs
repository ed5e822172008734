import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { installEmulator } from '../../lib/install/emulator.mjs';

let root;
let cache;
let requirements;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'install-emulator-'));
  cache = join(root, 'cache');
  mkdirSync(cache);
  requirements = join(root, 'requirements.txt');
  writeFileSync(requirements, '# No packages.\n');
});
afterEach(() => rmSync(root, { recursive: true }));

const install = () => installEmulator({ cache, logs: join(root, 'logs'), requirements }, () => {});

test('the environment is made once for the same packages', { timeout: 120_000 }, async () => {
  const { python } = await install();
  assert.ok(existsSync(python));
  assert.equal((await install()).note, 'already installed');
  writeFileSync(requirements, '# Others.\n');
  assert.notEqual((await install()).python, python);
  assert.equal(readdirSync(cache).length, 2);
});

test('what a killed command left is deleted', { timeout: 60_000 }, async () => {
  const left = join(cache, 'venv-1.partial-4194304'); // more than the largest process id
  mkdirSync(left);
  const own = join(cache, `venv-1.partial-${process.pid}`);
  mkdirSync(own);
  await install();
  assert.deepEqual([existsSync(left), existsSync(own)], [false, true]);
});

test('packages that cannot be installed leave nothing in the cache', { timeout: 60_000 }, async () => {
  writeFileSync(requirements, './no-such-package\n');
  await assert.rejects(install(), { name: 'Failure', message: /^pip install failed/ });
  assert.deepEqual(readdirSync(cache), []);
});
