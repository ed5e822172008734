// Parses which mutants a command line selects.

import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { Failure } from '../../../local/lib/cli/failure.mjs';

/** The folder whose files are mutated. */
export const SOURCES = 'src';
const SEED = '1';

/** Validates the options. Returns `{ path }`, a path in src of `root`, `{ since }`, a git ref, or `{ sample, seed }`. */
export function parseSelection({ positionals, since, sample, seed }, root) {
  const [path, second] = positionals;
  if (second !== undefined) throw new Failure(`Too many folders: ${positionals.join(', ')}. Give only one.`);
  if (since === undefined && sample === undefined && path === undefined)
    throw new Failure('Nothing to mutate: give a folder of src, --since or --sample. See --help.');
  if (sample !== undefined && path !== undefined)
    throw new Failure(`--sample selects mutants of all of src: remove ${path} or --sample.`);
  if (since !== undefined && (sample !== undefined || path !== undefined))
    throw new Failure(`--since selects all changes in src: remove ${path ?? '--sample'} or --since.`);
  if (seed !== undefined && sample === undefined)
    throw new Failure('--seed needs --sample: it is the seed of the random sample.');

  if (path !== undefined) return { path: parsePath(path, root) };
  if (since !== undefined) return { since };
  return { sample: wholeNumber('sample', sample), seed: wholeNumber('seed', seed ?? SEED) };
}

function parsePath(given, root) {
  const path = relative(root, resolve(root, given));
  const isSource = path === SOURCES || path.startsWith(`${SOURCES}${sep}`);
  if (isSource && existsSync(join(root, path))) return path;
  throw new Failure(`Invalid folder: ${given}. Give ${SOURCES}, or an existing folder or file in it.`);
}

function wholeNumber(name, value) {
  if (/^[1-9]\d*$/.test(value)) return Number(value);
  throw new Failure(`Invalid ${name}: ${value}. --${name} takes a whole number of at least 1.`);
}
