// A mutant is { file, mutator, location, replacement }: the file from the root, the name of what has made it, the place
// with lines and columns that count from 0, its end not included, and the code that takes the place.

import { relative } from 'node:path';

/** One of Stryker's own mutants as one of ours. */
export function asMutant({ fileName, mutatorName, location: { start, end }, replacement }, root) {
  return { file: relative(root, fileName), mutator: mutatorName, location: { start, end }, replacement };
}

/** What tells a mutant from all others: the ids of Stryker are other ones in each run. */
export function keyOf({ file, mutator, location: { start, end }, replacement }) {
  return [file, start.line, start.column, end.line, end.column, mutator, replacement].join(' ');
}

/** The source of a file with the mutant in it. */
export function mutate(source, { location: { start, end }, replacement }) {
  return source.slice(0, offsetOf(source, start)) + replacement + source.slice(offsetOf(source, end));
}

function offsetOf(source, { line, column }) {
  let lineStart = 0;
  for (let passed = 0; passed < line; passed++) lineStart = source.indexOf('\n', lineStart) + 1;
  return lineStart + column;
}
