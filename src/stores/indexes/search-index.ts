import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { refuse, requireMatch } from '../../private/validation';
import { IndexAccess } from '../../search/index-access';
import type { IDataStore, IServiceStore, StoreContext } from '../store-contract';
import type { ExistingSearchIndexOptions, SearchIndexOptions } from './search-index-options';

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
    return indexStore({ domain: context.search.domain, indexName });
  }
}

/** An index on an OpenSearch domain that exists. */
export class ExistingSearchIndex implements IDataStore {
  constructor(private readonly options: ExistingSearchIndexOptions) {}

  public bind(scope: Construct): IServiceStore {
    requireIndexName(scope, this.options.indexName);
    return indexStore(this.options);
  }
}

function indexStore({ domain, indexName, securityGroups = [] }: ExistingSearchIndexOptions): IServiceStore {
  return new IndexAccess({
    connections: new ec2.Connections({
      securityGroups,
      defaultPort: securityGroups.length > 0 ? ec2.Port.HTTPS : undefined,
    }),
    domain,
    indexName,
    settings: { SEARCH_INDEX: indexName },
  });
}

/**
 * Refuses an index name that OpenSearch would refuse, or hide; a token passes.
 * @see https://docs.opensearch.org/latest/api-reference/index-apis/create-index/#index-naming-restrictions
 */
function requireIndexName(scope: IConstruct, name: string): void {
  requireMatch(
    scope,
    'indexName',
    name,
    /^[a-z0-9][a-z0-9._-]{0,254}$/,
    'a name of 1 to 255 lower-case letters, digits, dots, hyphens and underscores that starts with a letter or a digit',
    'Rename the index, for example to products.',
  );
}
