import type { aws_ec2 as ec2, aws_kms as kms, aws_opensearchservice as opensearch, RemovalPolicy } from 'aws-cdk-lib';

/** What may be tuned about search. */
export interface SearchOptions {
  /**
   * OpenSearch version.
   *
   * Raising it upgrades the domain in place; lowering it is refused by OpenSearch Service.
   * @default - the environment's answer: 3.7
   */
  readonly engineVersion?: opensearch.EngineVersion;
  /**
   * Whether a version or an instance type that the library does not know is taken at its word. What it knows to have
   * ended, or not to go together, is refused all the same.
   * @default false
   */
  readonly allowUnlisted?: boolean;
  /**
   * Instance type of the data nodes, with its suffix `.search`.
   * @default - the environment's answer: m7g.large.search in production, m7g.medium.search in staging,
   * t3.small.search elsewhere
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html
   */
  readonly dataNodeInstanceType?: string;
  /**
   * Data nodes, from 1 to 80: at least one a zone, and the same number in each where there are two zones or a standby.
   * @default - the environment's answer: 3 in production and staging, 1 elsewhere
   */
  readonly dataNodes?: number;
  /**
   * Instance type of the dedicated master nodes, with its suffix `.search`.
   * @default - the environment's answer: m7g.large.search in production, m7g.medium.search in staging
   */
  readonly masterNodeInstanceType?: string;
  /**
   * Dedicated master nodes: 0, 3 or 5; exactly 3 with a standby.
   * @default - the environment's answer: 3 in production and staging, 0 elsewhere
   */
  readonly masterNodes?: number;
  /**
   * Availability zones the data nodes are spread over, from 1 to 3; exactly 3 with a standby.
   * @default - the environment's answer: 3 in production and staging, 1 elsewhere
   */
  readonly zones?: number;
  /**
   * Whether the nodes of one of three zones stand by for the others; t3 types have no standby.
   * @default - the environment's answer: true in production and staging
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html
   */
  readonly multiAzWithStandby?: boolean;
  /**
   * Volume of each data node, in GiB, from 10 to 24576.
   * @default - the environment's answer: 50 in production, 20 in staging, 10 elsewhere
   */
  readonly volumeSize?: number;
  /**
   * ARN of the IAM role or user that administers the domain, fine-grained access included.
   * @default - a role made here, which principals of the account may assume if a policy of theirs lets them
   */
  readonly masterUserArn?: string;
  /**
   * Whether to create the service-linked role that OpenSearch Service needs for a domain in a VPC. An account has one,
   * or none; creating a second fails.
   * @default false
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/slr.html
   */
  readonly serviceLinkedRole?: boolean;
  /**
   * Whether to create the resource policy that lets the domain write its logs. A region holds ten such policies; say
   * false where one of yours already covers the log groups.
   * @default true
   */
  readonly logsResourcePolicy?: boolean;
  /**
   * What happens to the domain when it is removed from the stack.
   * AWS takes no snapshot on removal here, so SNAPSHOT retains.
   * @default - the environment's answer: retained in production and staging, destroyed elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * The key that encrypts data at rest, and the logs. One that is imported must let CloudWatch Logs use it.
   *
   * Changing it replaces the domain.
   * @default - the key that AWS manages for OpenSearch Service
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * The subnets, in as many zones as `zones` says.
   * @default - the isolated subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}
