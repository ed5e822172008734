import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createCompiler } from '../../lib/mutation/compiler.mjs';
import { mutantsOf } from '../../lib/mutation/instrumenter.mjs';
import { keyOf, mutate } from '../../lib/mutation/mutant.mjs';
import { NODE_MODULES, ROOT } from '../../lib/paths.mjs';

const SOURCE = `export function port(given?: number): number {
  return given ?? 6379;
}
export const action = 'kms:Decrypt';
export const access = 'on ~* &* +@all -@admin';
export const fix = 'Give the port that clients expect.';
export const reserved = 'all and any array'.split(' ');
export function doubled(value: number): number {
  return value * 2;
}
`;

const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
after(() => rmSync(folder, { recursive: true }));
writeFileSync(join(folder, 'source.ts'), SOURCE);
writeFileSync(join(folder, 'tsconfig.dev.json'), JSON.stringify({ extends: join(ROOT, 'tsconfig.dev.json') }));
symlinkSync(NODE_MODULES, join(folder, 'node_modules'));

const FILE = { path: 'source.ts' };
const shown = ({ mutator, location, replacement }) => `${location.start.line + 1} ${mutator} ${replacement}`;

test('mutates values that AWS interprets and lists of words, but not prose', async () => {
  const strings = (await mutantsOf([FILE], folder)).filter(({ mutator }) => mutator === 'StringLiteral');
  assert.deepEqual(strings.map(shown), [
    '4 StringLiteral ""',
    '5 StringLiteral ""',
    '7 StringLiteral ""',
    '7 StringLiteral ""',
  ]);
});

test('lists only the mutants inside the given ranges of lines', async () => {
  const ranges = [
    { from: 2, to: 2 },
    { from: 4, to: 4 },
  ];
  const mutants = await mutantsOf([{ ...FILE, ranges }], folder);
  assert.deepEqual(mutants.map(shown), ['2 LogicalOperator given && 6379', '4 StringLiteral ""']);
});

test('each mutant has a unique key', async () => {
  const mutants = await mutantsOf([FILE], folder);
  assert.equal(new Set(mutants.map(keyOf)).size, mutants.length);
});

test('a mutant changes only the code at its location', async () => {
  const [mutant] = await mutantsOf([{ ...FILE, ranges: [{ from: 4, to: 4 }] }], folder);
  assert.equal(mutate(SOURCE, mutant), SOURCE.replace("'kms:Decrypt'", '""'));
});

test('skips mutants that do not compile, except those of ??, which show whether an option has an effect', async () => {
  const compiles = createCompiler([FILE.path], folder);
  const mutants = await mutantsOf([FILE], folder);
  const functions = mutants.filter(({ mutator }) => mutator !== 'StringLiteral');
  assert.deepEqual(
    functions.map((mutant) => `${shown(mutant)}: ${compiles(mutant)}`),
    [
      '1 BlockStatement {}: false',
      '2 LogicalOperator given && 6379: true',
      '8 BlockStatement {}: false',
      '9 ArithmeticOperator value / 2: true',
    ],
  );
});
