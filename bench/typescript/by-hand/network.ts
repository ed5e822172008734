import {
  Aws,
  aws_ec2 as ec2,
  aws_iam as iam,
  type aws_kms as kms,
  RemovalPolicy,
  aws_route53resolver as resolver,
  Tags,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { logGroup } from './logs';
import { publish } from './published-values';

/** A VPC with three kinds of subnets in three zones, endpoints, a flow log, and logs of its DNS queries. */
export class Network extends Construct {
  public readonly vpc: ec2.Vpc;

  constructor(scope: Construct, id: string, key: kms.Key) {
    super(scope, id);
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      maxAzs: 3,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS },
        { name: 'Database', subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
      ],
      restrictDefaultSecurityGroup: true,
    });
    Tags.of(this.vpc).add('Name', 'vpc-shop-platform');
    for (const subnet of [...this.vpc.publicSubnets, ...this.vpc.privateSubnets, ...this.vpc.isolatedSubnets]) {
      Tags.of(subnet).add('Name', `${subnet.node.id.toLowerCase()}-shop-platform`);
    }
    this.vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
    this.vpc.addGatewayEndpoint('DynamoDb', { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB });

    this.publishIds();
    this.createFlowLog(key);
    this.createDnsQueryLogs(key);
  }

  private createFlowLog(key: kms.Key): void {
    const group = logGroup(this, 'FlowLogGroup', key, { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
    const role = new iam.Role(this, 'FlowLogRole', {
      description: 'Writes the flow logs of Shop/Platform/Network',
      assumedBy: new iam.ServicePrincipal('vpc-flow-logs.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
    });
    const policy = new iam.ManagedPolicy(this, 'FlowLogPolicy', {
      description: 'Allows writing the flow logs of Shop/Platform/Network',
      roles: [role],
      statements: [
        new iam.PolicyStatement({
          actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          resources: [group.logGroupArn],
        }),
      ],
    });
    const flowLog = this.vpc.addFlowLog('FlowLog', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(group, role.withoutPolicyUpdates()),
      trafficType: ec2.FlowLogTrafficType.ALL,
    });
    Tags.of(flowLog).add('Name', 'flow-log-shop-platform');
    flowLog.node.addDependency(policy);
  }

  private createDnsQueryLogs(key: kms.Key): void {
    const group = logGroup(this, 'DnsQueryLogGroup', key, { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
    const config = new resolver.CfnResolverQueryLoggingConfig(this, 'DnsQueryLogs', {
      destinationArn: group.logGroupArn,
    });
    new resolver.CfnResolverQueryLoggingConfigAssociation(this, 'DnsQueryLogsOfVpc', {
      resolverQueryLogConfigId: config.attrId,
      resourceId: this.vpc.vpcId,
    });
  }

  private publishIds(): void {
    const { vpc } = this;
    const subnets = [...vpc.isolatedSubnets, ...vpc.privateSubnets, ...vpc.publicSubnets];
    publish(vpc, '_platform/network', {
      ...Object.fromEntries(subnets.map(({ node, subnetId }) => [`${node.id}/Subnet`, subnetId])),
      Resource: vpc.vpcId,
      'Resource.CidrBlock': vpc.vpcCidrBlock,
    });
  }
}

/** The security groups of a shared part and of its clients. */
export interface PartGroups {
  readonly part: ec2.SecurityGroup;
  readonly clients: ec2.ISecurityGroup;
}

/** Creates a security group for a shared part, and one for its clients with egress only to the part. */
export function partGroups(scope: Construct, vpc: ec2.IVpc, name: string, port: number): PartGroups {
  const part = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: `Allows the clients of the ${name} to connect to it`,
    allowAllOutbound: false,
  });
  part.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
  const group = new ec2.CfnSecurityGroup(scope, 'ClientGroup', {
    vpcId: vpc.vpcId,
    groupDescription: `Allows its members to connect to the ${name}`,
    securityGroupEgress: [
      {
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        destinationSecurityGroupId: part.securityGroupId,
        description: `To the ${name}`,
      },
    ],
  });
  const clients = ec2.SecurityGroup.fromSecurityGroupId(scope, 'ClientSecurityGroup', group.attrGroupId, {
    allowAllOutbound: false,
  });
  part.addIngressRule(clients, ec2.Port.tcp(port), `From the clients of the ${name}`);
  return { part, clients };
}
