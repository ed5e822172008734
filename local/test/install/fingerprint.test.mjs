import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fingerprint, unlessCurrent } from '../../lib/install/fingerprint.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fingerprint-'));
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'src', 'a.ts'), 'a');
});
afterEach(() => rmSync(root, { recursive: true }));

const now = () => fingerprint(root, ['src', 'package-lock.json']);

test('the modification time does not change the fingerprint', () => {
  const before = now();
  utimesSync(join(root, 'src', 'a.ts'), new Date(0), new Date(0));
  assert.equal(now(), before);
});

for (const [what, change] of [
  ['a changed file', () => writeFileSync(join(root, 'src', 'a.ts'), 'b')],
  ['a new file', () => writeFileSync(join(root, 'src', 'b.ts'), '')],
  ['a renamed file', () => renameSync(join(root, 'src', 'a.ts'), join(root, 'src', 'b.ts'))],
  ['a deleted file', () => rmSync(join(root, 'src', 'a.ts'))],
  ['a created file', () => writeFileSync(join(root, 'package-lock.json'), '{}')],
]) {
  test(`${what} changes the fingerprint`, () => {
    const before = now();
    change();
    assert.notEqual(now(), before);
  });
}

test('another fact changes the fingerprint', () => {
  assert.notEqual(fingerprint(root, ['src'], ['v20']), fingerprint(root, ['src'], ['v22']));
});

test('runs once for the same inputs, and again for other inputs', async () => {
  const stamp = join(root, 'made', '.stamp');
  let times = 0;
  const make = async () => {
    times++;
  };
  assert.equal(await unlessCurrent(stamp, 'one', make), true);
  assert.equal(await unlessCurrent(stamp, 'one', make), false);
  assert.equal(await unlessCurrent(stamp, 'two', make), true);
  assert.equal(times, 2);
});

test('runs again after a failed or interrupted run', async () => {
  const stamp = join(root, '.stamp');
  await unlessCurrent(stamp, 'one', async () => {});
  await assert.rejects(
    unlessCurrent(stamp, 'two', async () => {
      throw new Error('interrupted');
    }),
  );
  assert.equal(await unlessCurrent(stamp, 'one', async () => {}), true);
});

test('a result that lacks something fails, and is made again', async () => {
  const stamp = join(root, '.stamp');
  const lacking = ['one', 'two'];
  await assert.rejects(
    unlessCurrent(
      stamp,
      'inputs',
      async () => {},
      () => lacking,
    ),
    { name: 'Failure', message: /lacks one, two, although it succeeded/ },
  );
  const install = async () => {
    lacking.length = 0;
  };
  assert.equal(await unlessCurrent(stamp, 'inputs', install, () => lacking), true);
});

test('runs again if something is missing since then', async () => {
  const stamp = join(root, '.stamp');
  const missing = [];
  await unlessCurrent(
    stamp,
    'inputs',
    async () => {},
    () => missing,
  );
  missing.push('one');
  const install = async () => {
    missing.length = 0;
  };
  assert.equal(await unlessCurrent(stamp, 'inputs', install, () => missing), true);
});
