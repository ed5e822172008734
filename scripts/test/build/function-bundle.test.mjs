import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bundleFunction, licencesText } from '../../lib/build/function-bundle.mjs';
import { NODE_MODULES, ROOT } from '../../lib/paths.mjs';

const FUNCTIONS = join('src', 'rotation', 'function');
const ENTRY = join(FUNCTIONS, 'document-db', 'document-db.ts');

const { code, packages } = await bundleFunction(join(ROOT, ENTRY));

/** The modules that the driver loads only where an app uses that part of it. */
const OPTIONAL = [
  '@aws-sdk/credential-providers',
  '@mongodb-js/zstd',
  'gcp-metadata',
  'kerberos',
  'mongodb-client-encryption',
  'snappy',
  'socks',
];

test('a bundle imports only Node, the AWS SDK and optional modules', () => {
  const imported = new Set([...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, name]) => name));
  const others = [...imported].filter((name) => !builtinModules.includes(name.replace('node:', '')));
  assert.deepEqual(others.sort(), ['@aws-sdk/client-secrets-manager', ...OPTIONAL].sort());
});

test('a bundle runs without the packages that it contains', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  context.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(join(NODE_MODULES, '@aws-sdk'), join(folder, 'node_modules', '@aws-sdk')); // as in Lambda's runtime
  writeFileSync(join(folder, 'document-db.js'), code);
  const { handler } = createRequire(`${folder}/`)('./document-db.js');
  await assert.rejects(handler({ SecretId: 's', ClientRequestToken: 't', Step: 'testSecret' }, {}), /ROTATED/);
});

test('the same sources give the same bytes, whichever folder they are in', async (context) => {
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  const copy = mkdtempSync(join(ROOT, 'dist', 'bundle-')); // below the root, so that it finds the packages
  context.after(() => rmSync(copy, { recursive: true }));
  cpSync(join(ROOT, FUNCTIONS), copy, { recursive: true });
  const again = await bundleFunction(join(copy, 'document-db', 'document-db.ts'));
  assert.equal(again.code, code);
  assert.ok(!code.includes(ROOT));
});

test('the packages of a bundle are listed with their licences', () => {
  assert.deepEqual(
    packages.map(({ name, license }) => [name, license]),
    [
      ['@mongodb-js/saslprep', 'MIT'],
      ['bson', 'Apache-2.0'],
      ['memory-pager', 'MIT'],
      ['mongodb', 'Apache-2.0'],
      ['mongodb-connection-string-url', 'Apache-2.0'],
      ['sparse-bitfield', 'MIT'],
    ],
  );
  for (const { name, text } of packages) assert.match(text, /Apache License|Permission is hereby granted/, name);
});

test('the text of the licences names each package and its version', () => {
  const text = licencesText([
    { name: 'a', version: '1.0.0', license: 'MIT', text: 'Copyright A' },
    { name: 'b', version: '2.0.0', license: 'Apache-2.0', text: 'Copyright B' },
  ]);
  const line = '-'.repeat(80);
  assert.equal(
    text,
    `The function contains these packages.\n\n${line}\n\na 1.0.0 (MIT)\n\nCopyright A\n\n${line}\n\nb 2.0.0 (Apache-2.0)\n\nCopyright B\n`,
  );
});
