import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as cdk from 'aws-cdk-lib';
import * as ts from 'typescript';
import { ServiceIsolationValidator } from '../../src';

const EXAMPLES = join(__dirname, '..', '..', 'examples', 'typescript');

/** Runs the file of an example as its users do, and returns the app that it creates. */
function run(file: string, context: Record<string, unknown>): cdk.App {
  const apps: cdk.App[] = [];
  class RecordedApp extends cdk.App {
    constructor() {
      super({ context: { ...contextOf(file), ...context } });
      apps.push(this);
    }
  }
  const modules: Record<string, unknown> = {
    '@org/ecommerce-constructs': require('../../src'),
    'aws-cdk-lib': Object.create(cdk, { App: { value: RecordedApp } }),
  };
  load(join(EXAMPLES, file), modules);
  return apps[0];
}

/** The context in the cdk.json beside the file. */
function contextOf(file: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(EXAMPLES, dirname(file), 'cdk.json'), 'utf8')).context;
}

/** Loads a file of an example, with the modules that it imports: Jest loads no files of the examples. */
function load(path: string, modules: Record<string, unknown>): unknown {
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, esModuleInterop: true };
  const { outputText } = ts.transpileModule(readFileSync(path, 'utf8'), { compilerOptions });
  const exported = {};
  const find = (name: string) =>
    name.startsWith('.') ? load(join(dirname(path), `${name}.ts`), modules) : (modules[name] ?? require(name));
  new Function('require', 'exports', '__dirname', outputText)(find, exported, dirname(path));
  return exported;
}

test.each([
  ['app.ts', { environment: 'local', catalogue: 'phase-one' }],
  ['app.ts', { environment: 'production', catalogue: 'phase-two' }],
  ['app.ts', { environment: 'staging', catalogue: 'mixed' }],
  ['shop/app.ts', { environment: 'performance' }],
  ['shop/app.ts', { environment: 'pilot' }],
])('the example %s has no findings with %j', (file, context) => {
  const report = new ServiceIsolationValidator().validateScope(run(file, context));
  expect(report).toEqual({ success: true, violations: [] });
});
