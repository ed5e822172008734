#!/usr/bin/env node
// Plants faults in src, and names those that no test finds.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './lib/build/library.mjs';
import { parseCommandLine } from './lib/cli/arguments.mjs';
import { Failure } from './lib/cli/failure.mjs';
import { main } from './lib/cli/main.mjs';
import { Progress } from './lib/cli/progress.mjs';
import { installNodeModules } from './lib/install/node-modules.mjs';
import { describeSurvivor, resultsOf, scoreTable, survivors, unjudged } from './lib/mutation/results.mjs';
import { parseSelection } from './lib/mutation/selection.mjs';
import { selectedSources } from './lib/mutation/sources.mjs';
import { LOG, testMutants } from './lib/mutation/stryker.mjs';
import { ROOT } from './lib/paths.mjs';

const HELP = `Plants small faults in src, called mutants, by StrykerJS, runs the tests on each, and names those that no test
finds: the line, and what may stand there without a test failing.

Usage: npm run mutate -- src/services     all mutants of a folder, or of a file
       npm run mutate -- --since main     those in lines that have changed since main, committed or not
       npm run mutate -- --sample 200     as many, drawn from all of src

All tests run once without a mutant; after that, a mutant takes some seconds. Only mutants that compile are tested, and
the wording of errors and of descriptions is not mutated. Logs are in dist/logs.

  --since REF  a branch, a tag or a commit
  --sample N   how many mutants to draw
  --seed S     a whole number to draw from (default 1); it draws the same mutants from the same sources
  --help       this text

Exit code: 0 when every mutant was tested, whether or not it was found, 1 otherwise.`;

const OPTIONS = { since: { type: 'string' }, sample: { type: 'string' }, seed: { type: 'string' } };

main(async () => {
  const options = parseCommandLine(process.argv.slice(2), OPTIONS, process.env, { positionals: true });
  if (options.help) return console.log(HELP);
  const selection = parseSelection(options, ROOT);
  const files = await selectedSources(selection);

  const progress = new Progress({ total: 4 });
  await progress.step('Install npm packages', installNodeModules);
  await progress.step('Compile the library', compile); // tests read the assembly
  const { mutants } = await progress.step('Choose mutants', async (report) => {
    const { chooseMutants } = await import('./lib/mutation/choice.mjs'); // which needs packages
    return chooseMutants(files, selection, report);
  });
  if (mutants.length === 0) return console.log('\nThere is no mutant to test.');
  const { report: strykers } = await progress.step('Test them', (report) => testMutants(mutants, report));
  show(resultsOf(mutants, strykers));
});

function show(results) {
  for (const survivor of survivors(results)) {
    console.log(`\n${describeSurvivor(survivor, readFileSync(join(ROOT, survivor.file), 'utf8'))}`);
  }
  console.log(`\n${scoreTable(results)}`);
  const lost = unjudged(results);
  if (lost.length > 0) {
    const where = lost.map(({ file, location }) => `${file}:${location.start.line + 1}`).join(', ');
    throw new Failure(`${lost.length} mutants were not tested to an end: ${where}.`, { log: LOG });
  }
}
