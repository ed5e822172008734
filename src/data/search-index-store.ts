import type { Construct } from 'constructs';
import { refuse } from '../private/validation';
import { IndexStore, requireIndexName } from './index-store';
import type { IDataStore, IServiceStore, StoreContext } from './store';
import type { SearchIndexOptions } from './store-options';

/** An index for each service on the domain that services share; the client group of the domain opens its port. */
export class SearchIndex implements IDataStore {
  constructor(private readonly options: SearchIndexOptions) {}

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    const indexName = this.options.indexName ?? context.serviceName;
    requireIndexName(scope, indexName);
    if (context.search === undefined) {
      throw refuse(scope, {
        prop: 'search',
        got: undefined,
        allowed: `a search domain, because the store of ${context.serviceName} is an index on it`,
        fix: 'Leave search in, give the domain as `search`, or give the service another kind of store.',
      });
    }
    return new IndexStore(context.search.domain, indexName);
  }
}
