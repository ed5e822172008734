import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_ENGINES, ENGINES, parseEngines } from '../../../local/lib/emulator/engine-names.mjs';
import { catalogueFor, parseCatalogue, parseEnvironment } from '../../lib/cli/arguments.mjs';

test('the environment is local by default, and rejects unknown names', () => {
  assert.equal(parseEnvironment(undefined), 'local');
  assert.equal(parseEnvironment('production'), 'production');
  assert.throws(() => parseEnvironment('prod'), /^Failure: Unsupported environment: prod\. .*production/);
});

test('the catalogue is phase one by default, and rejects unknown names', () => {
  assert.equal(parseCatalogue('mixed'), 'mixed');
  assert.throws(() => parseCatalogue('phase-three'), /^Failure: Unsupported catalogue: phase-three\. .*phase-two/);
});

test('the catalogue has a DocumentDB cluster if the engine for it runs', () => {
  assert.equal(catalogueFor(ENGINES), 'phase-two');
  assert.equal(catalogueFor(parseEngines(DEFAULT_ENGINES)), 'phase-one');
});
