import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeSurvivor, resultsOf, scoreTable, survivors, untested } from '../../lib/mutation/results.mjs';
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

/** A mutant in the format of Stryker's report, which counts lines and columns from 1. */
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

test('the score table counts by folder and in total, and counts a timeout as killed', () => {
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

test('survivors are the mutants that no test detects, in the order of the sources', () => {
  assert.deepEqual(
    survivors(RESULTS).map(({ file, location, status }) => `${file}:${location.start.line + 1} ${status}`),
    ['src/keys/key.ts:2 NoCoverage', 'src/keys/key.ts:9 Survived'],
  );
});

test('a mutant with a runtime error, or missing in the report, counts as untested', () => {
  const unreported = resultsOf([mutant('src/unreported.ts', 1)], { files: {} });
  assert.deepEqual(
    untested([...RESULTS, ...unreported]).map(({ file }) => file),
    ['src/ports/port.ts', 'src/unreported.ts'],
  );
});

test('shows the source lines of a survivor before and after the mutation', () => {
  const survivor = { ...mutant('src/a.ts', 2), status: 'Survived', testsCompleted: 4 };
  const source = "const x = 1;\nconst y='a';\nconst z = 2;";
  assert.equal(
    describeSurvivor(survivor, source),
    'src/a.ts:2 (StringLiteral, 4 test files run it)\n  - const y=\'a\';\n  + const y="";',
  );
  assert.match(describeSurvivor({ ...survivor, status: 'NoCoverage' }, source), /\(StringLiteral, no test runs it\)/);
});

test('shows only the first lines of a long survivor', () => {
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

test('progress excludes mutants that Stryker counts without testing them', () => {
  const line = 'Mutation testing 40% (elapsed: ~1m, remaining: ~1m) 36/88 tested (2 survived, 0 timed out)';
  assert.equal(progressOf(line, 70), '18 of 70 tested, 2 survived');
  assert.equal(progressOf(line.replace('36/88', '3/88'), 70), '0 of 70 tested, 2 survived');
  assert.equal(progressOf('INFO Stryker Done in 3 minutes.', 70), undefined);
});

test('orders the test file of the mutated file first, then those of its folder, then the others in their own order', () => {
  const tests = ['test/z.test.ts', 'test/a.test.ts', 'test/keys/other.test.ts', 'test/keys/key.test.ts'];
  assert.deepEqual(mostLikelyFirst(tests, 'src/keys/key.ts'), [
    'test/keys/key.test.ts',
    'test/keys/other.test.ts',
    'test/z.test.ts',
    'test/a.test.ts',
  ]);
});
