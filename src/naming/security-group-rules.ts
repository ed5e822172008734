import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import { idFrom } from './stack-path';

/** Allows ingress from the peer, by a rule whose logical id does not depend on the path above the stack. */
export function allowIngress(
  group: ec2.ISecurityGroup,
  peer: ec2.ISecurityGroup,
  port: ec2.Port,
  description: string,
): void {
  group.addIngressRule(peerOf(group, peer), port, description);
}

/**
 * Allows egress to the peer, unless the group allows all. The logical id of the rule does not depend on the path above the
 * stack. A rule for a group of another stack is in the stack of the peer, so that the other stack does not refer to it.
 */
export function allowEgress(
  group: ec2.ISecurityGroup,
  peer: ec2.ISecurityGroup,
  port: ec2.Port,
  description: string,
): void {
  const isRemote = true; // The CDK warns of a rule that is not needed, unless it belongs to a rule of another group.
  if (peer.stack === group.stack) {
    group.addEgressRule(peerOf(group, peer), port, description, isRemote);
    return;
  }
  group.addEgressRule(peer, port, description, isRemote);
  const rule = peer.node.tryFindChild(`${group.uniqueId}:${port} from`);
  if (rule instanceof ec2.CfnSecurityGroupEgress) {
    rule.overrideLogicalId(`Egress${idFrom(peer, peer)}from${idFrom(peer, group)}`); // an id must start with a letter
  }
}

/** The peer with an id that the CDK writes into the id of the rule. */
function peerOf(group: ec2.ISecurityGroup, peer: ec2.ISecurityGroup): ec2.IPeer {
  return {
    uniqueId: idFrom(group, peer),
    canInlineRule: peer.canInlineRule,
    connections: peer.connections,
    toIngressRuleConfig: () => peer.toIngressRuleConfig(),
    toEgressRuleConfig: () => peer.toEgressRuleConfig(),
  };
}
