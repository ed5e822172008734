// The suites that test logins with real servers: one for each engine, with the name that the emulator gives it, and one that
// deploys a platform with all of them.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table } from '../../../local/lib/cli/tables.mjs';
import { RESULTS, SERVER_TESTS } from '../paths.mjs';

const TEST = '.test.mjs';
const PLATFORM = 'platform';

export const SUITES = readdirSync(SERVER_TESTS)
  .filter((name) => name.endsWith(TEST))
  .map((name) => name.slice(0, -TEST.length));

/** The engines that suites need. */
export function enginesOf(suites) {
  return SUITES.filter((name) => name !== PLATFORM && (suites.includes(name) || suites.includes(PLATFORM)));
}

export const testFileOf = (suite) => `${suite}${TEST}`;

/** The name of a suite in results and logs. */
export const resultOf = (suite) => `servers-${suite}`;

/** The file to which a suite writes what its tests attempted. */
export const attemptsOf = (suite) => join(RESULTS, `${resultOf(suite)}.attempts.json`);

const COLUMNS = [
  ['own work allowed', 'allowed'],
  ['refused', 'refused'],
  ['let through', 'letThrough'],
  ['logins during rotation', 'logins'],
  ['of them refused', 'refusedLogins'],
];

/** Returns a table of what the tests attempted, a row for each suite. */
export function attemptsTable(suites) {
  const rows = suites.map((suite) => {
    const counts = JSON.parse(readFileSync(attemptsOf(suite), 'utf8'));
    return [suite, ...COLUMNS.map(([, key]) => String(counts[key]))];
  });
  return table(['servers', ...COLUMNS.map(([title]) => title)], rows);
}
