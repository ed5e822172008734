/** Options of the access of one service to the search domain that services share. */
export interface ServiceSearchOptions {
  /**
   * The ARNs of IAM roles that have the access of the service, besides the role that the platform makes for its workloads:
   * exactly the indexes of the service. Use it for people who look at these indexes in OpenSearch Dashboards, and for
   * workloads whose own role signs their requests. The roles also need a policy that allows `es:ESHttp*` on the domain.
   *
   * They are ARNs of single roles: synthesis rejects users, names and patterns. On an existing domain they have no effect; its
   * administrator maps roles.
   *
   * Changing it happens in place. A role that somebody maps by hand to the service is taken away by the next deployment.
   * @default - only the role that the platform makes
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html#fgac-mapping
   */
  readonly roleArns?: string[];
}
