import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { awsClients } from '../lib/aws/clients.mjs';
import { PACKAGE } from '../lib/paths.mjs';

const readJson = (...path) => JSON.parse(readFileSync(join(PACKAGE, ...path), 'utf8'));
const manifest = readJson('package.json');
const library = readJson('..', 'package.json');

/** Returns the texts of the package's programs, without the page's, which a browser runs. */
const programs = () =>
  ['bin', 'lib']
    .flatMap((folder) => readdirSync(join(PACKAGE, folder), { recursive: true }).map((name) => join(folder, name)))
    .filter((name) => /\.[mc]js$/.test(name) && !name.includes('static'))
    .map((name) => readFileSync(join(PACKAGE, name), 'utf8'));

test('the package has the version, the license and the Node of the library', () => {
  for (const name of ['version', 'license', 'engines', 'homepage'])
    assert.deepEqual(manifest[name], library[name], name);
  assert.equal(manifest.repository.directory, 'local');
});

test('every package that a program imports is a dependency', () => {
  const imported = programs().flatMap((text) =>
    [...text.matchAll(/(?:from |import\(|import\.meta\.resolve\(|require\()'(@[\w-]+\/[\w-]+|[a-z][\w-]*)/g)].map(
      ([, name]) => name,
    ),
  );
  const missing = imported.filter((name) => !builtinModules.includes(name) && !(name in manifest.dependencies));
  assert.deepEqual(
    missing.filter((name) => name !== 'node'),
    [],
  );
});

test('the clients of every API that the programs call are dependencies', async () => {
  const clients = Object.keys(await awsClients('us-east-1'));
  assert.ok(clients.length > 10);
  const text = readFileSync(join(PACKAGE, 'lib', 'aws', 'clients.mjs'), 'utf8');
  const modules = [...text.matchAll(/^ {2}\w+: \['([\w-]+)', /gm)].map(([, module]) => `@aws-sdk/client-${module}`);
  assert.equal(modules.length, clients.length);
  assert.deepEqual(
    modules.filter((name) => !(name in manifest.dependencies)),
    [],
  );
});

test('the ranges are those with which the repository is tested', () => {
  for (const [name, range] of Object.entries(manifest.dependencies)) {
    if (name.startsWith('@aws-sdk/')) assert.equal(range, library.devDependencies[name], name);
  }
});
