// Reads the results of mutants from Stryker's report, and formats them for the user.

import { dirname, sep } from 'node:path';
import { table } from '../../../local/lib/cli/tables.mjs';
import { keyOf, mutate } from './mutant.mjs';

const COLUMNS = { killed: 'Killed', survived: 'Survived', 'no coverage': 'NoCoverage', timeout: 'Timeout' };
const SURVIVORS = [COLUMNS.survived, COLUMNS['no coverage']];
const MOST_LINES = 6;

/** Adds to each of `mutants` its status, undefined if the report has none, and the number of test files that ran. */
export function resultsOf(mutants, { files }) {
  const reported = new Map();
  for (const [file, { mutants: ofFile }] of Object.entries(files)) {
    for (const { mutatorName: mutator, location, replacement, status, testsCompleted } of ofFile) {
      const place = { start: fromZero(location.start), end: fromZero(location.end) };
      reported.set(keyOf({ file, mutator, location: place, replacement }), { status, testsCompleted });
    }
  }
  return mutants.map((mutant) => ({ ...mutant, ...reported.get(keyOf(mutant)) }));
}

/** Stryker's reports count lines and columns from 1. */
const fromZero = ({ line, column }) => ({ line: line - 1, column: column - 1 });

/** Returns the mutants without a result, because their test process crashed repeatedly. */
export const untested = (results) => results.filter(({ status }) => !Object.values(COLUMNS).includes(status));

/** Returns the mutants that no test detects, in the order of the sources. */
export const survivors = (results) =>
  results
    .filter(({ status }) => SURVIVORS.includes(status))
    .sort((a, b) => a.file.localeCompare(b.file) || a.location.start.line - b.location.start.line);

/** Renders a table with a row for each folder directly below src, and one for all. */
export function scoreTable(results) {
  const folders = [...new Set(results.map(folderOf))].sort();
  const rows = folders.map((folder) => [folder, ...scores(results.filter((it) => folderOf(it) === folder))]);
  return table(['', ...Object.keys(COLUMNS), 'score'], [...rows, ['all', ...scores(results)]]);
}

const folderOf = ({ file }) => dirname(file).split(sep).slice(0, 2).join(sep);

function scores(results) {
  const [killed, survived, uncovered, timeout] = Object.values(COLUMNS).map(
    (status) => results.filter((it) => it.status === status).length,
  );
  const tested = killed + survived + uncovered + timeout;
  const score = tested === 0 ? '' : `${((100 * (killed + timeout)) / tested).toFixed(1)}%`;
  return [...[killed, survived, uncovered, timeout].map(String), score];
}

/** Describes a survivor: its place, and its lines of `source` before and after the mutation. */
export function describeSurvivor({ status, testsCompleted, ...mutant }, source) {
  const { start, end } = mutant.location;
  const tests = status === COLUMNS.survived ? `${testsCompleted} test files run it` : 'no test runs it';
  const before = source.split('\n');
  const after = mutate(source, mutant).split('\n');
  return [
    `${mutant.file}:${start.line + 1} (${mutant.mutator}, ${tests})`,
    ...marked('-', before.slice(start.line, end.line + 1)),
    ...marked('+', after.slice(start.line, end.line + 1 + after.length - before.length)),
  ].join('\n');
}

function marked(mark, lines) {
  const shown =
    lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `… (${lines.length - MOST_LINES} more)`] : lines;
  return shown.map((line) => `  ${mark} ${line}`);
}
