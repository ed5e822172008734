import type {
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_kms as kms,
  aws_opensearchservice as opensearch,
  RemovalPolicy,
} from 'aws-cdk-lib';

/** How a stack treats the service-linked role of OpenSearch Service, `AWSServiceRoleForAmazonOpenSearchService`. */
export enum OpenSearchServiceLinkedRole {
  /** Creates the role if the account does not have it. Then waits until a domain can use it: three minutes if it is new. */
  ENSURE = 'ensure',
  /** Expects the role: for an account whose policies forbid that a stack creates it. */
  EXISTING = 'existing',
}

/** Options of the search domain. */
export interface SearchOptions {
  /**
   * OpenSearch version.
   *
   * An upgrade happens in place; OpenSearch Service rejects a downgrade.
   * @default - the environment's setting: 3.7
   */
  readonly engineVersion?: opensearch.EngineVersion;
  /**
   * Whether to accept versions and instance types that the library does not list. Versions that the library knows to be
   * past their end of support, and instance types that it knows to be unsupported, are still rejected.
   * @default false
   */
  readonly allowUnlisted?: boolean;
  /**
   * Instance type of the data nodes, with its suffix `.search`.
   * @default - the environment's setting: m7g.large.search in production, m7g.medium.search in staging,
   * t3.small.search elsewhere
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/supported-instance-types.html
   */
  readonly dataNodeInstanceType?: string;
  /**
   * Number of data nodes, from 1 to 80: at least one per zone, and the same number in each zone if there are two zones
   * or a standby.
   * @default - the environment's setting: 3 in production and staging, 1 elsewhere
   */
  readonly dataNodes?: number;
  /**
   * Instance type of the dedicated master nodes, with its suffix `.search`.
   * @default - the environment's setting: m7g.large.search in production, m7g.medium.search in staging
   */
  readonly masterNodeInstanceType?: string;
  /**
   * Number of dedicated master nodes: 0, 3 or 5; exactly 3 with a standby.
   * @default - the environment's setting: 3 in production and staging, 0 elsewhere
   */
  readonly masterNodes?: number;
  /**
   * Number of availability zones of the data nodes, from 1 to 3; exactly 3 with a standby.
   * @default - the environment's setting: 3 in production and staging, 1 elsewhere
   */
  readonly zones?: number;
  /**
   * Whether to use Multi-AZ with Standby: the nodes in one of three zones are a standby for the other zones. t3 types
   * do not support it.
   * @default - the environment's setting: true in production and staging, false elsewhere
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/managedomains-multiaz.html
   */
  readonly multiAzWithStandby?: boolean;
  /**
   * Volume size of each data node, in GiB, from 10 to 24576.
   * @default - the environment's setting: 50 in production, 20 in staging, 10 elsewhere
   */
  readonly volumeSize?: number;
  /**
   * ARN of the IAM role that administers the domain and its fine-grained access control. Its trust policy must allow
   * `SearchConstruct.loginRole` to assume it, so that a function can give services their rights; the deployment fails otherwise.
   *
   * Changing it happens in place.
   * @default - a new role, which the `administrators` may assume
   */
  readonly masterUserArn?: string;
  /**
   * The principals that may assume the new role that administers the domain: roles and users of the account, or the
   * principals of an identity provider. `new AccountRootPrincipal()` admits every principal of the account whose own
   * policies allow it to assume the role. The policy of a principal of another account must allow it too.
   *
   * Mutually exclusive with `masterUserArn`, which has its own trust policy. Changing it happens in place.
   * @default - nobody: the administrator's role can be assumed only after the app adds a statement to
   * `adminRole.assumeRolePolicy`
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/fgac.html#fgac-master-user
   */
  readonly administrators?: iam.IPrincipal[];
  /**
   * How the stack treats the service-linked role that OpenSearch Service needs for a domain in a VPC. The role belongs to
   * the account: all domains use it, and no stack deletes it.
   *
   * The deployment fails if the role is missing and the stack may not create it.
   * @default OpenSearchServiceLinkedRole.ENSURE
   * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/slr.html
   */
  readonly serviceLinkedRole?: OpenSearchServiceLinkedRole;
  /**
   * Whether to create the resource policy that allows the domain to write its logs. A region can have only ten resource
   * policies; use false if an existing policy covers the log groups.
   * @default true
   */
  readonly logsResourcePolicy?: boolean;
  /**
   * Removal policy of the domain and of what it needs to run: its log groups, their resource policy, its security group
   * and its administrator role. AWS takes no snapshot of a removed domain, so SNAPSHOT retains them.
   * @default - the environment's setting: RETAIN_ON_UPDATE_OR_DELETE in production and staging, DESTROY elsewhere
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Key that encrypts the data at rest and the logs. The policy of an imported key must allow CloudWatch Logs to use
   * the key.
   *
   * Changing it replaces the domain.
   * @default - the key that AWS manages for OpenSearch Service, and the key of CloudWatch Logs for the logs
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Subnets of the data nodes, in at least `zones` availability zones.
   * @default - the isolated subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
}
