import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { missingDistributions } from '../../lib/install/virtual-environment.mjs';

test('finds the pinned packages that a virtual environment lacks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'virtual-environment-'));
  after(() => rmSync(folder, { recursive: true }));
  const requirements = join(folder, 'tests.txt');
  writeFileSync(join(folder, 'base.txt'), '# Comment\nPyYAML==6.0.3\nnot-there==1.0\n');
  writeFileSync(requirements, '-r base.txt\njsonata-python==0.7.1\nboolean.py==5.0\n/some/where/local-1.0.whl\n');
  assert.deepEqual(missingDistributions(folder, requirements).sort(), [
    'PyYAML',
    'boolean.py',
    'jsonata-python',
    'not-there',
  ]);
  for (const name of ['pyyaml-6.0.3', 'jsonata_python-0.7.1', 'boolean_py-5.0']) {
    mkdirSync(join(folder, 'lib', 'python3.11', 'site-packages', `${name}.dist-info`), { recursive: true });
  }
  assert.deepEqual(missingDistributions(folder, requirements), ['not-there']);
});
