// Reports a run of the integration tests.

import { shortened } from '../../../local/lib/cli/lists.mjs';
import { duration } from '../../../local/lib/cli/progress.mjs';
import { table } from '../../../local/lib/cli/tables.mjs';

/** Renders the table of tests, their failures, and the skipped tests with the reasons. */
export function report(outcomes, skipped) {
  const rows = outcomes.map(({ name, asserted, failures, seconds }) => [
    name,
    failures.length === 0 ? 'passed' : 'FAILED',
    asserted === undefined ? '' : String(asserted),
    duration(seconds),
  ]);
  const lines = [table(['test', 'result', 'assertions', 'time'], rows)];
  const failed = outcomes.filter(({ failures }) => failures.length > 0);
  for (const { name, failures } of failed) {
    lines.push('', `${name}:`, ...shortened(failures).map((text) => `  ${text}`));
  }
  for (const { name, reason } of skipped) lines.push('', `Skipped: ${name}: ${reason}.`);
  return lines.join('\n');
}

/** Counts tests: each assertion is one, and each lifecycle is one more, which fails if any part of it failed. */
export function countTests(outcomes) {
  return outcomes.reduce(
    ({ passed, failed }, { asserted = 0, failures }) =>
      failures.length === 0
        ? { passed: passed + asserted + 1, failed }
        : { passed: passed + Math.max(0, asserted - failures.length), failed: failed + failures.length },
    { passed: 0, failed: 0 },
  );
}
