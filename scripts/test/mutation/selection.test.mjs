import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSelection } from '../../lib/mutation/selection.mjs';
import { ROOT } from '../../lib/paths.mjs';

const select = (positionals, options = {}) => parseSelection({ positionals, ...options }, ROOT);

test('a folder or a file of src is selected, however its path is written', () => {
  assert.deepEqual(select(['src']), { path: 'src' });
  assert.deepEqual(select(['./src/providers/']), { path: 'src/providers' });
  assert.deepEqual(select(['src/index.ts']), { path: 'src/index.ts' });
});

test('a change is selected by the ref that it began at', () => {
  assert.deepEqual(select([], { since: 'main' }), { since: 'main' });
});

test('a sample is selected by its size and a seed, which is 1 unless one is given', () => {
  assert.deepEqual(select([], { sample: '200' }), { sample: 200, seed: 1 });
  assert.deepEqual(select([], { sample: '20', seed: '7' }), { sample: 20, seed: 7 });
});

for (const [title, positionals, options, message] of [
  ['no selection at all', [], {}, /^Nothing to mutate: .* --sample\. See --help\.$/],
  ['a folder that does not exist', ['src/nowhere'], {}, /^Unusable folder: src\/nowhere\. Name src, /],
  ['a folder outside of src', ['scripts'], {}, /^Unusable folder: scripts\. /],
  ['a folder that only begins like src', ['src/../srcs'], {}, /^Unusable folder: src\/\.\.\/srcs\. /],
  ['two folders', ['src', 'test'], {}, /^Too many folders: src, test\. Name one\.$/],
  ['a sample of a folder', ['src'], { sample: '5' }, /^--sample draws from all of src: leave src out, /],
  ['a change together with a folder', ['src'], { since: 'main' }, /^--since takes .*: leave src out, or --since\.$/],
  ['a change together with a sample', [], { since: 'main', sample: '5' }, /^--since takes .*: leave --sample out, /],
  ['a seed without a sample', ['src'], { seed: '5' }, /^--seed draws a sample: give --sample as well\.$/],
]) {
  test(`${title} is refused in one sentence`, () => {
    assert.throws(() => select(positionals, options), { name: 'Failure', message });
  });
}

test('the size of a sample and its seed are whole numbers from 1', () => {
  for (const value of ['0', '-1', '1.5', '1e3', '', 'many']) {
    assert.throws(() => select([], { sample: value }), /^Failure: Unusable sample: .* a whole number from 1\.$/, value);
    assert.throws(() => select([], { sample: '5', seed: value }), /^Failure: Unusable seed: /, value);
  }
});
