// Chooses the mutants to test.

import { ROOT } from '../paths.mjs';
import { createCompiler } from './compiler.mjs';
import { firstAccepted, shuffled } from './drawing.mjs';
import { mutantsOf } from './instrumenter.mjs';

/** The mutants of `files` that compile; with `sample`, as many of them, drawn by `seed`. */
export async function chooseMutants(files, { sample, seed }, report) {
  const all = await mutantsOf(files, ROOT);
  const candidates = sample === undefined ? all : shuffled(all, seed);
  const compiles = createCompiler(
    files.map(({ path }) => path),
    ROOT,
  );
  const { accepted, refused } = await firstAccepted(candidates, sample ?? all.length, compiles, (count) =>
    report(`${count} that compile`),
  );
  return { mutants: accepted, note: `${accepted.length} that compile, ${refused} that do not, of ${all.length}` };
}
