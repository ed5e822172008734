import type { aws_ec2 as ec2, aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import type { ISharedPart } from '../access/shared-part';

/**
 * A search domain that services share: a `SearchConstruct`, or an existing domain.
 *
 * Only the library implements this interface: a minor release may add members.
 */
export interface ISearch extends ISharedPart, ec2.IConnectable {
  /** The domain. */
  readonly domain: opensearch.IDomain;
  /** The security group from which the domain allows ingress; attach it to clients. */
  readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The host name of the domain; clients use HTTPS on port 443. */
  readonly endpoint: string;
}

/**
 * Attributes of an existing search domain. The library maps no roles on it: map the roles of workloads to a role for their
 * index by hand.
 */
export interface SearchAttributes {
  /** The VPC of the domain. */
  readonly vpc: ec2.IVpc;
  /** The security group of the domain. The library adds a rule that allows ingress from clients. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** The domain. */
  readonly domain: opensearch.IDomain;
}
