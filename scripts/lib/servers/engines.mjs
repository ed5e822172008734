// The engines whose logins are tested. Each has a test file with the name that the emulator gives it.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../cli/tables.mjs';
import { RESULTS, SERVER_TESTS } from '../paths.mjs';

const TEST = '.test.mjs';

export const ENGINES = readdirSync(SERVER_TESTS)
  .filter((name) => name.endsWith(TEST))
  .map((name) => name.slice(0, -TEST.length));

export const testFileOf = (engine) => `${engine}${TEST}`;

export const suiteOf = (engine) => `servers-${engine}`;

/** The file to which the tests of an engine write what they attempted. */
export const attemptsOf = (engine) => join(RESULTS, `${suiteOf(engine)}.attempts.json`);

const COLUMNS = [
  ['own work allowed', 'allowed'],
  ['refused', 'refused'],
  ['let through', 'letThrough'],
  ['logins during rotation', 'logins'],
  ['of them refused', 'refusedLogins'],
];

/** Returns a table of what the tests attempted, a row for each engine. */
export function attemptsTable(engines) {
  const rows = engines.map((engine) => {
    const counts = JSON.parse(readFileSync(attemptsOf(engine), 'utf8'));
    return [engine, ...COLUMNS.map(([, key]) => String(counts[key]))];
  });
  return table(['engine', ...COLUMNS.map(([title]) => title)], rows);
}
