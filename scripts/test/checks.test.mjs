import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { resourceCount } from '../lib/example.mjs';
import { cfnLintFindings, differingFlags, validatorFindings } from '../lib/findings.mjs';
import { changedFiles, snapshot } from '../lib/generated.mjs';
import { registryFindings } from '../lib/hygiene.mjs';

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
  assert.deepEqual(resourceCount(event), { done: 12, total: 103 });
  assert.equal(resourceCount('Ecommerce: start: Building'), undefined);
});

test("each construct that violates a rule of the CDK's validator is a finding", () => {
  const violatingConstructs = [{ constructPath: 'A/B' }, { constructPath: 'A/C' }];
  const violations = [{ ruleName: 'E3025', severity: 'error', description: 'x'.repeat(999), violatingConstructs }];
  const findings = validatorFindings({ pluginReports: [{ violations }] });
  assert.equal(findings.length, 2);
  assert.match(findings[0], /^error E3025 at A\/B: x+\.\.\.$/);
  assert.deepEqual(validatorFindings({ pluginReports: [] }), []);
});

test('a warning of cfn-lint is a finding, and no output is none', () => {
  const output = [
    { Level: 'Warning', Rule: { Id: 'W3005' }, Location: { Path: ['Resources', 'A', 0] }, Message: 'no' },
  ];
  assert.deepEqual(cfnLintFindings(JSON.stringify(output)), ['warning W3005 at Resources/A/0: no']);
  assert.deepEqual(cfnLintFindings(''), []);
});

test('a recommended flag that is absent or different is named', () => {
  assert.deepEqual(differingFlags({ a: true, b: ['x'], c: 'weak' }, { b: ['x'], c: true }), ['a', 'c']);
});
