import ts from 'typescript';

const PRINTER = ts.createPrinter({ removeComments: true });

/** Returns JavaScript without its comments. */
export function withoutComments(text) {
  return PRINTER.printFile(ts.createSourceFile('module.js', text, ts.ScriptTarget.ESNext));
}
