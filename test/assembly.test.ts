import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  readonly docs?: { readonly summary?: string; readonly example?: string };
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

test('every export is in the assembly: jsii drops functions and constants without a word', () => {
  const known = new Set(types.map(({ name }) => name));
  expect(Object.keys(library).filter((name) => !known.has(name))).toEqual([]);
});

test('every type says what it is', () => {
  expect(types.filter(({ docs }) => !docs?.summary).map(({ name }) => name)).toEqual([]);
});

test('every member says what it is', () => {
  expect(members.filter(({ member }) => !member.docs?.summary).map(({ path }) => path)).toEqual([]);
});

test('every optional prop says what happens without it', () => {
  const silent = members.filter(({ type, member }) => type.datatype && member.optional && !member.docs?.default);
  expect(silent.map(({ path }) => path)).toEqual([]);
});

test('every class has an example', () => {
  const without = types.filter(({ kind, docs }) => kind === 'class' && !docs?.example);
  expect(without.map(({ name }) => name)).toEqual([]);
});

test('no member is of any type or of one of several', () => {
  const loose = members.filter(({ member }) => /"primitive":"any"|"union"/.test(JSON.stringify(member)));
  expect(loose.map(({ path }) => path)).toEqual([]);
});
