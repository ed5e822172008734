import { Annotations, aws_ec2 as ec2, type aws_logs as logs, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge, inPacks } from '../private/acknowledge';
import { layered } from '../private/layered';
import { acknowledgeProviderFunction } from '../private/provider-function';
import { snapshotAsRetain } from '../private/removal-policies';
import { refuse, requireMatch } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { NatGateways } from '../providers/environment-settings';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import { createFlowLogs } from './flow-logs';
import type { VpcOptions } from './vpc-options';
import { requireDistinctEndpoints, requireRange, requireZones } from './vpc-rules';

/** Props of `VpcConstruct`. */
export interface VpcConstructProps extends VpcOptions {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
}

/**
 * The network: a VPC of up to three zones with public, private and isolated subnets.
 *
 * Public subnets hold NAT gateways and load balancers, private ones workloads with a way out, isolated ones (named
 * `Database`) what stores data and has none. S3 and DynamoDB are reached through gateway endpoints, which are free. The
 * default security group admits nothing.
 *
 * Throws when the address range is too large or too small, when zones are too many, twice or of another region, when an
 * interface endpoint is twice, and when the name of a security group is none or twice.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html
 * @example
 * import { AWSProvider, VpcConstruct } from '@org/ecommerce-constructs';
 * import { aws_ec2 as ec2, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * const network = new VpcConstruct(stack, 'Network', {
 *   provider: new AWSProvider(),
 *   interfaceEndpoints: [ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER],
 *   securityGroupNames: ['bastion'],
 * });
 * network.securityGroups.bastion.addIngressRule(ec2.Peer.prefixList('pl-12345678'), ec2.Port.tcp(22));
 */
export class VpcConstruct extends Construct {
  /** The VPC. */
  public readonly vpc: ec2.Vpc;
  /** The gateway endpoint through which S3 is reached. */
  public readonly s3Endpoint: ec2.GatewayVpcEndpoint;
  /** The gateway endpoint through which DynamoDB is reached. */
  public readonly dynamoDbEndpoint: ec2.GatewayVpcEndpoint;
  /** The interface endpoints, in the order of the prop. */
  public readonly interfaceEndpoints: ec2.InterfaceVpcEndpoint[];
  /** The flow log; undefined where the environment records none. */
  public readonly flowLog?: ec2.FlowLog;
  /** The log group of the flow log; undefined where the environment records none. */
  public readonly flowLogGroup?: logs.LogGroup;

  private readonly groups: Record<string, ec2.SecurityGroup>;

  constructor(scope: Construct, id: string, props: VpcConstructProps) {
    super(scope, id);
    const { network, retention } = ResolvedEnvironment.of(this, props.provider);
    const { maxAzs, natGateways, flowLogs } = layered(network, props);
    requireZones(this, props, maxAzs);
    requireRange(this, (props.ipAddresses ?? DEFAULT_RANGE).allocateVpcCidr().cidrBlock, this.zones(props, maxAzs));
    requireDistinctEndpoints(this, props.interfaceEndpoints ?? []);
    this.validateSecurityGroupNames(props.securityGroupNames ?? []);

    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: props.ipAddresses,
      ...(props.availabilityZones ? { availabilityZones: props.availabilityZones } : { maxAzs }),
      natGateways: natGatewayCount(natGateways),
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
      restrictDefaultSecurityGroup: true,
    });
    this.acknowledgePublicSubnets();
    acknowledgeProviderFunction(this, 'Custom::VpcRestrictDefaultSGCustomResourceProvider');
    this.s3Endpoint = this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    this.dynamoDbEndpoint = this.vpc.addGatewayEndpoint('DynamoDb', {
      service: ec2.GatewayVpcEndpointAwsService.DYNAMODB,
    });
    this.groups = Object.fromEntries((props.securityGroupNames ?? []).map((name) => [name, this.createGroup(name)]));
    this.interfaceEndpoints = this.createInterfaceEndpoints(props);

    if (flowLogs) {
      const { flowLog, logGroup } = createFlowLogs(this, this.vpc, {
        retention: retention.logRetention,
        removalPolicy: snapshotAsRetain(retention.removalPolicy),
        encryptionKey: props.encryptionKey,
      });
      this.flowLog = flowLog;
      this.flowLogGroup = logGroup;
    }
    this.warnOfFewerZones(props, maxAzs);
  }

  /**
   * The security groups made here, by name: those of `securityGroupNames`, and `endpoints` where there are interface
   * endpoints.
   */
  public get securityGroups(): Record<string, ec2.SecurityGroup> {
    return { ...this.groups };
  }

  private acknowledgePublicSubnets(): void {
    for (const subnet of this.vpc.publicSubnets) {
      acknowledge(
        subnet,
        ...inPacks(
          'VPCNoUnrestrictedRouteToIGW',
          'The route to the internet is what makes a subnet public; NAT gateways and load balancers alone lie there.',
        ),
      );
    }
  }

  private createGroup(name: string): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, `${name}-group`, { vpc: this.vpc, description: `${name} of ${this.node.path}` });
  }

  /** The endpoints share one group, which admits HTTPS from the VPC's own addresses. */
  private createInterfaceEndpoints({ interfaceEndpoints, ipAddresses }: VpcOptions): ec2.InterfaceVpcEndpoint[] {
    const services = interfaceEndpoints ?? [];
    if (services.length === 0) {
      return [];
    }
    const group = this.createGroup(ENDPOINTS);
    // Written out where it is known, because what checks templates cannot look into the VPC.
    const range = (ipAddresses ?? DEFAULT_RANGE).allocateVpcCidr().cidrBlock ?? this.vpc.vpcCidrBlock;
    group.addIngressRule(ec2.Peer.ipv4(range), ec2.Port.HTTPS, 'HTTPS from the VPC');
    this.groups[ENDPOINTS] = group;
    return services.map((service) =>
      this.vpc.addInterfaceEndpoint(service.shortName, { service, securityGroups: [group], open: false }),
    );
  }

  /** How many zones there will be. */
  private zones({ availabilityZones }: VpcOptions, maxAzs: number): number {
    return availabilityZones?.length ?? Math.min(maxAzs, Stack.of(this).availabilityZones.length);
  }

  private validateSecurityGroupNames(names: string[]): void {
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
        allowed: `names that differ from one another and from '${ENDPOINTS}'`,
        fix: 'Rename the second of the two.',
      });
    }
  }

  private warnOfFewerZones(props: VpcConstructProps, maxAzs: number): void {
    const zones = this.vpc.availabilityZones.length;
    if (!props.availabilityZones && zones < maxAzs) {
      Annotations.of(this).addWarningV2(
        '@org/ecommerce-constructs:fewerZones',
        `maxAzs is ${maxAzs}, but the stack has ${zones} availability zones. ` +
          'Give the stack `env` with an account and a region, or list `availabilityZones`.',
      );
    }
  }
}

/** What the CDK takes where nothing else is asked for. */
const DEFAULT_RANGE = ec2.IpAddresses.cidr(ec2.Vpc.DEFAULT_CIDR_RANGE);

/** The name under which the interface endpoints' group is kept. */
const ENDPOINTS = 'endpoints';

function natGatewayCount(natGateways: NatGateways): number | undefined {
  switch (natGateways) {
    case NatGateways.NONE:
      return 0;
    case NatGateways.ONE:
      return 1;
    case NatGateways.ONE_PER_ZONE:
      return undefined; // the CDK's default is one in each zone
  }
}
