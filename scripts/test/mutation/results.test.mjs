import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSurvivor, resultsOf, scoreTable, survivors, unjudged } from '../../lib/mutation/results.mjs';
import { progressOf } from '../../lib/mutation/stryker.mjs';
import { mostLikelyFirst } from '../../lib/mutation/test-order.mjs';

function mutant(file, line, replacement = '""') {
  return {
    file,
    mutator: 'StringLiteral',
    location: { start: { line: line - 1, column: 8 }, end: { line: line - 1, column: 11 } },
    replacement,
  };
}

/** As Stryker reports it, which counts columns from 1. */
function reported({ mutator, location: { start, end }, replacement }, status, testsCompleted) {
  const fromOne = ({ line, column }) => ({ line: line + 1, column: column + 1 });
  return {
    id: '0',
    mutatorName: mutator,
    location: { start: fromOne(start), end: fromOne(end) },
    replacement,
    status,
    testsCompleted,
  };
}

const KEYS = [mutant('src/keys/key.ts', 9), mutant('src/keys/key.ts', 2), mutant('src/keys/key.ts', 3)];
const PORTS = [mutant('src/ports/inner/port.ts', 1), mutant('src/ports/port.ts', 1)];
const UNSELECTED = mutant('src/keys/key.ts', 2, 'another');
const RESULTS = resultsOf([...KEYS, ...PORTS], {
  files: {
    'src/keys/key.ts': {
      mutants: [
        reported(KEYS[0], 'Survived', 3),
        reported(UNSELECTED, 'CompileError'),
        reported(KEYS[1], 'NoCoverage'),
        reported(KEYS[2], 'Killed', 1),
      ],
    },
    'src/ports/inner/port.ts': { mutants: [reported(PORTS[0], 'Timeout')] },
    'src/ports/port.ts': { mutants: [reported(PORTS[1], 'RuntimeError')] },
  },
});

test('the table counts by folder and in all, and a timeout is a kill', () => {
  assert.equal(
    scoreTable(RESULTS),
    [
      '           killed  survived  no coverage  timeout  score',
      '---------  ------  --------  -----------  -------  ------',
      'src/keys   1       1         1            0        33.3%',
      'src/ports  0       0         0            1        100.0%',
      'all        1       1         1            1        50.0%',
    ].join('\n'),
  );
});

test('survivors are those that no test finds, in the order of the sources', () => {
  assert.deepEqual(
    survivors(RESULTS).map(({ file, location, status }) => `${file}:${location.start.line + 1} ${status}`),
    ['src/keys/key.ts:2 NoCoverage', 'src/keys/key.ts:9 Survived'],
  );
});

test('a mutant that Stryker could not judge, or does not mention, is neither killed nor a survivor', () => {
  const forgotten = resultsOf([mutant('src/forgotten.ts', 1)], { files: {} });
  assert.deepEqual(
    unjudged([...RESULTS, ...forgotten]).map(({ file }) => file),
    ['src/ports/port.ts', 'src/forgotten.ts'],
  );
});

test('a survivor is shown with its lines of the source and what may stand there', () => {
  const survivor = { ...mutant('src/a.ts', 2), status: 'Survived', testsCompleted: 4 };
  const source = "const x = 1;\nconst y='a';\nconst z = 2;";
  assert.equal(
    describeSurvivor(survivor, source),
    'src/a.ts:2 (StringLiteral, 4 files of tests run it)\n  - const y=\'a\';\n  + const y="";',
  );
  assert.match(describeSurvivor({ ...survivor, status: 'NoCoverage' }, source), /\(StringLiteral, no test runs it\)/);
});

test('a survivor of many lines is shown with the first of them', () => {
  const block = {
    file: 'src/a.ts',
    mutator: 'BlockStatement',
    location: { start: { line: 0, column: 2 }, end: { line: 9, column: 1 } },
    replacement: '{}',
    status: 'Survived',
    testsCompleted: 1,
  };
  const source = `f({\n${'  g();\n'.repeat(8)}});\nh();`;
  assert.equal(
    describeSurvivor(block, source).split('\n').slice(1).join('\n'),
    ['  - f({', ...Array(5).fill('  -   g();'), '  - … (4 more)', '  + f({});'].join('\n'),
  );
});

test('progress leaves out what Stryker counts without testing it', () => {
  const line = 'Mutation testing 40% (elapsed: ~1m, remaining: ~1m) 36/88 tested (2 survived, 0 timed out)';
  assert.equal(progressOf(line, 70), '18 of 70 tested, 2 survived');
  assert.equal(progressOf(line.replace('36/88', '3/88'), 70), '0 of 70 tested, 2 survived');
  assert.equal(progressOf('INFO Stryker Done in 3 minutes.', 70), undefined);
});

test('tests that mirror the mutated file come first, then those of its folder, the others in their own order', () => {
  const tests = ['test/z.test.ts', 'test/a.test.ts', 'test/keys/other.test.ts', 'test/keys/key.test.ts'];
  assert.deepEqual(mostLikelyFirst(tests, 'src/keys/key.ts'), [
    'test/keys/key.test.ts',
    'test/keys/other.test.ts',
    'test/z.test.ts',
    'test/a.test.ts',
  ]);
});
