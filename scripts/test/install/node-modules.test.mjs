import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { dependencies } from '../../lib/install/node-modules.mjs';

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
