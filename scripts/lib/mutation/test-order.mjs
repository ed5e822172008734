// In which order files of tests run for a mutant: the sooner the one that fails, the less there is to run.

import { parse, sep } from 'node:path';

/** `files` in their own order, but those first that mirror the mutated file: test/a/b.test.ts, src/a/b.ts. */
export function mostLikelyFirst(files, mutated) {
  const nearness = new Map(files.map((file) => [file, sharedParts(file, mutated)]));
  return [...files].sort((a, b) => nearness.get(b) - nearness.get(a));
}

function sharedParts(test, mutated) {
  const [ours, theirs] = [parts(test), parts(mutated)];
  const end = ours.findIndex((part, index) => part !== theirs[index]);
  return end === -1 ? ours.length : end;
}

/** Below src or test: folders, then the name without what follows its first dot. */
function parts(path) {
  const { dir, base } = parse(path);
  return [...dir.split(sep).slice(1), base.split('.')[0]];
}
