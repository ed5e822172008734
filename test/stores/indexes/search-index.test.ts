import { aws_opensearchservice as opensearch, type Stack, Token } from 'aws-cdk-lib';
import { DataStore, type SearchIndexOptions, type StoreContext } from '../../../src';
import { bindStore } from '../../support/bind-store';

function sharedSearch(stack: Stack): Partial<StoreContext> {
  const domain = opensearch.Domain.fromDomainAttributes(stack, 'Domain', {
    domainArn: 'arn:aws:es:eu-central-1:123456789012:domain/shared',
    domainEndpoint: 'shared.example.org',
  });
  return { search: { domain } };
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
