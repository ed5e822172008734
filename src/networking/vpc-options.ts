import type { aws_ec2 as ec2, aws_kms as kms } from 'aws-cdk-lib';
import type { NatGateways } from '../providers/network-settings';
import type { GatewayEndpointAccess } from './gateway-endpoint-access';

/** Options of the network. */
export interface VpcOptions {
  /**
   * Address range of the VPC in CIDR notation, and its division into subnets. The largest range is /16. The smallest
   * range is /24 for three zones, /25 for two zones and /26 for one zone, because each zone has three subnets.
   *
   * Changing it replaces the VPC and all resources in it.
   * @default - 10.0.0.0/16, divided evenly
   */
  readonly ipAddresses?: ec2.IIpAddresses;
  /**
   * Maximum number of availability zones, from 1 to 3. A stack without an environment (`env`) uses the first zones of
   * the region that it is deployed to; the deployment fails if the region has fewer.
   *
   * Changing it replaces subnets.
   * @default - the environment's setting: 3 in production and staging, 2 in development and local
   */
  readonly maxAzs?: number;
  /**
   * Names of the availability zones to use, one to three, without duplicates. List them if the first zones of the
   * region lack a service or an instance type. Cannot be combined with `maxAzs`.
   *
   * Changing it replaces subnets.
   * @default - the first `maxAzs` zones of the stack's region
   */
  readonly availabilityZones?: string[];
  /**
   * Ids of the availability zones to use, one to three, without duplicates, for example `use1-az1`. An id is the same
   * zone in every account, but `us-east-1a` can be another zone in another account. Cannot be combined with `maxAzs`
   * and `availabilityZones`.
   *
   * Changing it replaces subnets.
   * @default - the first `maxAzs` zones of the stack's region
   * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/az-ids.html
   */
  readonly availabilityZoneIds?: string[];
  /**
   * NAT gateways for the private subnets.
   * @default - the environment's setting: one per zone in production, one in the other environments
   */
  readonly natGateways?: NatGateways;
  /**
   * AWS services to create interface endpoints for, without duplicates. Their traffic then stays in the VPC. S3 and
   * DynamoDB have gateway endpoints in any case. AWS bills each endpoint by the hour and zone, and its traffic.
   * @default - none
   */
  readonly interfaceEndpoints?: ec2.InterfaceVpcEndpointAwsService[];
  /**
   * Whether to record the accepted and rejected traffic of the VPC in flow logs.
   * @default - the environment's setting: true in production and staging, false in development and local
   */
  readonly flowLogs?: boolean;
  /**
   * Whether to log the DNS queries of the resources in the VPC: the names that they resolve, and the answers. Route 53 Resolver
   * answers a query also if the security groups allow no egress.
   * @default - the environment's setting: true in production, false in staging, development and local
   * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-query-logs.html
   */
  readonly dnsQueryLogs?: boolean;
  /**
   * What the gateway endpoints of S3 and DynamoDB admit.
   * @default GatewayEndpointAccess.ANY
   * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
   */
  readonly gatewayEndpointAccess?: GatewayEndpointAccess;
  /**
   * Key that encrypts the flow logs and the logs of DNS queries. The policy of an imported key must allow CloudWatch Logs to
   * use the key.
   * @default - the key of CloudWatch Logs
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
   */
  readonly encryptionKey?: kms.IKey;
  /**
   * Names of security groups to create in the VPC for your own workloads. Each group allows no ingress until you add a
   * rule.
   * @default - none
   */
  readonly securityGroupNames?: string[];
}
