import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { projectFiles } from '../../lib/build/project-files.mjs';

let root;
let path;
beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'project-files-')), 'a b');
  path = process.env.PATH;
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, '.gitignore'), 'node_modules/\n*.log\n!kept.log\n');
  for (const file of ['ä.ts', 'x.log', 'kept.log', 'node_modules/x.js']) writeFileSync(join(root, file), '');
});
afterEach(() => {
  process.env.PATH = path;
  rmSync(join(root, '..'), { recursive: true });
});

const git = (folder, ...args) => execFileSync('git', args, { cwd: folder });

const FILES = ['.gitignore', 'kept.log', 'ä.ts'];

test('lists the files of a git checkout, committed and new, that exist', () => {
  git(root, 'init', '--quiet');
  writeFileSync(join(root, 'deleted.ts'), '');
  git(root, 'add', '.');
  rmSync(join(root, 'deleted.ts'));
  writeFileSync(join(root, 'new.ts'), '');
  assert.deepEqual(projectFiles(root).sort(), [...FILES.slice(0, 2), 'new.ts', 'ä.ts']);
});

test('lists the files of an unpacked archive', () => {
  assert.deepEqual(projectFiles(root).sort(), FILES);
});

test('lists the files of an archive that is unpacked in the checkout of another project, which ignores it', () => {
  const other = join(root, '..');
  git(other, 'init', '--quiet');
  writeFileSync(join(other, '.gitignore'), 'a b/\n');
  assert.deepEqual(projectFiles(root).sort(), FILES);
});

test('lists the files of the checkout, also in a git hook of another one', () => {
  const other = join(root, '..', 'other');
  git(join(root, '..'), 'init', '--quiet', other);
  git(root, 'init', '--quiet');
  git(root, 'add', '--force', 'x.log');
  process.env.GIT_DIR = join(other, '.git');
  try {
    assert.deepEqual(projectFiles(root).sort(), [...FILES.slice(0, 2), 'x.log', 'ä.ts']);
  } finally {
    delete process.env.GIT_DIR;
  }
});

test('says that git is missing', () => {
  process.env.PATH = root;
  assert.throws(() => projectFiles(root), { name: 'Failure', message: /^git was not found: install it\./ });
});
