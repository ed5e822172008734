// Tells whether a mutant compiles. The compiler finds a mutant that does not, so that no test has to. The tests would not
// notice: they strip the types and run.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { mutate } from './mutant.mjs';

/**
 * `a ?? b` has one mutant, `a && b`, which hardly ever compiles, and which alone shows whether an option beats its
 * default: it is tested all the same.
 */
const TESTED_ALL_THE_SAME = 'LogicalOperator';

/**
 * Answers a function that says whether a mutant of `files` is one to test. It looks for errors in the mutated file alone,
 * some 0.2 seconds a mutant.
 */
export function createCompiler(files, root) {
  const replaced = new Map();
  const versions = new Map();
  const service = ts.createLanguageService(host(files, root, replaced, versions));

  return (mutant) => {
    if (mutant.mutator === TESTED_ALL_THE_SAME) return true;
    const path = join(root, mutant.file);
    const set = (content) => {
      replaced.set(path, content);
      versions.set(path, (versions.get(path) ?? 0) + 1);
    };
    const source = readFileSync(path, 'utf8');
    set(mutate(source, mutant));
    const errors = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
    set(source);
    return errors.length === 0;
  };
}

function host(files, root, replaced, versions) {
  const configuration = ts.readConfigFile(join(root, 'tsconfig.dev.json'), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent(configuration, ts.sys, root);
  return {
    ...ts.sys,
    useCaseSensitiveFileNames: () => ts.sys.useCaseSensitiveFileNames,
    // That something is unused now is no error of the mutant: the same fault can be written without it.
    getCompilationSettings: () => ({ ...options, noUnusedLocals: false, noUnusedParameters: false }),
    getCurrentDirectory: () => root,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    getScriptFileNames: () => files.map((file) => join(root, file)),
    getScriptVersion: (path) => String(versions.get(path) ?? 0),
    getScriptSnapshot: (path) => {
      const content = replaced.get(path) ?? ts.sys.readFile(path);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
  };
}
