import type { aws_ec2 as ec2, aws_opensearchservice as opensearch } from 'aws-cdk-lib';

/** Options of an index on the shared search domain. */
export interface SearchIndexOptions {
  /**
   * The name of the index: 1 to 255 lower-case letters, digits, dots, hyphens and underscores, starting with a letter
   * or a digit.
   *
   * Changing it does not delete the old index.
   * @default - the service's name
   */
  readonly indexName?: string;
}

/** Options of an index on an existing OpenSearch domain. */
export interface ExistingSearchIndexOptions {
  /**
   * The domain. Import it with `opensearch.Domain.fromDomainAttributes`. `fromDomainEndpoint` yields a wrong ARN: it
   * treats the prefix `search-` or `vpc-` of the endpoint as a part of the domain's name, and the service gets
   * permissions on a domain that does not exist.
   */
  readonly domain: opensearch.IDomain;
  /**
   * The security groups of the domain, to which the service gets access on port 443.
   * @default - none: for a domain outside a VPC, or if the service has a security group that the domain already allows
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
  /**
   * The name of the index: 1 to 255 lower-case letters, digits, dots, hyphens and underscores, starting with a letter
   * or a digit.
   */
  readonly indexName: string;
}
