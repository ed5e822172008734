import type { aws_ec2 as ec2, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { ISharedPart } from '../access/shared-part';

/**
 * A cache that services share: a `CacheConstruct`, or an existing cache.
 *
 * Only the library implements this interface: a minor release may add members.
 */
export interface ICache extends ISharedPart, ec2.IConnectable {
  /**
   * The secret with the `username` and the `password` of the user that all services share; undefined if nobody can log in as
   * that user, because each service has a user of its own.
   */
  readonly secret?: secretsmanager.ISecret;
  /** The security group from which the cache allows ingress; attach it to clients. */
  readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The host name of the primary, for reads and writes. */
  readonly endpointAddress: string;
  /** The host name that distributes reads across the replicas. */
  readonly readerEndpointAddress: string;
  /** The port, as a string. */
  readonly endpointPort: string;
}

/** Attributes of an existing cache. */
export interface CacheAttributes {
  /** The VPC of the cache. */
  readonly vpc: ec2.IVpc;
  /** The security group of the cache. The library adds a rule that allows ingress from clients. */
  readonly securityGroup: ec2.ISecurityGroup;
  /**
   * The secret with the `username` and the `password` that all services log in with: the library creates no users in an
   * existing cache, whose users the app does not know.
   */
  readonly secret: secretsmanager.ISecret;
  /** The host name of the primary. */
  readonly endpointAddress: string;
  /**
   * The host name that distributes reads across the replicas.
   * @default - the host name of the primary
   */
  readonly readerEndpointAddress?: string;
  /**
   * The port, from 1 to 65535.
   * @default 6379
   */
  readonly port?: number;
}
