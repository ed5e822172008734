import { aws_ec2 as ec2 } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse } from '../private/validation';
import { isEverything } from './all-traffic';
import type { EgressRule } from './way-to-aws';

/** Props of the security group of a service. */
export interface ServiceGroupProps {
  readonly vpc: ec2.IVpc;
  readonly description: string;
  /** Whether the group allows all egress. */
  readonly isOpen: boolean;
}

/**
 * The security group of a service.
 *
 * The egress rules of a closed group are in the resource of the group, also those for other groups, which the CDK would write
 * as resources of their own. CloudFormation then closes a group that was open in one change: there is no time at which the
 * service cannot reach its store. EC2 allows all egress from a group that is created without egress rules; a closed group
 * therefore has at least one, which leads nowhere.
 */
export class ServiceGroup extends ec2.SecurityGroup {
  private readonly written = new Set<string>();

  constructor(scope: Construct, id: string, { vpc, description, isOpen }: ServiceGroupProps) {
    super(scope, id, {
      vpc,
      description,
      ...(isOpen ? {} : { allowAllOutbound: false, disableInlineRules: false }),
    });
  }

  /**
   * Writes the rules of a closed group.
   * @param rules the rules, which are the only ones in the resource of the group
   * @param publish publishes values of other stacks, which are deployed before the stack of the group
   */
  public allowOnly(rules: EgressRule[], publish: (text: string) => string = (text) => text): void {
    for (const { peer, port, description } of rules.length === 0 ? [NOWHERE] : rules) {
      this.written.add(keyOf(peer, port));
      super.addEgressRule(inlinePeer(peer, publish), inlinePort(port), description);
    }
  }

  /**
   * Ignores a rule that the group has already: EC2 rejects a second one. An open group ignores all rules, without the warning
   * of the CDK: `connections.allowTo` of a service means the same for every way out.
   *
   * Throws when a closed group gets all traffic to all addresses.
   */
  public override addEgressRule(
    peer: ec2.IPeer,
    connection: ec2.Port,
    description?: string,
    remoteRule?: boolean,
  ): void {
    if (!this.allowAllOutbound && isEverything(peer, connection)) {
      throw refuse(this, {
        prop: 'peer',
        gotInWords: 'one that is not',
        allowed: 'narrower than all traffic to all addresses, because the way out of the service is closed',
        fix: 'List ports or addresses, or open the way out: `egress: ServiceEgress.OPEN` of the service.',
      });
    }
    if (!this.written.has(keyOf(peer, connection))) {
      super.addEgressRule(peer, connection, description, remoteRule || this.allowAllOutbound);
    }
  }
}

/** Loopback addresses: no packet leaves an instance for them. */
const NOWHERE: EgressRule = {
  peer: ec2.Peer.ipv4('127.0.0.1/32'),
  port: ec2.Port.tcp(1),
  description: 'Nowhere: EC2 opens a group without egress rules',
};

/** Text that is the same for equal rules. Tokens are compared, not their values. */
function keyOf(peer: ec2.IPeer, port: ec2.Port): string {
  return JSON.stringify([peer.toEgressRuleConfig(), port.toRuleJson()]);
}

function inlinePeer(peer: ec2.IPeer, publish: (text: string) => string): ec2.IPeer {
  const config = Object.entries(peer.toEgressRuleConfig()).map(([name, value]) => [
    name,
    typeof value === 'string' ? publish(value) : value,
  ]);
  return {
    uniqueId: peer.uniqueId,
    canInlineRule: true,
    connections: peer.connections,
    toIngressRuleConfig: () => peer.toIngressRuleConfig(),
    toEgressRuleConfig: () => Object.fromEntries(config),
  };
}

/** A port that is known only at deployment, such as that of an existing database, is a separate rule for the CDK. */
function inlinePort(port: ec2.Port): ec2.Port {
  return Object.create(port, { canInlineRule: { value: true } });
}
