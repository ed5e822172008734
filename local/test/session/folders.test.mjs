import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { makePrivateFolder } from '../../lib/session/folders.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'folders-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const modeOf = (folder) => statSync(folder).mode & 0o777;

test('no other user can read a private folder, also one that existed', () => {
  const existing = join(root, 'existing');
  mkdirSync(existing);
  chmodSync(existing, 0o777);
  for (const folder of [existing, join(root, 'new')]) assert.equal(modeOf(makePrivateFolder(folder)), 0o700);
});

test('a folder of another user is rejected', (context) => {
  context.mock.method(process, 'getuid', () => statSync(root).uid + 1);
  assert.throws(() => makePrivateFolder(root), {
    name: 'Failure',
    message: `${root} belongs to another user: set XDG_STATE_HOME and XDG_CACHE_HOME to folders of your own with free space.`,
  });
});

test('a folder that cannot be created is a sentence', () => {
  writeFileSync(join(root, 'file'), '');
  assert.throws(() => makePrivateFolder(join(root, 'file', 'folder')), {
    name: 'Failure',
    message: /cannot be created \(ENOTDIR\): set XDG_STATE_HOME and XDG_CACHE_HOME to folders of your own/,
  });
});
