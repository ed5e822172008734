import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localFindings } from '../../lib/packages/local-publishing.mjs';

const PACKED = {
  names: [
    'package/LICENSE',
    'package/README.md',
    'package/package.json',
    'package/bin/ecommerce-local.mjs',
    'package/bin/node-version.cjs',
    'package/lib/page/static/index.html',
    'package/lib/page/static/page.css',
    'package/emulator/emulator/__main__.py',
    'package/emulator/requirements.txt',
  ],
  bytes: 200_000,
  manifest: { license: 'Apache-2.0' },
};

test('a package with its command, its page and the emulator has no findings', () => {
  assert.deepEqual(localFindings(PACKED), []);
});

test('reports a package that lacks its licence or contains tests', () => {
  const names = [...PACKED.names.slice(1), 'package/test/a.test.mjs', 'package/emulator/emulator/a.pyc'];
  assert.deepEqual(localFindings({ ...PACKED, names }), [
    'it lacks package/LICENSE',
    'it contains package/test/a.test.mjs, which nobody needs',
    'it contains package/emulator/emulator/a.pyc, which nobody needs',
  ]);
});

test('reports a package that is too large, has another licence or bundles another package', () => {
  const manifest = { license: 'MIT', bundleDependencies: ['preact'] };
  assert.deepEqual(localFindings({ ...PACKED, bytes: 400_001, manifest }), [
    'it has 400001 bytes, and the maximum is 400000',
    'its licence is MIT, and that in LICENSE is Apache-2.0',
    'it bundles preact, without its licence',
  ]);
});
