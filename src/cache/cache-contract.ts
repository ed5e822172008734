import type { aws_ec2 as ec2, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { ISharedPart } from '../access/shared-part';

/**
 * A cache that services share, made here or run already.
 *
 * Only the library implements it: a minor release may add members.
 */
export interface ICache extends ISharedPart, ec2.IConnectable {
  /** The user's `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
  /** The security group to carry for being let in. */
  readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The host name of the primary, for reading and writing. */
  readonly endpointAddress: string;
  /** The host name that spreads reads over the replicas. */
  readonly readerEndpointAddress: string;
  /** The port, as a string. */
  readonly endpointPort: string;
}

/** A cache that you run already. */
export interface CacheAttributes {
  /** The VPC that the cache is in. */
  readonly vpc: ec2.IVpc;
  /** The cache's security group, which is made to admit the clients. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** The secret that holds the `username` and the `password` to log in with. */
  readonly secret: secretsmanager.ISecret;
  /** The host name of the primary. */
  readonly endpointAddress: string;
  /**
   * The host name that spreads reads over the replicas.
   * @default - the primary's
   */
  readonly readerEndpointAddress?: string;
  /**
   * The port, from 1 to 65535.
   * @default 6379
   */
  readonly port?: number;
}
