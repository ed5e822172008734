import { dirname } from 'node:path';
import { aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import fc from 'fast-check';
import { DataStore, type IDataStore, ServiceCatalogue } from '../../src';
import { ReferencedResources } from '../properties/referenced-resources';
import { store, storeOf } from '../properties/stores';
import { type BoundStore, bindStore } from '../support/bind-store';
import { KINDS_OF_STORE } from '../support/kinds-of-store';
import { type Step, undone } from '../support/recipe';
import { filesBelow, readmeSection, tableLines, textOf } from '../support/repository';
import { threeZoneStack } from '../support/stacks';
import { EVERY_KIND } from '../upgrade/every-kind';
import { STATEFUL_TYPES } from '../upgrade/stateful-changes';

/** The kinds of store: the static methods of `DataStore`. */
const KINDS = Object.entries(Object.getOwnPropertyDescriptors(DataStore))
  .filter(([, { value }]) => typeof value === 'function')
  .map(([name]) => name);

const EXISTING = KINDS.filter((kind) => kind.startsWith('existing'));
const NEW = KINDS.filter((kind) => !EXISTING.includes(kind));

const SAMPLES = fc.sample(store, { seed: 1, numRuns: 500 });
const REFERENCED = new ReferencedResources(threeZoneStack());

/** The class of a kind of store; undefined if the property tests never generate the kind. */
function classOf(kind: string): unknown {
  const sample = SAMPLES.find((candidate) => candidate.kind === kind);
  return sample && storeOf(sample, REFERENCED).constructor;
}

function storesOf(catalogue: ServiceCatalogue): IDataStore[] {
  return catalogue.services.map((service) => service.store ?? DataStore.postgresInstance());
}

function storeIn(catalogue: ServiceCatalogue, kind: string): IDataStore | undefined {
  const expected = classOf(kind);
  return storesOf(catalogue).find((dataStore) => dataStore.constructor === expected);
}

/** Whether a file creates a store of this kind. */
function creates(file: string, kind: string): boolean {
  return textOf(file).includes(`DataStore.${kind}(`);
}

/** The doc comment of a kind's factory method. */
function docOf(kind: string): string {
  const [before] = textOf('src/catalogue/data-store.ts').split(`public static ${kind}(`);
  return before.slice(before.lastIndexOf('/**'));
}

/** The folder of `src/stores` that contains the class of the kind. */
function folderOf(dataStore: IDataStore): string | undefined {
  const declaration = new RegExp(`class ${dataStore.constructor.name} implements IDataStore`);
  const file = filesBelow('src/stores').find((path) => declaration.test(textOf(path)));
  return file && dirname(file);
}

/** A store of the kind, bound in a stack. */
function bound(dataStore: IDataStore): BoundStore {
  return bindStore(dataStore, (stack) => ({
    search: { domain: opensearch.Domain.fromDomainEndpoint(stack, 'Domain', 'https://search.example.com') },
  }));
}

/** The types of the resources that a store's settings refer to. */
function typesOf({ stack, store: { settings }, template }: BoundStore): string[] {
  const resolved = JSON.stringify(stack.resolve(settings));
  const { Resources = {} }: Record<string, Record<string, { readonly Type: string }>> = template().toJSON();
  return Object.entries(Resources)
    .filter(([id]) => resolved.includes(`{"Ref":"${id}"}`) || resolved.includes(`{"Fn::GetAtt":["${id}"`))
    .map(([, { Type }]) => Type);
}

const kindsInReadme = tableLines(readmeSection('Stores')).join('\n');
const settingsInReadme = tableLines(readmeSection('Connecting workloads')).join('\n');

/** The steps for every kind. */
function stepsOf(kind: string): Step[] {
  return [
    { file: 'test/properties/stores.ts', done: classOf(kind) !== undefined, missing: 'generates none' },
    { file: 'README.md', done: kindsInReadme.includes(`\`${kind}\``), missing: "lacks it in the table of 'Stores'" },
  ];
}

/** The steps for a kind that creates resources: first the checks of its callers, then the checks of its resources. */
function stepsOfNew(kind: string): Step[] {
  const dataStore = storeIn(EVERY_KIND, kind);
  const isInPhaseTwo = storeIn(ServiceCatalogue.PHASE_TWO, kind) !== undefined;
  const deployments = ['integ/integ.database.ts', 'examples/typescript/catalogues.ts'].map((file) => ({
    file,
    done: isInPhaseTwo || creates(file, kind),
    missing: 'creates none, and phase two has none',
  }));
  return [
    {
      file: 'test/stores/store-logical-ids.test.ts',
      done: creates('test/stores/store-logical-ids.test.ts', kind),
      missing: 'creates none',
    },
    ...deployments,
    { file: 'test/upgrade/every-kind.ts', done: dataStore !== undefined, missing: 'has no service on it' },
    ...(dataStore ? stepsOfStore(kind, dataStore) : []),
  ];
}

function stepsOfStore(kind: string, dataStore: IDataStore): Step[] {
  const folder = folderOf(dataStore)?.replace('src', 'test') ?? 'test/stores';
  const tests = filesBelow('test/stores').filter((file) => dirname(file) === folder);
  const it = bound(dataStore);
  const names = [...Object.keys(it.store.settings), ...Object.keys(it.store.secrets)];
  const documented = names.flatMap((name) => [
    {
      file: 'src/catalogue/data-store.ts',
      done: docOf(kind).includes(`\`${name}\``),
      missing: `does not document ${name}`,
    },
    {
      file: 'README.md',
      done: settingsInReadme.includes(`\`${name}\``),
      missing: `lacks ${name} in the table of 'Connecting workloads'`,
    },
  ]);
  const lists = typesOf(it).flatMap((type) => [
    {
      file: 'test/support/kinds-of-store.ts',
      done: KINDS_OF_STORE.some(({ make }) => make().constructor === dataStore.constructor),
      missing: 'lacks it',
    },
    {
      file: 'test/upgrade/stateful-changes.ts',
      done: STATEFUL_TYPES.has(type),
      missing: `lacks ${type} in STATEFUL_TYPES`,
    },
    {
      file: 'test/stores/store-logical-ids.test.ts',
      done: textOf('test/stores/store-logical-ids.test.ts').includes(`'${type}'`),
      missing: `lacks ${type} in FROZEN_TYPES`,
    },
  ]);
  return [
    { file: folder, done: tests.some((file) => creates(file, kind)), missing: 'has no test of it' },
    ...documented,
    ...lists,
  ];
}

/** The steps for a kind that uses an existing store. */
function stepsOfExisting(kind: string): Step[] {
  const file = 'test/stores/existing-stores.test.ts';
  const documented = /Settings?: `|It has the settings? (and secrets )?of `/.test(docOf(kind));
  return [
    { file, done: creates(file, kind), missing: 'creates none' },
    { file: 'src/catalogue/data-store.ts', done: documented, missing: 'does not document its settings' },
  ];
}

test('the kinds of store are read from `DataStore`', () => {
  expect(NEW).toContain('postgresInstance');
  expect(EXISTING).toContain('existingTable');
});

test.each(NEW)('the kind of store %s completes every step that CONTRIBUTING lists', (kind) => {
  expect(undone(`stores: ${kind}`, [...stepsOf(kind), ...stepsOfNew(kind)])).toEqual([]);
});

test.each(EXISTING)('the kind of store %s completes every step that CONTRIBUTING lists', (kind) => {
  expect(undone(`stores: ${kind}`, [...stepsOf(kind), ...stepsOfExisting(kind)])).toEqual([]);
});
