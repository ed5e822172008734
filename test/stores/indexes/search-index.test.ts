import { aws_opensearchservice as opensearch, type Stack, Token } from 'aws-cdk-lib';
import { DataStore, type SearchIndexOptions, type StoreContext } from '../../../src';
import { bindStore } from '../../support/bind-store';

const ARN = 'arn:aws:es:eu-central-1:123456789012:domain/shared';

function domainOf(stack: Stack, id: string, domainArn: string): opensearch.IDomain {
  return opensearch.Domain.fromDomainAttributes(stack, id, { domainArn, domainEndpoint: 'shared.example.org' });
}

function sharedSearch(stack: Stack): Partial<StoreContext> {
  return { search: { domain: domainOf(stack, 'Domain', ARN) } };
}

function index(options: SearchIndexOptions = {}) {
  return bindStore(DataStore.searchIndex(options), sharedSearch);
}

test('an index has the name of the service, and settings for the endpoint and the index', () => {
  const { store } = index();
  expect(store.settings).toEqual({ SEARCH_ENDPOINT: 'shared.example.org', SEARCH_INDEX: 'reviews' });
  expect(store.secrets).toEqual({});
});

test('`indexName` overrides the name of the service', () => {
  expect(index({ indexName: 'reviews-v2' }).store.settings.SEARCH_INDEX).toBe('reviews-v2');
});

test('an index creates no resources and has no security groups', () => {
  const { store, template } = index();
  expect(store.connections.securityGroups).toEqual([]);
  expect(template().toJSON()).not.toHaveProperty('Resources');
});

test('an index grants access to the index and its paths only', () => {
  const arn = 'arn:aws:es:eu-central-1:123456789012:domain/shared/reviews';
  expect(index().granted()).toEqual([
    {
      Effect: 'Allow',
      Action: ['Delete', 'Get', 'Head', 'Patch', 'Post', 'Put'].map((method) => `es:ESHttp${method}`),
      Resource: [arn, `${arn}/*`],
    },
  ]);
});

test('an index fails without a search domain, and the error says how to add one', () => {
  expect(() => bindStore(DataStore.searchIndex())).toThrow(
    'search must be a search domain, because the store of reviews is an index on it, got undefined. ' +
      'Do not disable search, set `search` to a domain, or use another kind of store for the service.',
  );
});

test.each<[string, (stack: Stack) => StoreContext['search']]>([
  ['with a search domain', (stack) => sharedSearch(stack).search],
  ['without a search domain', () => undefined],
])(
  'an index on the shared domain fails for a service in PCI scope, %s, and the error says what to use',
  (_, search) => {
    expect(() => bindStore(DataStore.searchIndex(), (stack) => ({ _pciScope: true, search: search(stack) }))).toThrow(
      'store must be a store that the key of the service encrypts, because reviews is in PCI scope, got an index on the ' +
        'shared search domain, which lies under the key of the domain. Use a database or a table, or set `pciScope` of the ' +
        'service to false. (in Test/Store)',
    );
  },
);

test('an index on an existing domain fails for a service in PCI scope if services share the domain', () => {
  const bound = (arnOfShared: string, isInScope: boolean) => () =>
    bindStore(
      (stack) => DataStore.existingSearchIndex({ domain: domainOf(stack, 'Own', ARN), indexName: 'reviews' }),
      (stack) => ({ _pciScope: isInScope, search: { domain: domainOf(stack, 'Shared', arnOfShared) } }),
    );
  expect(bound(ARN, true)).toThrow('store must be a store that the key of the service encrypts');
  expect(bound(ARN, false)).not.toThrow();
  expect(bound(`${ARN}-other`, true)).not.toThrow();
});

test.each(['a', '0', 'products', 'products-2026.11', 'a_b', 'a'.repeat(255)])(
  "accepts the index name '%s'",
  (indexName) => {
    expect(() => index({ indexName })).not.toThrow();
  },
);

test.each(['', '.kibana', '_all', '-a', '+a', 'Products', 'a b', 'a,b', 'a*', 'a/b', 'a:b', 'ä', 'a'.repeat(256)])(
  "rejects the index name '%s', which OpenSearch rejects or hides",
  (indexName) => {
    expect(() => index({ indexName })).toThrow('indexName must be a name of 1 to 255 lower-case letters');
  },
);

test('an index name can be a token', () => {
  const { stack, store } = index({ indexName: Token.asString({ Ref: 'Index' }) });
  expect(stack.resolve(store.settings.SEARCH_INDEX)).toEqual({ Ref: 'Index' });
});
