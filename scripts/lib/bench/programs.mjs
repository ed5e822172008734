// Compiles the measured programs, each with its imports unresolved: the folder that they are compiled to has them.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { BENCH, ROOT } from '../paths.mjs';

const SOURCES = join(BENCH, 'typescript');

/** Writes every program in bench/typescript as JavaScript, as jsii compiles the library. */
export function compilePrograms(folder) {
  const ts = createRequire(join(ROOT, 'package.json'))('typescript');
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, esModuleInterop: true };
  for (const file of readdirSync(SOURCES, { recursive: true }).filter((name) => name.endsWith('.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(SOURCES, file), 'utf8'), { compilerOptions });
    const compiled = join(folder, file.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(compiled), { recursive: true });
    writeFileSync(compiled, outputText);
  }
}
