// Lists the mutants that Stryker makes of sources. Its documentation does not cover the instrumenter, so that
// .projenrc.ts asks for one exact version.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { asMutant } from './mutant.mjs';
import { proseIgnorer } from './prose.mjs';

/** The instrumenter wants a logger, and logs nothing that a user would act on. */
const SILENT = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {} };
const OPTIONS = { ignorers: [proseIgnorer], excludedMutations: [], plugins: null, noHeader: false };

/** The mutants of `files` in `root`: of all of a file, or where it has `ranges` ({ from, to }, lines), of those in them. */
export async function mutantsOf(files, root) {
  const inputs = files.map(({ path, ranges }) => ({
    name: join(root, path),
    content: readFileSync(join(root, path), 'utf8'),
    mutate: ranges?.map(({ from, to }) => ({ start: beginning(from), end: beginning(to + 1) })) ?? true,
  }));
  const { mutants } = await new Instrumenter(SILENT).instrument(inputs, OPTIONS);
  return mutants.filter(({ status }) => status !== 'Ignored').map((mutant) => asMutant(mutant, root));
}

const beginning = (line) => ({ line: line - 1, column: 0 });
