/** Number of NAT gateways for the internet traffic of the private subnets. */
export enum NatGateways {
  /** No NAT gateway: private subnets reach AWS through VPC endpoints only. No charge. */
  NONE = 'none',
  /** One for the VPC: the cheapest with internet access. It fails with its zone. Billed by the hour and by traffic. */
  ONE = 'one',
  /** One in each availability zone: if a zone fails, the others retain internet access. Billed for each gateway. */
  ONE_PER_ZONE = 'one-per-zone',
}

/** Settings of the network. */
export interface NetworkSettings {
  /**
   * Maximum number of availability zones, from 1 to 3. `VpcOptions.maxAzs` describes the effects of a change.
   * @default - production's setting: 3
   */
  readonly maxAzs?: number;
  /**
   * NAT gateways for the private subnets.
   * @default - production's setting: one in each zone
   */
  readonly natGateways?: NatGateways;
  /**
   * Whether flow logs record the VPC's traffic.
   * @default - production's setting: true
   */
  readonly flowLogs?: boolean;
  /**
   * Whether the DNS queries of the VPC's resources are logged, billed by volume.
   * @default - production's setting: true
   */
  readonly dnsQueryLogs?: boolean;
  /**
   * Whether services in PCI scope may connect only to what they use, unless `ServiceDefinition.egress` is set.
   * @default - production's setting: true
   */
  readonly restrictPciEgress?: boolean;
}
