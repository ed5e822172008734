import type { aws_ec2 as ec2, aws_opensearchservice as opensearch } from 'aws-cdk-lib';
import type { ISharedPart } from '../access/shared-part';

/**
 * A search domain that services share, made here or run already.
 *
 * Only the library implements it: a minor release may add members.
 */
export interface ISearch extends ISharedPart, ec2.IConnectable {
  /** The domain. */
  readonly domain: opensearch.IDomain;
  /** The security group to carry for being let in. */
  readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The host name of the domain; clients speak HTTPS on port 443. */
  readonly endpoint: string;
}

/** A search domain that you run already. */
export interface SearchAttributes {
  /** The VPC that the domain is in. */
  readonly vpc: ec2.IVpc;
  /** The domain's security group, which is made to admit the clients. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** The domain. */
  readonly domain: opensearch.IDomain;
}
