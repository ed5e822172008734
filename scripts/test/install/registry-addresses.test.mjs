import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { registryFindings } from '../../lib/install/registry-addresses.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'registry-addresses-'));
  writeFileSync(join(root, 'package.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

test('finds a file that names a registry, and a lock file with download addresses', () => {
  writeFileSync(join(root, 'a.md'), `see ${['registry', 'npmjs', 'org'].join('.')}`);
  writeFileSync(join(root, 'package-lock.json'), '{ "resolved": "x" }');
  const findings = registryFindings(root, ['a.md', 'package-lock.json', 'package.json', 'deleted.md']);
  assert.equal(findings.length, 2);
  assert.match(findings[0], /^a\.md names /);
  assert.match(findings[1], /^package-lock\.json has "resolved"/);
});
