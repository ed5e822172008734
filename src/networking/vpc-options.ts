import type { aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import type { NatGateways } from '../providers/environment-settings';

/** What may be tuned about the network. */
export interface VpcOptions {
  /**
   * The address range, in CIDR notation, and how subnets are cut from it: from /16 to the smallest that nine subnets fit
   * into, /24, which is /25 for two zones, and /26 for one.
   *
   * Changing it replaces the VPC and all that is in it.
   * @default - 10.0.0.0/16, cut evenly
   */
  readonly ipAddresses?: ec2.IIpAddresses;
  /**
   * The most availability zones to use, from 1 to 3. A stack without an environment has two, whatever is asked for.
   *
   * Changing it replaces subnets.
   * @default - the environment's answer: 3 in production and staging, 2 in development and local
   */
  readonly maxAzs?: number;
  /**
   * The availability zones to use, each once, by name, or for any region as `[0, 1, 2].map((i) => Fn.select(i, Fn.getAzs()))`.
   * Excludes `maxAzs`.
   *
   * Changing it replaces subnets.
   * @default - the first `maxAzs` of the stack's
   */
  readonly availabilityZones?: string[];
  /**
   * NAT gateways for the private subnets.
   * @default - the environment's answer: one a zone in production, one in staging and development, none in local
   */
  readonly natGateways?: NatGateways;
  /**
   * AWS services to reach from the subnets without leaving the VPC, beside S3 and DynamoDB. Each costs an hourly price
   * a zone, and traffic. Each once.
   * @default - none
   */
  readonly interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[];
  /**
   * Whether the VPC's traffic, accepted and refused, is recorded in flow logs.
   * @default - the environment's answer: true in production and staging, false in development and local
   */
  readonly flowLogs?: boolean;
  /**
   * The key that encrypts the flow logs. One that is imported must let CloudWatch Logs use it.
   * @default - the key of CloudWatch Logs
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Names of security groups to create in the VPC for workloads of your own. Each admits nothing until a rule is added.
   * @default - none
   */
  readonly securityGroupNames?: string[];
}
