import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCommandLine } from '../../lib/cli/arguments.mjs';
import { DEFAULT_ENGINES, ENGINES, ENGINES_OPTION, namesIn, parseEngines } from '../../lib/emulator/engine-names.mjs';

const parsed = (...args) => parseCommandLine(args, { engines: ENGINES_OPTION, port: { type: 'string' } }, {});

test('finds the names in the registry, also on several lines', () => {
  assert.deepEqual(namesIn('X = {"no": ("a", "b")}\nENGINES = {"one": ("a", "b"), "two-x": ("c", "d")}\n'), [
    'one',
    'two-x',
  ]);
  assert.deepEqual(namesIn('ENGINES = {\n    "one": ("a", "b"),\n    "two": ("c", "d"),\n}\nY = {"no": ("a", "b")}'), [
    'one',
    'two',
  ]);
  for (const name of ['postgres', 'rabbitmq', 'valkey']) assert.ok(ENGINES.includes(name), name);
});

test('the default engines exist', () => {
  assert.deepEqual(parseEngines(DEFAULT_ENGINES), ['postgres', 'valkey']);
});

test('takes names, all or none', () => {
  assert.deepEqual(parseEngines('valkey,postgres,valkey'), ['valkey', 'postgres']);
  assert.deepEqual(parseEngines('all'), ENGINES);
  assert.deepEqual(parseEngines('none'), []);
});

test('rejects an unknown engine with the known ones', () => {
  for (const [value, name] of [
    ['postgres,mysql', 'mysql'],
    ['', '\\(empty\\)'],
    ['postgres,', '\\(empty\\)'],
    ['all,postgres', 'all'],
  ]) {
    assert.throws(
      () => parseEngines(value),
      new RegExp(`^Failure: Unknown engine: ${name}\\. .*postgres.* all or none`),
    );
  }
});

test('the option may be given without names, before other options and at the end', () => {
  assert.equal(parsed('--engines').engines, 'all');
  assert.deepEqual({ ...parsed('--engines', '--port', '1') }, { engines: 'all', port: '1' });
  assert.equal(parsed('--engines', 'none').engines, 'none');
  assert.equal(parsed('--engines=valkey').engines, 'valkey');
  assert.equal(parsed().engines, undefined);
});
