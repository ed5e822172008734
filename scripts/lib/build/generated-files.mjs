// Finds the generated files that their generators changed. Compares contents, so that it works in a dirty work tree too.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../../../local/lib/install/fingerprint.mjs';

/** Generated files that are not in projen's own list. */
const GENERATED = ['.projen/files.json', 'API.md', 'docs/controls.md', 'docs/pictures'];

function generatedFiles(root) {
  const { files } = JSON.parse(readFileSync(join(root, '.projen', 'files.json'), 'utf8'));
  return [...files, ...GENERATED];
}

/** Returns a hash for each generated file. */
export function snapshot(root) {
  return new Map(generatedFiles(root).map((file) => [file, fingerprint(root, [file])]));
}

/** Returns the files that differ between two snapshots, including those in only one of them. */
export function changedFiles(before, after) {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
