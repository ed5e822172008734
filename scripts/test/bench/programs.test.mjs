import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isMissed } from '../../lib/bench/figures.mjs';
import { compilePrograms } from '../../lib/bench/programs.mjs';
import { runProgram } from '../../lib/bench/runs.mjs';
import { platformTemplate, requireSameContent } from '../../lib/bench/sections/content.mjs';
import { readsFigures } from '../../lib/bench/sections/reads.mjs';
import { ROOT } from '../../lib/paths.mjs';

let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
  compilePrograms(join(folder, 'programs'));
  const modules = join(folder, 'node_modules');
  const library = join(modules, '@org', 'ecommerce-constructs');
  mkdirSync(library, { recursive: true });
  for (const name of ['package.json', 'lib']) cpSync(join(ROOT, name), join(library, name), { recursive: true });
  for (const name of ['aws-cdk-lib', 'constructs']) symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  // The copied library resolves its dependencies in the same folder.
});

after(() => rmSync(folder, { recursive: true }));

const readsWith = async (services) =>
  (await runProgram({ installation: folder, program: 'provider-reads', services })).reads;

test('the program by hand creates what the library creates', async () => {
  const [ours, byHand] = [await platformTemplate({ folder }, 'library'), await platformTemplate({ folder }, 'by-hand')];
  assert.ok(requireSameContent(ours, byHand, 'TypeScript') > 100);
});

test('a difference between the programs is an error that names the resource', async () => {
  const ours = await platformTemplate({ folder }, 'library');
  const byHand = structuredClone(ours);
  const domain = Object.values(byHand.Resources).find(({ Type }) => Type === 'AWS::OpenSearchService::Domain');
  domain.Properties.ClusterConfig.InstanceCount = 2;
  assert.throws(() => requireSameContent(ours, byHand, 'TypeScript'), {
    message: 'The program by hand in TypeScript does not create what the library creates.',
    excerpt: ['AWS::OpenSearchService::Domain 1 of 1.Properties.ClusterConfig.InstanceCount: 3 in one, 2 in the other'],
  });
});

test('the platform reads the provider as often with twenty services as with seven', async () => {
  assert.deepEqual(readsFigures(await readsWith(7), await readsWith(20)).filter(isMissed), []);
});

test('a read of the provider for each service misses the target', async () => {
  const file = join(folder, 'node_modules', '@org', 'ecommerce-constructs', 'lib', 'platform', 'ecommerce-platform.js');
  const code = readFileSync(file, 'utf8');
  const planted = code.replace('this.createService(', '(props.provider.database, this).createService(');
  assert.notEqual(planted, code, 'the platform no longer creates its services with createService');
  writeFileSync(file, planted);
  try {
    const missed = readsFigures(await readsWith(7), await readsWith(20)).filter(isMissed);
    assert.deepEqual(
      missed.map(({ name, ours }) => [name, ours]),
      [['more reads with 107 services', 13]],
    );
  } finally {
    writeFileSync(file, code);
  }
});
