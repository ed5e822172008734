import type { aws_ec2 as ec2, aws_opensearchservice as opensearch } from 'aws-cdk-lib';

/** What may be tuned about an index on the shared search domain. */
export interface SearchIndexOptions {
  /**
   * The index: 1 to 255 lower-case letters, digits, dots, hyphens and underscores, starting with a letter or a digit.
   *
   * Changing it leaves the old index behind.
   * @default - the service's name
   */
  readonly indexName?: string;
}

/** An index on an OpenSearch domain that exists. */
export interface ExistingSearchIndexOptions {
  /** The domain. */
  readonly domain: opensearch.IDomain;
  /**
   * The security groups of the domain, which admit the service on port 443.
   * @default - none: a domain outside a VPC, or one whose own client group the service carries
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
  /**
   * The index: 1 to 255 lower-case letters, digits, dots, hyphens and underscores, starting with a letter or a digit.
   */
  readonly indexName: string;
}
