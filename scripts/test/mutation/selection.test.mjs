import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSelection } from '../../lib/mutation/selection.mjs';
import { ROOT } from '../../lib/paths.mjs';

const select = (positionals, options = {}) => parseSelection({ positionals, ...options }, ROOT);

test('selects a folder or a file of src by any form of its path', () => {
  assert.deepEqual(select(['src']), { path: 'src' });
  assert.deepEqual(select(['./src/providers/']), { path: 'src/providers' });
  assert.deepEqual(select(['src/index.ts']), { path: 'src/index.ts' });
});

test('selects the changes since a git ref', () => {
  assert.deepEqual(select([], { since: 'main' }), { since: 'main' });
});

test('selects a sample by its size and a seed, which is 1 by default', () => {
  assert.deepEqual(select([], { sample: '200' }), { sample: 200, seed: 1 });
  assert.deepEqual(select([], { sample: '20', seed: '7' }), { sample: 20, seed: 7 });
});

for (const [title, positionals, options, message] of [
  ['a command line without a selection', [], {}, /^Nothing to mutate: .* --sample\. See --help\.$/],
  ['a folder that does not exist', ['src/nowhere'], {}, /^Invalid folder: src\/nowhere\. Give src, /],
  ['a folder outside of src', ['scripts'], {}, /^Invalid folder: scripts\. /],
  ['a folder whose name only begins with src', ['src/../srcs'], {}, /^Invalid folder: src\/\.\.\/srcs\. /],
  ['two folders', ['src', 'test'], {}, /^Too many folders: src, test\. Give only one\.$/],
  ['a sample of a folder', ['src'], { sample: '5' }, /^--sample selects .* all of src: remove src or /],
  ['a change together with a folder', ['src'], { since: 'main' }, /^--since selects .*: remove src or --since\.$/],
  ['a change together with a sample', [], { since: 'main', sample: '5' }, /^--since selects .*: remove --sample or /],
  ['a seed without a sample', ['src'], { seed: '5' }, /^--seed needs --sample: /],
]) {
  test(`rejects ${title} with one message`, () => {
    assert.throws(() => select(positionals, options), { name: 'Failure', message });
  });
}

test('rejects a sample size or a seed that is not a whole number of at least 1', () => {
  for (const value of ['0', '-1', '1.5', '1e3', '', 'many']) {
    assert.throws(
      () => select([], { sample: value }),
      /^Failure: Invalid sample: .* a whole number of at least 1\.$/,
      value,
    );
    assert.throws(() => select([], { sample: '5', seed: value }), /^Failure: Invalid seed: /, value);
  }
});
