// Orders the test files for a mutant, so that a failing file runs early and the others need not run.

import { parse, sep } from 'node:path';

/** Puts the files first that mirror the mutated file (test/a/b.test.ts for src/a/b.ts); the others keep their order. */
export function mostLikelyFirst(files, mutated) {
  const nearness = new Map(files.map((file) => [file, sharedParts(file, mutated)]));
  return [...files].sort((a, b) => nearness.get(b) - nearness.get(a));
}

function sharedParts(test, mutated) {
  const [ours, theirs] = [parts(test), parts(mutated)];
  const end = ours.findIndex((part, index) => part !== theirs[index]);
  return end === -1 ? ours.length : end;
}

/** Splits a path below src or test into its folders and its name up to the first dot. */
function parts(path) {
  const { dir, base } = parse(path);
  return [...dir.split(sep).slice(1), base.split('.')[0]];
}
