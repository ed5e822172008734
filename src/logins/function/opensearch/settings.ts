import type { CustomResource } from '../custom-resource';
import type { Properties } from '../properties';
import type { Administrator } from './administrator';

/**
 * The settings of a domain that the services share: audit events, slow logs and replicas. They are declared when their
 * resource is created or changed, so that an administrator's changes remain in between.
 */
export class DomainSettings implements CustomResource {
  public readonly physicalId: string;
  public readonly failure = 'The settings of the search domain were not changed.';

  constructor(
    private readonly properties: Properties,
    private readonly administrator: () => Administrator,
  ) {
    this.physicalId = `${properties.text('System')}/settings`;
  }

  public async apply(): Promise<Record<string, string>> {
    const administrator = this.administrator();
    await administrator.put('/_plugins/_security/api/audit/config', AUDIT);
    if (this.properties.choice('SlowRequests', ['ON', 'OFF']) === 'ON') {
      await administrator.put('/_cluster/settings', { persistent: SLOW_REQUESTS });
    }
    await administrator.put('/_index_template/services', templateWith(this.properties.wholeNumber('Replicas')));
    return {};
  }

  /** A domain that remains goes on with its logs. */
  public async remove(): Promise<void> {}
}

/**
 * Failed logins, missing rights and changes of the security settings. Bodies of requests are the data of customers.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/audit-logs.html
 */
const AUDIT = {
  enabled: true,
  audit: {
    enable_rest: true,
    disabled_rest_categories: ['AUTHENTICATED', 'GRANTED_PRIVILEGES'],
    enable_transport: true,
    disabled_transport_categories: ['AUTHENTICATED', 'GRANTED_PRIVILEGES'],
    resolve_bulk_requests: false,
    log_request_body: false,
    resolve_indices: true,
    exclude_sensitive_headers: true,
    ignore_users: [],
    ignore_requests: [],
  },
  compliance: {
    enabled: true,
    internal_config: true,
    external_config: false,
    read_metadata_only: true,
    read_watched_fields: {},
    read_ignore_users: [],
    write_metadata_only: true,
    write_log_diffs: false,
    write_watched_indices: [],
    write_ignore_users: [],
  },
};

const SLOW = '2s';

/**
 * OpenSearch has them since 2.12.
 *
 * @see https://docs.opensearch.org/latest/install-and-configure/configuring-opensearch/logs/#search-request-slow-logs
 */
const SLOW_REQUESTS = {
  'cluster.search.request.slowlog.level': 'WARN',
  'cluster.search.request.slowlog.threshold.warn': SLOW,
};

/** Of all new indexes. A template with a higher priority replaces it. */
function templateWith(replicas: number): object {
  return {
    index_patterns: ['*'],
    priority: 0,
    template: {
      settings: {
        'index.number_of_replicas': replicas,
        'index.search.slowlog.threshold.query.warn': SLOW,
        'index.search.slowlog.threshold.fetch.warn': SLOW,
        'index.indexing.slowlog.threshold.index.warn': SLOW,
      },
    },
  };
}
