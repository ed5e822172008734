// What became of the mutants, from Stryker's report, and how a user reads it.

import { dirname, sep } from 'node:path';
import { table } from '../cli/tables.mjs';
import { keyOf, mutate } from './mutant.mjs';

const COLUMNS = { killed: 'Killed', survived: 'Survived', 'no coverage': 'NoCoverage', timeout: 'Timeout' };
const SURVIVORS = [COLUMNS.survived, COLUMNS['no coverage']];
const MOST_LINES = 6;

/** `mutants` with the status of each, undefined where the report has none, and how many files of tests ran for it. */
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

/** Reports count lines and columns from 1. */
const fromZero = ({ line, column }) => ({ line: line - 1, column: column - 1 });

/** Those of which nobody knows whether tests find them: their process ended again and again. */
export const unjudged = (results) => results.filter(({ status }) => !Object.values(COLUMNS).includes(status));

/** Those that no test finds, in the order of the sources. */
export const survivors = (results) =>
  results
    .filter(({ status }) => SURVIVORS.includes(status))
    .sort((a, b) => a.file.localeCompare(b.file) || a.location.start.line - b.location.start.line);

/** A row for each folder of the first level in src, and one for all. */
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
  const judged = killed + survived + uncovered + timeout;
  const score = judged === 0 ? '' : `${((100 * (killed + timeout)) / judged).toFixed(1)}%`;
  return [...[killed, survived, uncovered, timeout].map(String), score];
}

/** Where a survivor is, and its lines of `source` without and with it. */
export function describeSurvivor({ status, testsCompleted, ...mutant }, source) {
  const { start, end } = mutant.location;
  const tests = status === COLUMNS.survived ? `${testsCompleted} files of tests run it` : 'no test runs it';
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
