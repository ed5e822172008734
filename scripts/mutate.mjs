#!/usr/bin/env node
// `npm run mutate`: plants faults in src, and prints those that no test detects.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../local/lib/cli/failure.mjs';
import { Progress } from '../local/lib/cli/progress.mjs';
import { compile } from './lib/build/library.mjs';
import { main } from './lib/cli/main.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { describeSurvivor, resultsOf, scoreTable, survivors, untested } from './lib/mutation/results.mjs';
import { parseSelection } from './lib/mutation/selection.mjs';
import { selectedSources } from './lib/mutation/sources.mjs';
import { LOG, testMutants } from './lib/mutation/stryker.mjs';
import { ROOT } from './lib/paths.mjs';

const HELP = `Plants small faults in src, called mutants, with StrykerJS, runs the tests on each, and prints the mutants that
no test detects: the line, and the replacement that passes all tests.

Usage: npm run mutate -- src/services     all mutants of a folder or a file
       npm run mutate -- --since main     mutants in lines that changed since main, committed or not
       npm run mutate -- --sample 200     200 random mutants of all of src

All tests run once without a mutant; after that, a mutant takes some seconds. Only mutants that compile are tested, and
the wording of errors and descriptions is not mutated. Logs are in dist/logs.

  --since REF  a branch, a tag or a commit
  --sample N   the number of random mutants
  --seed S     the seed of the random selection, a whole number (default 1); one seed always selects the same mutants of
               the same sources
  --help       print this help

Exit code: 0 when every mutant was tested, whether or not a test detected it, 1 otherwise.`;

const OPTIONS = { since: { type: 'string' }, sample: { type: 'string' }, seed: { type: 'string' } };

main({ help: HELP, options: OPTIONS, positionals: true }, async (options) => {
  const selection = parseSelection(options, ROOT);
  const files = await selectedSources(selection);

  const progress = new Progress({ total: 4 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compile); // tests read the assembly
  const { mutants } = await progress.step('Choose mutants', async (report) => {
    const { chooseMutants } = await import('./lib/mutation/choice.mjs'); // it needs npm packages
    return chooseMutants(files, selection, report);
  });
  if (mutants.length === 0) return console.log('\nNo mutants to test.');
  const { report: strykerReport } = await progress.step('Test mutants', (report) => testMutants(mutants, report));
  show(resultsOf(mutants, strykerReport));
});

function show(results) {
  for (const survivor of survivors(results)) {
    console.log(`\n${describeSurvivor(survivor, readFileSync(join(ROOT, survivor.file), 'utf8'))}`);
  }
  console.log(`\n${scoreTable(results)}`);
  const incomplete = untested(results);
  if (incomplete.length > 0) {
    const where = incomplete.map(({ file, location }) => `${file}:${location.start.line + 1}`).join(', ');
    throw new Failure(`The tests of ${incomplete.length} mutants did not finish: ${where}.`, { log: LOG });
  }
}
