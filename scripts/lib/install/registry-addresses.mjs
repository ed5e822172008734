// Finds the addresses of package registries. No committed file may contain one, because contributors use different
// registries.

import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

// In parts, so that this file itself contains no address.
const REGISTRIES = [
  ['registry', 'npmjs', 'org'],
  ['registry', 'yarnpkg', 'com'],
  ['npm', 'pkg', 'github', 'com'],
  ['files', 'pythonhosted', 'org'],
  ['pypi', 'org'],
  ['repo1', 'maven', 'org'],
  ['repo', 'maven', 'apache', 'org'],
  ['central', 'sonatype', 'com'],
].map((parts) => parts.join('.'));

/**
 * Returns a sentence for each of `files` (below `root`) that names a registry, and for lock files with download
 * addresses.
 */
export function registryFindings(root, files) {
  return files.flatMap((file) => {
    if (!statSync(join(root, file), { throwIfNoEntry: false })?.isFile()) return []; // deleted, or a link
    const text = readFileSync(join(root, file), 'utf8');
    const named = REGISTRIES.filter((host) => text.includes(host)).map((host) => `${file} names ${host}`);
    const located = file.endsWith('package-lock.json') && text.includes('"resolved"');
    return located ? [...named, `${file} has "resolved" addresses`] : named;
  });
}
