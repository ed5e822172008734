import { posix } from 'node:path';

/**
 * Finds declarations that the package lacks although `lib/index.d.ts` refers to them, directly or through others: for
 * TypeScript, their types would be `any`.
 *
 * @param names the names of the files in the package
 * @param read returns the text of a declaration, by its path in the package
 */
export function declarationFindings(names, read) {
  const declarations = new Set(['package/lib/index.d.ts']);
  for (const file of declarations) {
    if (names.includes(file)) {
      for (const [, target] of read(file).matchAll(IMPORT)) {
        declarations.add(`${posix.join(posix.dirname(file), target)}.d.ts`);
      }
    }
  }
  return [...declarations].filter((file) => !names.includes(file)).map((file) => `the npm package lacks ${file}`);
}

/** `export * from './x'`, `import { X } from './x'` and `import('./x')`. */
const IMPORT = /(?:from |import\()['"](\.[^'"]+)['"]/g;
