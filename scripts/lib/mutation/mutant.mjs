// A mutant is { file, mutator, location, replacement }: the path of the file from the root, the name of the mutator, the
// location (lines and columns from 0, end excluded), and the code that replaces the code at the location.

import { relative } from 'node:path';

/** Converts a mutant of Stryker to this format. */
export function asMutant({ fileName, mutatorName, location: { start, end }, replacement }, root) {
  return { file: relative(root, fileName), mutator: mutatorName, location: { start, end }, replacement };
}

/** Returns a key that identifies a mutant in every run; Stryker's ids change from run to run. */
export function keyOf({ file, mutator, location: { start, end }, replacement }) {
  return [file, start.line, start.column, end.line, end.column, mutator, replacement].join(' ');
}

/** Returns the source of a file with the mutant applied. */
export function mutate(source, { location: { start, end }, replacement }) {
  return source.slice(0, offsetOf(source, start)) + replacement + source.slice(offsetOf(source, end));
}

function offsetOf(source, { line, column }) {
  let lineStart = 0;
  for (let passed = 0; passed < line; passed++) lineStart = source.indexOf('\n', lineStart) + 1;
  return lineStart + column;
}
