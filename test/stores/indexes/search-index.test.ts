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

test('tells the domain and the index, which has the name of the service', () => {
  const { store } = index();
  expect(store.settings).toEqual({ SEARCH_ENDPOINT: 'shared.example.org', SEARCH_INDEX: 'reviews' });
  expect(store.secrets).toEqual({});
});

test('the index may have another name', () => {
  expect(index({ indexName: 'reviews-v2' }).store.settings.SEARCH_INDEX).toBe('reviews-v2');
});

test('makes nothing and opens no port: the client group of the domain does', () => {
  const { store, template } = index();
  expect(store.connections.securityGroups).toEqual([]);
  expect(template().toJSON()).not.toHaveProperty('Resources');
});

test('grants the index and what is below it, and no more', () => {
  const arn = 'arn:aws:es:eu-central-1:123456789012:domain/shared/reviews';
  expect(index().granted()).toEqual([
    {
      Effect: 'Allow',
      Action: ['Delete', 'Get', 'Head', 'Patch', 'Post', 'Put'].map((method) => `es:ESHttp${method}`),
      Resource: [arn, `${arn}/*`],
    },
  ]);
});

test('fails when search is left out, and says what to do', () => {
  expect(() => bindStore(DataStore.searchIndex())).toThrow(
    'search must be a search domain, because the store of reviews is an index on it, got undefined. ' +
      'Leave search in, give the domain as `search`, or give the service another kind of store.',
  );
});

test.each(['a', '0', 'products', 'products-2026.11', 'a_b', 'a'.repeat(255)])("accepts the index '%s'", (indexName) => {
  expect(() => index({ indexName })).not.toThrow();
});

test.each(['', '.kibana', '_all', '-a', '+a', 'Products', 'a b', 'a,b', 'a*', 'a/b', 'a:b', 'ä', 'a'.repeat(256)])(
  "refuses the index '%s', which OpenSearch would",
  (indexName) => {
    expect(() => index({ indexName })).toThrow('indexName must be a name of 1 to 255 lower-case letters');
  },
);

test('a token passes', () => {
  const { stack, store } = index({ indexName: Token.asString({ Ref: 'Index' }) });
  expect(stack.resolve(store.settings.SEARCH_INDEX)).toEqual({ Ref: 'Index' });
});
