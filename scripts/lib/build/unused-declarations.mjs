// Finds declarations of types that a user's compiler never reads.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const SUFFIX = '.d.ts';

/** Returns the declaration files in `folder` that its index.d.ts does not import, directly or through others. */
export function unusedDeclarations(folder) {
  const used = new Set();
  const follow = (file) => {
    if (used.has(file)) return;
    used.add(file);
    for (const imported of importedBy(file)) follow(imported);
  };
  follow(join(folder, `index${SUFFIX}`));
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => join(folder, name))
    .filter((file) => !used.has(file));
}

/** Returns the files that a declaration file imports by relative paths: `from './x'`, and `import('./x')` in a type. */
function importedBy(file) {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import|import\()\s*["'](\.[^"']+)["']/g)]
    .map(([, path]) => join(dirname(file), path))
    .flatMap((path) => [`${path}${SUFFIX}`, join(path, `index${SUFFIX}`)])
    .filter((path) => existsSync(path));
}
