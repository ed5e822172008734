import assert from 'node:assert/strict';
import { test } from 'node:test';
import { declarationFindings } from '../../lib/packages/declarations.mjs';

const DECLARATIONS = new Map([
  ['package/lib/index.d.ts', "export * from './cache/cache';\nexport * from './service';\n"],
  [
    'package/lib/cache/cache.d.ts',
    "import type { Service } from '../service';\nimport { Stack } from 'aws-cdk-lib';\n",
  ],
  ['package/lib/service.d.ts', 'export declare const kind: import("./private/kind").Kind;\n'],
]);

const read = (file) => DECLARATIONS.get(file);

test('reports a declaration that an exported declaration imports and the package lacks', () => {
  assert.deepEqual(declarationFindings([...DECLARATIONS.keys()], read), [
    'the npm package lacks package/lib/private/kind.d.ts',
  ]);
});

test('a package with all declarations that the exported ones import has no findings', () => {
  const kind = 'package/lib/private/kind.d.ts';
  assert.deepEqual(
    declarationFindings([...DECLARATIONS.keys(), kind], (file) => read(file) ?? ''),
    [],
  );
});
