// Decides whether an earlier result (node_modules, a virtual environment, the build) is current, by the content of its
// inputs and not by modification times, which a checkout or a clock changes without changing the result.

import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Failure } from '../cli/failure.mjs';
import { shortened } from '../cli/lists.mjs';

/** Returns every file below `path` (or `path` itself), sorted; an empty list if it does not exist. */
export function filesBelow(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Hashes the names and contents of `paths` (files or folders) below `root`, and `facts`. */
export function fingerprint(root, paths, facts = []) {
  const hash = createHash('sha256');
  for (const fact of facts) hash.update(`fact ${fact}\0`);
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      const content = readFileSync(file);
      hash.update(`file ${relative(root, file)} ${content.length}\0`).update(content);
    }
  }
  return hash.digest('hex');
}

/** Returns the value recorded in the file `stamp`, or undefined. */
export function readStamp(stamp) {
  if (!statSync(stamp, { throwIfNoEntry: false })) return undefined;
  return readFileSync(stamp, 'utf8').trim();
}

/**
 * Runs `make` unless `stamp` already records `inputs` and nothing is missing. Deletes the stamp first, so that an interrupted
 * run is repeated. `missing` returns the names of what should be there and is not; a result that lacks something fails.
 * Returns whether it ran.
 */
export async function unlessCurrent(stamp, inputs, make, missing = () => []) {
  if (readStamp(stamp) === inputs && missing().length === 0) return false;
  rmSync(stamp, { force: true });
  await make();
  const lacking = missing();
  if (lacking.length > 0) {
    throw new Failure(
      `The installation in ${dirname(stamp)} lacks ${shortened(lacking).join(', ')}, although it succeeded: look for a ` +
        'setting that leaves packages out, for example in your .npmrc or pip.conf.',
    );
  }
  writeStamp(stamp, inputs);
  return true;
}

export function writeStamp(stamp, value) {
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, `${value}\n`);
}
