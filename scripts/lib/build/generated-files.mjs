// Which generated files a run of their generators changed, by content: it works in a dirty work tree too.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint } from '../install/fingerprint.mjs';

/** Beside projen's own, of which it keeps a list. */
const GENERATED = ['.projen/files.json', 'API.md', 'docs/controls.md', 'docs/pictures'];

function generatedFiles(root) {
  const { files } = JSON.parse(readFileSync(join(root, '.projen', 'files.json'), 'utf8'));
  return [...files, ...GENERATED];
}

/** The generated files with a hash each. */
export function snapshot(root) {
  return new Map(generatedFiles(root).map((file) => [file, fingerprint(root, [file])]));
}

/** The files whose content differs between two snapshots, those in only one of them included. */
export function changedFiles(before, after) {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort();
}
