import type { aws_ec2 as ec2, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { ISharedPart } from '../access/shared-part';

/**
 * A message broker that services share, made here or run already.
 *
 * Only the library implements it: a minor release may add members.
 */
export interface IBroker extends ISharedPart, ec2.IConnectable {
  /** The user's `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
  /** The security group to carry for being let in. */
  readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** Where clients connect: `amqps://host:5671`. */
  readonly endpoint: string;
}

/** A message broker that you run already. */
export interface BrokerAttributes {
  /** The VPC that the broker is in. */
  readonly vpc: ec2.IVpc;
  /** The broker's security group, which is made to admit the clients. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** The secret that holds the `username` and the `password` to log in with. */
  readonly secret: secretsmanager.ISecret;
  /** Where clients connect: `amqps://host:5671`. */
  readonly endpoint: string;
  /**
   * The port of the endpoint, from 1 to 65535.
   * @default 5671
   */
  readonly port?: number;
}
