import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import fc from 'fast-check';
import {
  type BrokerLoginOptions,
  Capability,
  Events,
  ServiceCatalogue,
  type ServiceDefinition,
  ServiceEgress,
  type ServiceEvents,
  Subscription,
} from '../../src';
import { loginOptions, serviceSearchOptions } from './logins';
import type { ReferencedResources } from './referenced-resources';
import { type GeneratedStore, store, storeOf } from './stores';
import { mostly, ODD_TEXTS, someOf, TOKEN_NUMBER, TOKEN_TEXT, wholeNumber } from './values';

type GeneratedService = Omit<ServiceDefinition, 'store'> & { readonly store?: GeneratedStore };

/** One of the library's catalogues, or a list of custom services in any order. */
export type GeneratedCatalogue = 'phase-one' | 'phase-two' | readonly GeneratedService[];

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
    fc.oneof(fc.stringMatching(/^[\w:@-]{1,30}$/), fc.constantFrom('a b', 'a'.repeat(128), TOKEN_TEXT)),
    { maxKeys: 3 },
  ),
  ...['', 'aws:team', 'AWS:team', 'a'.repeat(129), 'a*b'].map((key) => ({ [key]: 'a' })),
  ...['', 'a'.repeat(129), 'a\nb', '$x'].map((value) => ({ team: value })),
  Object.fromEntries(Array.from({ length: 41 }, (_, index) => [`tag${index}`, 'a'])),
);

/** What a service with the capability to use the broker does there. */
const events = someOf<ServiceEvents>({
  publishes: fc.constantFrom(Events.ANY, Events.of('order.placed', 'order.cancelled')),
  subscribes: mostly(
    fc.constantFrom([], [Subscription.to(TOKEN_TEXT, 'order.*')]),
    [Subscription.to('nobody')],
    [Subscription.to('orderservice'), Subscription.to('orderservice', 'order.placed')],
  ),
  brokerLogin: someOf<BrokerLoginOptions>({
    connectionLimit: wholeNumber(1, 6),
    additionalNames: mostly(fc.constantFrom([], ['emails', TOKEN_TEXT]), ['amq.topic'], ['emails', 'emails'], ['']),
  }),
});

const service: fc.Arbitrary<GeneratedService> = fc
  .tuple(
    name,
    someOf<Omit<GeneratedService, 'name' | 'search' | 'sharesStoreWith' | keyof ServiceEvents>>({
      store,
      capabilities: fc.subarray(Object.values(Capability)),
      pciScope: fc.boolean(),
      egress: fc.constantFrom(
        ServiceEgress.OPEN,
        ServiceEgress.PLATFORM,
        ServiceEgress.platformAnd([{ peer: ec2.Peer.prefixList(TOKEN_TEXT), port: ec2.Port.tcp(TOKEN_NUMBER) }]),
      ),
      tags,
      logins: loginOptions,
    }),
    events,
    serviceSearchOptions,
  )
  .map(([serviceName, rest, onBroker, search]) => ({
    name: serviceName,
    ...rest,
    ...(isIndex(rest.store) && { pciScope: false }),
    ...(rest.capabilities?.includes(Capability.MESSAGING) && onBroker),
    ...(rest.capabilities?.includes(Capability.SEARCH) && { search }),
  }));

/** Whether a store is an index, which may be on the shared domain: it is no store for a service in PCI scope. */
function isIndex(generated?: GeneratedStore): boolean {
  return generated?.kind === 'searchIndex' || generated?.kind === 'existingSearchIndex';
}

export const catalogue: fc.Arbitrary<GeneratedCatalogue> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<GeneratedCatalogue>('phase-one', 'phase-two') },
  { weight: 6, arbitrary: fc.uniqueArray(service, { minLength: 1, maxLength: 4, selector: ({ name }) => name }) },
  { weight: 1, arbitrary: fc.array(service, { maxLength: 3 }) },
);

/** Creates the generated catalogue. */
export function catalogueOf(generated: GeneratedCatalogue, resources: ReferencedResources): ServiceCatalogue {
  if (generated === 'phase-one') return ServiceCatalogue.PHASE_ONE;
  if (generated === 'phase-two') return ServiceCatalogue.PHASE_TWO;
  return ServiceCatalogue.of(
    generated.map(({ store: serviceStore, ...definition }) => ({
      ...definition,
      ...(serviceStore && { store: storeOf(serviceStore, resources) }),
    })),
  );
}
