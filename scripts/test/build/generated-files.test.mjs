import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { changedFiles, snapshot } from '../../lib/build/generated-files.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'generated-files-'));
  mkdirSync(join(root, '.projen'));
  writeFileSync(join(root, '.projen', 'files.json'), JSON.stringify({ files: ['package.json'] }));
  writeFileSync(join(root, 'package.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

test('names generated files that were changed or created', () => {
  const before = snapshot(root);
  assert.deepEqual(changedFiles(before, snapshot(root)), []);
  writeFileSync(join(root, 'package.json'), '{ }');
  writeFileSync(join(root, 'API.md'), '# API');
  assert.deepEqual(changedFiles(before, snapshot(root)), ['API.md', 'package.json']);
});
