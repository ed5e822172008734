import { aws_ec2 as ec2, type RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { snapshotAsDestroy } from '../private/removal-policies';

/** What a client group is made of. */
export interface ClientGroupProps {
  readonly vpc: ec2.IVpc;
  /** The port that clients reach. */
  readonly port: number;
  /** The part's name in descriptions. */
  readonly part: string;
}

/** What the security groups of a shared part are made of. */
export interface ClientAccessProps extends ClientGroupProps {
  /** The part's own group stays where the part stays. */
  readonly removalPolicy: RemovalPolicy;
}

/** The security groups of a part that services share. */
export interface ClientAccess {
  /** The part's own group. */
  readonly securityGroup: ec2.SecurityGroup;
  /** The group that clients carry. */
  readonly clientSecurityGroup: ec2.ISecurityGroup;
  /** The part's connections, which let in more than the client group where a user wants it. */
  readonly connections: ec2.Connections;
}

/**
 * A group for the part, and one for its clients, which it admits on its port.
 *
 * Clients carry one group, however many they are, because a security group holds 60 rules.
 */
export function createClientAccess(scope: Construct, props: ClientAccessProps): ClientAccess {
  const { vpc, port, part } = props;
  const securityGroup = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: `The ${part}`,
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
 * A group that the part's own admits, and that opens the way to the part and no other.
 *
 * The CDK's own class would declare that rule beside the group, and EC2 lets a group without rules of its own out to
 * everywhere.
 */
export function createClientGroup(
  scope: Construct,
  { vpc, port, part }: ClientGroupProps,
  partGroup: ec2.ISecurityGroup,
): ec2.ISecurityGroup {
  const group = new ec2.CfnSecurityGroup(scope, 'ClientGroup', {
    vpcId: vpc.vpcId,
    groupDescription: `Clients of the ${part}`,
    securityGroupEgress: [
      {
        ipProtocol: 'tcp',
        fromPort: port,
        toPort: port,
        destinationSecurityGroupId: partGroup.securityGroupId,
        description: `The ${part}`,
      },
    ],
  });
  const clientSecurityGroup = ec2.SecurityGroup.fromSecurityGroupId(scope, 'ClientSecurityGroup', group.attrGroupId, {
    allowAllOutbound: false,
  });
  partGroup.addIngressRule(clientSecurityGroup, ec2.Port.tcp(port), `Clients of the ${part}`);
  return clientSecurityGroup;
}
