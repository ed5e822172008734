import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The security groups of a part that services share. */
export interface ClientAccess {
  /** The part's own group. */
  readonly securityGroup: ec2.SecurityGroup;
  /** The group that clients carry. */
  readonly clientSecurityGroup: ec2.SecurityGroup;
  /** The part's connections, which let in more than the client group where a user wants it. */
  readonly connections: ec2.Connections;
}

/**
 * A group for the part, and one for its clients, which it admits on its port.
 *
 * Clients carry one group, however many they are, because a security group holds 60 rules.
 */
export function createClientAccess(scope: Construct, vpc: ec2.IVpc, port: number, part: string): ClientAccess {
  const securityGroup = new ec2.SecurityGroup(scope, 'SecurityGroup', {
    vpc,
    description: `The ${part} of ${scope.node.path}`,
    allowAllOutbound: false,
  });
  const clientSecurityGroup = new ec2.SecurityGroup(scope, 'ClientSecurityGroup', {
    vpc,
    description: `Clients of the ${part} of ${scope.node.path}`,
    allowAllOutbound: false,
  });
  const connections = new ec2.Connections({ securityGroups: [securityGroup], defaultPort: ec2.Port.tcp(port) });
  connections.allowDefaultPortFrom(clientSecurityGroup, `Clients of the ${part}`);
  return { securityGroup, clientSecurityGroup, connections };
}
