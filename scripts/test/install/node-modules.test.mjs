import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dependencies, missingPackages } from '../../lib/install/node-modules.mjs';

test('only the dependencies in package.json require a new installation', () => {
  const root = mkdtempSync(join(tmpdir(), 'node-modules-'));
  after(() => rmSync(root, { recursive: true }));
  const manifest = join(root, 'package.json');
  const written = (content) => {
    writeFileSync(manifest, JSON.stringify(content));
    return dependencies(manifest);
  };
  const before = written({ scripts: { a: 'x' }, devDependencies: { jest: '30' } });
  assert.equal(written({ scripts: { a: 'y' }, devDependencies: { jest: '30' } }), before);
  assert.notEqual(written({ devDependencies: { jest: '31' } }), before);
});

test('finds the packages of package.json that an installation left out', () => {
  const root = mkdtempSync(join(tmpdir(), 'node-modules-'));
  after(() => rmSync(root, { recursive: true }));
  const manifest = { dependencies: { one: '1' }, devDependencies: { '@scope/two': '1', three: '1' } };
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  assert.deepEqual(missingPackages(root), ['one', '@scope/two', 'three']);
  for (const name of ['one', '@scope/two']) {
    mkdirSync(join(root, 'node_modules', name), { recursive: true });
    writeFileSync(join(root, 'node_modules', name, 'package.json'), '{}');
  }
  mkdirSync(join(root, 'node_modules', 'three')); // without its files
  assert.deepEqual(missingPackages(root), ['three']);
});
