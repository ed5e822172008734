import type { aws_ec2 as ec2, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';
import type { ISharedPart } from '../access/shared-part';

/**
 * A message broker that services share: an `AmazonMQConstruct`, or an existing broker.
 *
 * Only the library implements this interface: a minor release may add members.
 */
export interface IBroker extends ISharedPart, ec2.IConnectable {
  /** The secret with the user's `username` and `password`. */
  readonly secret: secretsmanager.ISecret;
  /** The security group from which the broker allows ingress; attach it to clients. */
  readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The endpoint that clients connect to: `amqps://host:5671`. */
  readonly endpoint: string;
}

/** Attributes of an existing message broker. */
export interface BrokerAttributes {
  /** The VPC of the broker. */
  readonly vpc: ec2.IVpc;
  /** The security group of the broker. The library adds a rule that allows ingress from clients. */
  readonly securityGroup: ec2.ISecurityGroup;
  /** The secret with the `username` and the `password` that clients log in with. */
  readonly secret: secretsmanager.ISecret;
  /** The endpoint that clients connect to: `amqps://host:5671`. */
  readonly endpoint: string;
  /**
   * The port of the endpoint, from 1 to 65535.
   * @default 5671
   */
  readonly port?: number;
}
