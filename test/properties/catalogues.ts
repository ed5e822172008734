import fc from 'fast-check';
import { Capability, ServiceCatalogue, type ServiceDefinition } from '../../src';
import { type StoreDraw, store, storeOf } from './stores';
import type { Surroundings } from './surroundings';
import { mostly, ODD_TEXTS, someOf, TOKEN_TEXT } from './values';

type ServiceDraw = Omit<ServiceDefinition, 'store'> & { readonly store?: StoreDraw };

/** A catalogue of the library's, or services of one's own, in any order. */
export type CatalogueDraw = 'phase-one' | 'phase-two' | readonly ServiceDraw[];

const name = mostly(
  fc.oneof(
    { weight: 8, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_]{2,20}$/) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_-]{0,62}$/) },
    { weight: 1, arbitrary: fc.constantFrom('a', 'a'.repeat(63), 'orderservice') },
  ),
  'user',
  'order',
  'postgres',
  'admin',
  'local',
  'Orders',
  '1st',
  '_x',
  'a'.repeat(64),
  ...ODD_TEXTS,
);

const tags = mostly(
  fc.dictionary(
    fc.oneof(fc.stringMatching(/^[A-Za-z][\w:-]{0,30}$/), fc.constant('ä'.repeat(128))),
    fc.oneof(fc.stringMatching(/^[\w:@-]{1,30}$/), fc.constantFrom('a b', 'a'.repeat(256), TOKEN_TEXT)),
    { maxKeys: 3 },
  ),
  ...['', 'aws:team', 'AWS:team', 'a'.repeat(129), 'a*b'].map((key) => ({ [key]: 'a' })),
  ...['', 'a'.repeat(257), 'a\nb', '$x'].map((value) => ({ team: value })),
  Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`tag${index}`, 'a'])),
);

const service: fc.Arbitrary<ServiceDraw> = fc
  .tuple(
    name,
    someOf<Omit<ServiceDraw, 'name'>>({
      store,
      capabilities: fc.subarray(Object.values(Capability)),
      pciScope: fc.boolean(),
      tags,
    }),
  )
  .map(([drawn, rest]) => ({ name: drawn, ...rest }));

export const catalogue: fc.Arbitrary<CatalogueDraw> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<CatalogueDraw>('phase-one', 'phase-two') },
  { weight: 6, arbitrary: fc.uniqueArray(service, { minLength: 1, maxLength: 4, selector: ({ name }) => name }) },
  { weight: 1, arbitrary: fc.array(service, { maxLength: 3 }) },
);

/** The catalogue that was drawn. */
export function catalogueOf(draw: CatalogueDraw, surroundings: Surroundings): ServiceCatalogue {
  if (draw === 'phase-one') return ServiceCatalogue.PHASE_ONE;
  if (draw === 'phase-two') return ServiceCatalogue.PHASE_TWO;
  return ServiceCatalogue.of(
    draw.map(({ store: drawn, ...definition }) => ({
      ...definition,
      ...(drawn && { store: storeOf(drawn, surroundings) }),
    })),
  );
}
