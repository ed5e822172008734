import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { refuse, requireMatch } from '../../private/validation';
import { IndexAccess } from '../../search/index-access';
import type { IDataStore, IServiceStore, StoreContext } from '../store-contract';
import type { ExistingSearchIndexOptions, SearchIndexOptions } from './search-index-options';

/** Uses an index for one service on the shared domain, which the service reaches through the client security group. */
export class SearchIndex implements IDataStore {
  constructor(private readonly options: SearchIndexOptions) {}

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    requireOutsidePciScope(scope, context);
    const indexName = this.options.indexName ?? context.serviceName;
    requireIndexName(scope, indexName);
    if (context.search === undefined) {
      throw refuse(scope, {
        prop: 'search',
        got: undefined,
        allowed: `a search domain, because the store of ${context.serviceName} is an index on it`,
        fix: 'Do not disable search, set `search` to a domain, or use another kind of store for the service.',
      });
    }
    return indexStore({ domain: context.search.domain, indexName });
  }
}

/** Uses an index on an existing OpenSearch domain. */
export class ExistingSearchIndex implements IDataStore {
  constructor(private readonly options: ExistingSearchIndexOptions) {}

  public bind(scope: Construct, context: StoreContext): IServiceStore {
    if (this.options.domain.domainArn === context.search?.domain.domainArn) {
      requireOutsidePciScope(scope, context);
    }
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

/** Rejects an index on the shared domain for a service in PCI scope: one key encrypts the indexes of all services. */
function requireOutsidePciScope(scope: IConstruct, { serviceName, _pciScope: isInScope }: StoreContext): void {
  if (isInScope) {
    throw refuse(scope, {
      prop: 'store',
      gotInWords: 'an index on the shared search domain, which lies under the key of the domain',
      allowed: `a store that the key of the service encrypts, because ${serviceName} is in PCI scope`,
      fix: 'Use a database or a table, or set `pciScope` of the service to false.',
    });
  }
}

/**
 * Rejects an index name that OpenSearch rejects or treats as hidden. Accepts a token, which is unknown at synthesis.
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
