import { aws_ec2 as ec2, type RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { allowIngress } from '../naming/security-group-rules';
import { snapshotAsDestroy } from '../private/removal-policies';

/** Properties of the security group for the clients of a shared part. */
export interface ClientGroupProps {
  readonly vpc: ec2.IVpc;
  /** The port that clients connect to. */
  readonly port: number;
  /** The name of the part in descriptions. */
  readonly part: string;
}

/** Properties of the security groups of a shared part. */
export interface ClientAccessProps extends ClientGroupProps {
  /** The removal policy of the part, which its own group follows. */
  readonly removalPolicy: RemovalPolicy;
}

/** The security groups of a shared part. */
export interface ClientAccess {
  /** The group of the part itself. */
  readonly securityGroup: ec2.SecurityGroup;
  /** The group of the clients. */
  readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The connections of the part, through which a user allows ingress from further peers. */
  readonly connections: ec2.Connections;
}

/**
 * Creates a security group for the part and one for its clients. The part allows ingress from the clients on its port.
 *
 * All clients share one group, because a security group can have only 60 rules.
 */
export function createClientAccess(scope: Construct, props: ClientAccessProps): ClientAccess {
  const { vpc, port, part } = props;
  const securityGroup = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: `Allows the clients of the ${part} to connect to it`,
    allowAllOutbound: false,
  });
  securityGroup.applyRemovalPolicy(snapshotAsDestroy(props.removalPolicy));
  const clientSecurityGroup = createClientGroup(scope, props, securityGroup);
  return {
    securityGroup,
    clientSecurityGroup,
    connections: new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.tcp(port) }),
  };
}

/**
 * Creates the security group for clients, with egress only to the part, and allows ingress from it in the part's group.
 *
 * It takes no other rules: each would hold for the workloads of every service that carries the group.
 *
 * It is an L1 construct because `ec2.SecurityGroup` would define the egress rule as a separate resource, and EC2 allows
 * all egress from a group that is created without egress rules.
 */
export function createClientGroup(
  scope: Construct,
  { vpc, port, part }: ClientGroupProps,
  partGroup: ec2.ISecurityGroup,
): ec2.ISecurityGroup {
  const group = new ec2.CfnSecurityGroup(scope, 'ClientGroup', {
    vpcId: vpc.vpcId,
    groupDescription: `Allows its members to connect to the ${part}`,
    securityGroupEgress: [
      {
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        destinationSecurityGroupId: partGroup.securityGroupId,
        description: `To the ${part}`,
      },
    ],
  });
  const clientSecurityGroup = ec2.SecurityGroup.fromSecurityGroupId(scope, 'ClientSecurityGroup', group.attrGroupId, {
    allowAllOutbound: false,
    mutable: false,
  });
  allowIngress(partGroup, clientSecurityGroup, ec2.Port.tcp(port), `From the clients of the ${part}`);
  return clientSecurityGroup;
}
