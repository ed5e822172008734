import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import * as library from '../src';

interface Member {
  readonly name: string;
  readonly docs?: { readonly summary?: string; readonly default?: string };
  readonly optional?: boolean;
  readonly overrides?: string;
  readonly type?: unknown;
}

interface Type {
  readonly name: string;
  readonly kind: string;
  readonly abstract?: boolean;
  readonly datatype?: boolean;
  readonly docs?: {
    readonly summary?: string;
    readonly remarks?: string;
    readonly example?: string;
    readonly stability?: string;
    readonly subclassable?: boolean;
  };
  readonly initializer?: object;
  readonly properties?: Member[];
  readonly methods?: Member[];
  readonly members?: Member[];
}

const file = join(__dirname, '..', '.jsii');
if (!existsSync(file)) {
  throw new Error('The jsii assembly is missing: run `npx projen compile` first.');
}
const assembly: { readonly types: Record<string, Type> } = JSON.parse(readFileSync(file, 'utf8'));
const types = Object.values(assembly.types);
const members = types.flatMap((type) =>
  [...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])].map((member) => ({
    path: `${type.name}.${member.name}`,
    type,
    member,
  })),
);

/** Returns the exports of the files that src/index.ts re-exports. */
function exported(): { readonly name: string; readonly file: string }[] {
  return parse('index').statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.exportClause || !statement.moduleSpecifier) {
      throw new Error(`src/index.ts must have only lines like export * from './file', got: ${statement.getText()}`);
    }
    const file = JSON.parse(statement.moduleSpecifier.getText().replaceAll("'", '"'));
    return parse(file)
      .statements.flatMap(exportedNames)
      .map((name) => ({ name, file }));
  });
}

function parse(file: string): ts.SourceFile {
  const path = join(__dirname, '..', 'src', `${file}.ts`);
  return ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
}

function exportedNames(statement: ts.Statement): string[] {
  if (ts.isExportDeclaration(statement) || ts.isExportAssignment(statement)) {
    return [statement.getText()];
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
  if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) {
    return [];
  }
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  }
  const named = ts.isDeclarationStatement(statement) ? statement.name : undefined;
  return [named?.getText() ?? statement.getText()];
}

// jsii silently ignores exported functions, constants and type aliases.
test('every export of src/index.ts is in the jsii assembly', () => {
  const known = new Set(types.map(({ name }) => name));
  expect(exported().filter(({ name }) => !known.has(name))).toEqual([]);
});

// `export type *` spares loading a file, and would drop its classes and enums without an error.
test('every class and enum of the jsii assembly can be used at run time', () => {
  const values = types.filter(({ kind }) => kind !== 'interface').map(({ name }) => name);
  expect(Object.keys(library).sort()).toEqual(values.sort());
});

test('the docs of every interface say whether users or only the library implement it', () => {
  const behavioural = types.filter(({ kind, datatype }) => kind === 'interface' && !datatype);
  const abstractClasses = types.filter(({ kind, abstract }) => kind === 'class' && abstract);
  // Users implement these, so they gain members in major releases only.
  const users = [...behavioural, ...abstractClasses].filter(({ docs }) => docs?.subclassable);
  // Minor releases may add members to these.
  const library = behavioural.filter(({ docs }) => docs?.remarks?.includes('Only the library implements '));
  expect(users.map(({ name }) => name).sort()).toEqual([
    'EnvironmentProvider',
    'IAlarmTarget',
    'IDataStore',
    'IEnvironmentProvider',
    'IMonitored',
    'IServiceAccess',
    'IServiceStore',
    'IWorkload',
  ]);
  expect(library.map(({ name }) => name).sort()).toEqual([
    'IBroker',
    'ICache',
    'IMicroservice',
    'ISearch',
    'ISharedPart',
  ]);
  expect([...users, ...library].filter(({ kind }) => kind === 'interface')).toHaveLength(behavioural.length);
});

test('every type has a stability', () => {
  expect(types.filter(({ docs }) => docs?.stability !== 'experimental').map(({ name }) => name)).toEqual([]);
});

test('every type has a doc comment', () => {
  expect(types.filter(({ docs }) => !docs?.summary).map(({ name }) => name)).toEqual([]);
});

test('every member has a doc comment', () => {
  expect(members.filter(({ member }) => !member.docs?.summary).map(({ path }) => path)).toEqual([]);
});

test('every optional prop documents its default', () => {
  const undocumented = members.filter(({ type, member }) => type.datatype && member.optional && !member.docs?.default);
  expect(undocumented.map(({ path }) => path)).toEqual([]);
});

test('every class has an example in its doc comment', () => {
  const without = types.filter(({ kind, docs }) => kind === 'class' && !docs?.example);
  expect(without.map(({ name }) => name)).toEqual([]);
});

// Python and Java have no static type for these.
test('no member has the type any, a union or an intersection', () => {
  const constructors = types.map((type) => ({ path: `${type.name}.constructor`, member: type.initializer ?? {} }));
  const untyped = [...members, ...constructors].filter(({ member }) =>
    /"primitive":"(any|json)"|"(union|intersection)"/.test(JSON.stringify(member)),
  );
  expect(untyped.map(({ path }) => path)).toEqual([]);
});
