import { Annotations, aws_ec2 as ec2, type aws_logs as logs, Tags, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { MAX_NAME_TAG, namesContents, partName } from '../naming/physical-names';
import { pathText } from '../naming/texts';
import { acknowledge, inPacks } from '../private/acknowledge';
import { layered } from '../private/layered';
import type { LogGroupProps } from '../private/log-group';
import { acknowledgeProviderFunction } from '../private/provider-function';
import { snapshotAsRetain } from '../private/removal-policies';
import { refuse, requireMatch } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { NatGateways } from '../providers/network-settings';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { createDnsQueryLogs } from './dns-query-logs';
import { createFlowLogs } from './flow-logs';
import { GatewayEndpointAccess } from './gateway-endpoint-access';
import { admitOwnAccount } from './gateway-endpoint-policy';
import { NatMetrics } from './nat-metrics';
import type { VpcOptions } from './vpc-options';
import { requireDistinctEndpoints, requireRange } from './vpc-rules';
import { listedZones, placeByZoneIds, requireZones, zonesOf } from './vpc-zones';

/** Props of `VpcConstruct`. */
export interface VpcConstructProps extends VpcOptions {
  /** The environment provider, which supplies the defaults of the other props. */
  readonly provider: IEnvironmentProvider;
}

/**
 * Creates a VPC with public, private and isolated subnets in up to three zones.
 *
 * Public subnets are for NAT gateways and load balancers. Private subnets are for workloads, and have egress to the
 * internet. Isolated subnets, which are named `Database`, are for data stores, and have no egress. The subnets reach S3
 * and DynamoDB through gateway endpoints, which are free. The default security group has no rules.
 *
 * Throws when the address range is too large or too small, when more than one of `maxAzs`, `availabilityZones` and
 * `availabilityZoneIds` is set, when there are more than three zones, a duplicate zone or a zone of another region, when
 * a list of zones is a token, when an interface endpoint is listed twice, and when the name of a security group is
 * invalid or a duplicate.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html
 * @example
 * import { AWSProvider, VpcConstruct } from '@org/ecommerce-constructs';
 * import { CfnOutput, aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * const network = new VpcConstruct(stack, 'Network', {
 *   provider: new AWSProvider(),
 *   interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER],
 *   securityGroupNames: ['bastion'],
 * });
 * new CfnOutput(stack, 'VpcId', { value: network.vpc.vpcId });
 */
export class VpcConstruct extends NatMetrics {
  /** The VPC. */
  public readonly vpc: ec2.Vpc;
  /** The gateway endpoint of S3. */
  public readonly s3Endpoint: ec2.GatewayVpcEndpoint;
  /** The gateway endpoint of DynamoDB. */
  public readonly dynamoDbEndpoint: ec2.GatewayVpcEndpoint;
  /** The interface endpoints, in the order of the prop `interfaceEndpoints`. */
  public readonly interfaceEndpoints: ec2.InterfaceVpcEndpoint[];
  /** The flow log; undefined when flow logs are disabled. */
  public readonly flowLog?: ec2.FlowLog;
  /** The log group of the flow log; undefined when flow logs are disabled. */
  public readonly flowLogGroup?: logs.LogGroup;
  /** The log group of DNS queries; undefined when they are not logged. */
  public readonly dnsQueryLogGroup?: logs.LogGroup;

  private readonly groups: Record<string, ec2.SecurityGroup>;

  constructor(scope: Construct, id: string, props: VpcConstructProps) {
    super(scope, id);
    namesContents(this);
    const { network, retention } = ResolvedEnvironment.of(this, props.provider);
    const { maxAzs, natGateways, flowLogs, dnsQueryLogs } = layered(network, props);
    requireZones(this, props, maxAzs);
    const listed = listedZones(props);
    const availabilityZones = zonesOf(this, listed, maxAzs, () => this.vpc);
    requireRange(this, (props.ipAddresses ?? DEFAULT_RANGE).allocateVpcCidr().cidrBlock, availabilityZones.length);
    requireDistinctEndpoints(this, props.interfaceEndpoints ?? []);
    this.validateSecurityGroupNames(props.securityGroupNames ?? []);

    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: props.ipAddresses,
      availabilityZones,
      natGateways: natGatewayCount(natGateways),
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
      restrictDefaultSecurityGroup: true,
    });
    if (listed.availabilityZoneIds) {
      placeByZoneIds(this.vpc, listed.availabilityZoneIds);
    }
    this.nameTags();
    this.acknowledgePublicSubnets();
    acknowledgeProviderFunction(this, 'Custom::VpcRestrictDefaultSGCustomResourceProvider');
    this.s3Endpoint = this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    this.dynamoDbEndpoint = this.vpc.addGatewayEndpoint('DynamoDb', {
      service: ec2.GatewayVpcEndpointAwsService.DYNAMODB,
    });
    if (props.gatewayEndpointAccess === GatewayEndpointAccess.OWN_ACCOUNT) {
      admitOwnAccount(this.s3Endpoint, this.dynamoDbEndpoint);
    }
    this.groups = Object.fromEntries((props.securityGroupNames ?? []).map((name) => [name, this.createGroup(name)]));
    this.interfaceEndpoints = this.createInterfaceEndpoints(props);

    const logProps: LogGroupProps = {
      retention: retention.logRetention,
      removalPolicy: snapshotAsRetain(retention.removalPolicy),
      encryptionKey: props.encryptionKey,
    };
    if (flowLogs) {
      const { flowLog, logGroup } = createFlowLogs(this, this.vpc, logProps);
      this.flowLog = flowLog;
      this.flowLogGroup = logGroup;
    }
    if (dnsQueryLogs) {
      this.dnsQueryLogGroup = createDnsQueryLogs(this, this.vpc, logProps);
    }
    this.warnOfFewerZones(props, maxAzs);
  }

  /**
   * The security groups that this construct creates, by name: those of `securityGroupNames`, and `endpoints` if there
   * are interface endpoints. For example, `securityGroups['bastion']` in TypeScript, `security_groups["bastion"]` in
   * Python, and `getSecurityGroups().get("bastion")` in Java.
   */
  public get securityGroups(): Record<string, ec2.SecurityGroup> {
    return { ...this.groups };
  }

  /** Replaces the tags of the CDK, which contain the path above the stack. */
  private nameTags(): void {
    const { vpc } = this;
    Tags.of(vpc).add('Name', partName(vpc, 'vpc', MAX_NAME_TAG));
    for (const subnet of [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets]) {
      Tags.of(subnet).add('Name', partName(subnet, subnet.node.id, MAX_NAME_TAG));
    }
  }

  private acknowledgePublicSubnets(): void {
    for (const subnet of this.vpc.publicSubnets) {
      acknowledge(
        subnet,
        ...inPacks(
          'VPCNoUnrestrictedRouteToIGW',
          'A public subnet needs the route to the internet gateway; it is only for NAT gateways and load balancers.',
        ),
      );
    }
  }

  private createGroup(name: string): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, `${name}-group`, {
      vpc: this.vpc,
      description: `Group ${name} of ${pathText(this)}`,
    });
  }

  /**
   * Creates the interface endpoints. They share one security group, which allows HTTPS from the addresses of the VPC.
   */
  private createInterfaceEndpoints({ interfaceEndpoints, ipAddresses }: VpcOptions): ec2.InterfaceVpcEndpoint[] {
    const services = interfaceEndpoints ?? [];
    if (services.length === 0) {
      return [];
    }
    const group = this.createGroup(ENDPOINTS);
    // A literal range if it is known, because tools that check templates cannot resolve the attribute of the VPC.
    const range = (ipAddresses ?? DEFAULT_RANGE).allocateVpcCidr().cidrBlock ?? this.vpc.vpcCidrBlock;
    group.addIngressRule(ec2.Peer.ipv4(range), ec2.Port.HTTPS, 'From the VPC');
    this.groups[ENDPOINTS] = group;
    return services.map((service) =>
      this.vpc.addInterfaceEndpoint(service.shortName, { service, securityGroups: [group], open: false }),
    );
  }

  private validateSecurityGroupNames(names: string[]): void {
    if (Token.isUnresolved(names) || names.some((name) => Token.isUnresolved(name))) {
      throw refuse(this, {
        prop: 'securityGroupNames',
        gotInWords: 'a token',
        allowed: 'names that are known at synthesis',
        fix: 'They determine the resources of the template: pass literal names.',
      });
    }
    for (const name of names) {
      requireMatch(
        this,
        'securityGroupNames',
        name,
        /^[A-Za-z][A-Za-z0-9-]{0,62}$/,
        'names of 1 to 63 letters, digits and hyphens that start with a letter',
        'Rename the group.',
      );
    }
    if (names.includes(ENDPOINTS) || new Set(names).size < names.length) {
      throw refuse(this, {
        prop: 'securityGroupNames',
        got: names.join(', '),
        allowed: `unique names other than '${ENDPOINTS}', which is the group of the interface endpoints`,
        fix: 'Rename the group.',
      });
    }
  }

  private warnOfFewerZones(props: VpcConstructProps, maxAzs: number): void {
    const zones = this.vpc.availabilityZones.length;
    if (!props.availabilityZones && !props.availabilityZoneIds && zones < maxAzs) {
      Annotations.of(this).addWarningV2(
        '@org/ecommerce-constructs:fewerZones',
        `maxAzs is ${maxAzs}, but the stack has ${zones} availability zones. ` +
          `Set \`maxAzs\` to ${zones}, or deploy to a region with more zones.`,
      );
    }
  }
}

/** The default address range of the CDK. */
const DEFAULT_RANGE = ec2.IpAddresses.cidr(ec2.Vpc.DEFAULT_CIDR_RANGE);

/** The name of the interface endpoints' group in `securityGroups`. */
const ENDPOINTS = 'endpoints';

function natGatewayCount(natGateways: NatGateways): number | undefined {
  switch (natGateways) {
    case NatGateways.NONE:
      return 0;
    case NatGateways.ONE:
      return 1;
    case NatGateways.ONE_PER_ZONE:
      return undefined; // the default of the CDK is one in each zone
  }
}
