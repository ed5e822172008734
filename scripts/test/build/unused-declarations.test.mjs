import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { unusedDeclarations } from '../../lib/build/unused-declarations.mjs';

let folder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'declarations-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files) {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

test('a declaration that index.d.ts imports through others is used, and another one is not', () => {
  write({
    'index.d.ts': "export * from './cache/cache';\nexport type * from './store';",
    'cache/cache.d.ts': "import type { Options } from '../options';\nexport declare const x: import('./rules').Rules;",
    'cache/rules.d.ts': '',
    'cache/internal.d.ts': "import './cache';",
    'options.d.ts': "import type { Stack } from 'aws-cdk-lib';",
    'store/index.d.ts': '',
    'other.d.ts': '',
    'other.js': '',
  });
  assert.deepEqual(unusedDeclarations(folder).sort(), [
    join(folder, 'cache/internal.d.ts'),
    join(folder, 'other.d.ts'),
  ]);
});

test('declarations that import each other are both used', () => {
  write({ 'index.d.ts': "export * from './a';", 'a.d.ts': "import './b';", 'b.d.ts': "import './a';" });
  assert.deepEqual(unusedDeclarations(folder), []);
});
