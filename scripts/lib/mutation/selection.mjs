// Which mutants a command line asks for.

import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { Failure } from '../cli/failure.mjs';

/** Where mutants are planted. */
export const SOURCES = 'src';
const SEED = '1';

/**
 * What the options ask for, checked: `{ path }` below src of `root`, `{ since }` a git ref, or `{ sample, seed }`.
 */
export function parseSelection({ positionals, since, sample, seed }, root) {
  const [path, second] = positionals;
  if (second !== undefined) throw new Failure(`Too many folders: ${positionals.join(', ')}. Name one.`);
  if (since === undefined && sample === undefined && path === undefined)
    throw new Failure('Nothing to mutate: name a folder of src, or give --since or --sample. See --help.');
  if (sample !== undefined && path !== undefined)
    throw new Failure(`--sample draws from all of src: leave ${path} out, or --sample.`);
  if (since !== undefined && (sample !== undefined || path !== undefined))
    throw new Failure(`--since takes what has changed in src: leave ${path ?? '--sample'} out, or --since.`);
  if (seed !== undefined && sample === undefined) throw new Failure('--seed draws a sample: give --sample as well.');

  if (path !== undefined) return { path: parsePath(path, root) };
  if (since !== undefined) return { since };
  return { sample: wholeNumber('sample', sample), seed: wholeNumber('seed', seed ?? SEED) };
}

function parsePath(given, root) {
  const path = relative(root, resolve(root, given));
  const isSource = path === SOURCES || path.startsWith(`${SOURCES}${sep}`);
  if (isSource && existsSync(join(root, path))) return path;
  throw new Failure(`Unusable folder: ${given}. Name ${SOURCES}, or a folder or a file in it.`);
}

function wholeNumber(name, value) {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new Failure(`Unusable ${name}: ${value}. --${name} takes a whole number from 1.`);
}
