import fc from 'fast-check';
import { Capability, DataStore, ServiceCatalogue } from '../../src';
import { KINDS_OF_STORE } from '../support/kinds-of-store';

/** The kind of store that a service in PCI scope cannot have. */
const INDEX = 'a search index';

/** The kinds of store, with the search index, by name. */
const STORES = new Map([
  ...KINDS_OF_STORE.map(({ name, make }) => [name, () => make()] as const),
  ['an Aurora cluster with a proxy', () => DataStore.auroraPostgres({ proxy: true })],
  [INDEX, () => DataStore.searchIndex()],
]);

/** A service of a generated catalogue. */
export interface GeneratedService {
  readonly name: string;
  readonly store: string;
  readonly capabilities: readonly Capability[];
  readonly pciScope: boolean;
}

/** An edit of a catalogue. Numbers pick a service or a place in the list, whatever its length is. */
export type Edit =
  | { readonly kind: 'add'; readonly service: Omit<GeneratedService, 'name'>; readonly at: number }
  | { readonly kind: 'remove'; readonly at: number }
  | { readonly kind: 'move'; readonly at: number; readonly to: number }
  | { readonly kind: 'reverse' }
  | { readonly kind: 'change'; readonly at: number; readonly change: Partial<Omit<GeneratedService, 'name'>> };

const position = fc.nat(1000);
const parts = {
  store: fc.constantFrom(...STORES.keys()),
  capabilities: fc.subarray(Object.values(Capability)),
  pciScope: fc.boolean(),
};
const service = fc.record(parts);

export const edits: fc.Arbitrary<Edit> = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), service, at: position }),
  fc.record({ kind: fc.constant('remove' as const), at: position }),
  fc.record({ kind: fc.constant('move' as const), at: position, to: position }),
  fc.record({ kind: fc.constant('reverse' as const) }),
  fc.record({
    kind: fc.constant('change' as const),
    at: position,
    change: fc.oneof(...Object.entries(parts).map(([name, values]) => fc.record({ [name]: values }))),
  }),
);

/** Catalogues of these lengths. */
export function catalogues(constraints: fc.ArrayConstraints): fc.Arbitrary<GeneratedService[]> {
  return fc
    .array(service, constraints)
    .map((services) => services.map((one, index) => ({ name: `service${index}`, ...one })));
}

/** Returns the edited services, and the name of the one service that the edit is about; undefined if only the order changes. */
export function edited(
  services: readonly GeneratedService[],
  edit: Edit,
  newName: string,
): { readonly services: readonly GeneratedService[]; readonly changed?: string } {
  if (edit.kind === 'reverse') {
    return { services: [...services].reverse() };
  }
  const at = edit.at % services.length;
  const { [at]: picked } = services;
  const others = services.filter((one) => one !== picked);
  switch (edit.kind) {
    case 'add':
      return { services: inserted(services, at, { name: newName, ...edit.service }), changed: newName };
    case 'remove':
      return others.length === 0 ? { services } : { services: others, changed: picked.name };
    case 'move':
      return { services: inserted(others, edit.to % services.length, picked) };
    case 'change':
      return {
        services: services.map((one) => (one === picked ? { ...one, ...edit.change } : one)),
        changed: picked.name,
      };
  }
}

function inserted<Item>(list: readonly Item[], at: number, item: Item): Item[] {
  return [...list.slice(0, at), item, ...list.slice(at)];
}

/** Creates the catalogue of generated services. */
export function catalogueOf(services: readonly GeneratedService[]): ServiceCatalogue {
  return ServiceCatalogue.of(
    services.map(({ name, store, capabilities, pciScope }) => ({
      name,
      pciScope: pciScope && store !== INDEX,
      store: STORES.get(store)?.(),
      capabilities: [...capabilities],
    })),
  );
}
