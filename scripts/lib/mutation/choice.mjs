// Chooses the mutants to test.

import { ROOT } from '../paths.mjs';
import { createCompiler } from './compiler.mjs';
import { mutantsOf } from './instrumenter.mjs';
import { firstAccepted, shuffled } from './sampling.mjs';

/** Returns the mutants of `files` that compile; with `sample`, a random sample of that size, by `seed`. */
export async function chooseMutants(files, { sample, seed }, report) {
  const all = await mutantsOf(files, ROOT);
  const candidates = sample === undefined ? all : shuffled(all, seed);
  const compiles = createCompiler(
    files.map(({ path }) => path),
    ROOT,
  );
  const { accepted, rejected } = await firstAccepted(candidates, sample ?? all.length, compiles, (count) =>
    report(`${count} compile`),
  );
  return { mutants: accepted, note: `${accepted.length} compile, ${rejected} do not, of ${all.length}` };
}
