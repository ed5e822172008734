import { join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';
import { type CodeBlock, ROOT } from './pages';

const LIBRARY = '@org/ecommerce-constructs';

/**
 * The strictest flags that a reader's own project may have. The flag exactOptionalPropertyTypes is not among them: under it,
 * a Vpc of aws-cdk-lib is not an IVpc.
 */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.Node16,
  moduleResolution: ts.ModuleResolutionKind.Node16,
  paths: { [LIBRARY]: [join(ROOT, 'src', 'index.ts')] },
  types: ['node'],
  skipLibCheck: true,
  noEmit: true,
  strict: true,
  isolatedModules: true,
  noFallthroughCasesInSwitch: true,
  noImplicitOverride: true,
  noImplicitReturns: true,
  noPropertyAccessFromIndexSignature: true,
  noUncheckedIndexedAccess: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
};

/** The compiler's errors in each of the blocks, each with its page and line. */
export function compile(blocks: CodeBlock[]): Map<CodeBlock, string[]> {
  const files = new Map(blocks.map((block, index) => [join(ROOT, `snippet-${index}.ts`), block]));
  const host = ts.createCompilerHost(OPTIONS);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => files.has(name) || fileExists(name);
  host.readFile = (name) => files.get(name)?.code ?? readFile(name);
  host.getSourceFile = (name, ...rest) => {
    const block = files.get(name);
    return block ? ts.createSourceFile(name, block.code, ts.ScriptTarget.ES2022) : getSourceFile(name, ...rest);
  };
  const program = ts.createProgram([...files.keys()], OPTIONS, host);
  return new Map(
    [...files].map(([name, block]) => {
      const source = program.getSourceFile(name);
      const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [block, diagnostics.map((diagnostic) => described(diagnostic, block))];
    }),
  );
}

function described({ file, start, messageText }: ts.Diagnostic, { page, line }: CodeBlock): string {
  const within = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
  return `${page}:${line + within}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
}

/** The errors of a block when it runs, and when each app that it creates is synthesized for production. */
export function synthesize(block: CodeBlock): string[] {
  try {
    const apps = run(block);
    if (apps.length === 0) throw new Error('The block creates no app, so there is nothing to synthesize.');
    const messages = apps.flatMap((app) => app.synth().stacks.flatMap((stack) => stack.messages));
    return messages
      .filter(({ level }) => level === 'error')
      .map(({ id, entry }) => `${block.page}:${block.line}: ${entry.data} (in ${id})`);
  } catch (error) {
    return [`${block.page}:${block.line}: ${error instanceof Error ? error.message : error}`];
  }
}

/** Runs a block, and returns the apps that it creates. */
function run({ code }: CodeBlock): cdk.App[] {
  const apps: cdk.App[] = [];
  class RecordedApp extends cdk.App {
    constructor(props: cdk.AppProps = {}) {
      super({ ...props, context: { environment: 'production', ...props.context } });
      apps.push(this);
    }
  }
  const modules: Record<string, unknown> = {
    [LIBRARY]: require('../../src'),
    'aws-cdk-lib': Object.create(cdk, { App: { value: RecordedApp } }),
  };
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS };
  const { outputText } = ts.transpileModule(code, { compilerOptions });
  new Function('require', 'exports', outputText)((name: string) => modules[name] ?? require(name), {});
  return apps;
}
