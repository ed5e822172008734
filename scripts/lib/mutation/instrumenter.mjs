// Lists the mutants that Stryker creates from sources. The instrumenter is not part of Stryker's documented API, so
// .projenrc.ts pins its exact version.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import { asMutant } from './mutant.mjs';
import { proseIgnorer } from './prose.mjs';

/** The instrumenter requires a logger, but logs nothing that a user could act on. */
const SILENT = { isDebugEnabled: () => false, debug() {}, info() {}, warn() {} };
const OPTIONS = { ignorers: [proseIgnorer], excludedMutations: [], plugins: null, noHeader: false };

/**
 * Returns the mutants of `files` in `root`; of a file with `ranges` of lines ({ from, to }), only the mutants in them.
 */
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
