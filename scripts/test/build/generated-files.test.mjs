import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { changedFiles, snapshot } from '../../lib/build/generated-files.mjs';
import { resourceCount } from '../../lib/example/example-app.mjs';
import { registryFindings } from '../../lib/install/registry-addresses.mjs';

let root;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'checks-'));
  mkdirSync(join(root, '.projen'));
  writeFileSync(join(root, '.projen', 'files.json'), JSON.stringify({ files: ['package.json'] }));
  writeFileSync(join(root, 'package.json'), '{}');
});
afterEach(() => rmSync(root, { recursive: true }));

test('a generated file that changed, and one that was missing, are named', () => {
  const before = snapshot(root);
  assert.deepEqual(changedFiles(before, snapshot(root)), []);
  writeFileSync(join(root, 'package.json'), '{ }');
  writeFileSync(join(root, 'API.md'), '# API');
  assert.deepEqual(changedFiles(before, snapshot(root)), ['API.md', 'package.json']);
});

test('a file that names a registry, and a lock file that says where from, are found', () => {
  writeFileSync(join(root, 'a.md'), `see ${['registry', 'npmjs', 'org'].join('.')}`);
  writeFileSync(join(root, 'package-lock.json'), '{ "resolved": "x" }');
  const findings = registryFindings(root, ['a.md', 'package-lock.json', 'package.json', 'deleted.md']);
  assert.equal(findings.length, 2);
  assert.match(findings[0], /^a\.md names /);
  assert.match(findings[1], /^package-lock\.json has "resolved"/);
});

test('the deployed resources are read from the events of the CLI', () => {
  const event = 'Ecommerce |  12/103 | 1:58:23 AM | CREATE_COMPLETE | AWS::EC2::VPC | Platform/Network (X)';
  assert.deepEqual(resourceCount(event), { stack: 'Ecommerce', done: 12, total: 103 });
  assert.equal(resourceCount('Ecommerce: start: Building'), undefined);
});
