import { aws_ec2 as ec2, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { AccessData, IngressRule } from '../access/access-data';
import { Capability } from '../access/capability';
import { allowEgress, allowIngress } from '../naming/security-group-rules';
import { digest, stackPath } from '../naming/stack-path';
import { plainText } from '../naming/texts';
import { deployAfter } from '../parameters/stack-dependency';
import { isPending, refuse } from '../private/validation';
import { Identities, textOf } from './identities';

/** A workload's groups, and what they need to reach. */
export interface NetworkAccessProps {
  readonly serviceName: string;
  /** The groups of the service: its own one, then those of the clients of shared parts. */
  readonly serviceGroupIds: readonly string[];
  /** The groups that the workload carries. */
  readonly groups: readonly ec2.ISecurityGroup[];
  readonly accesses: readonly AccessData[];
}

/**
 * Adds the ingress rules that a workload lacks, in the workload's stack. A workload that has all of the service's groups
 * needs none, because the rules of those groups exist.
 *
 * The rules admit only groups that no other service carries: the service's own group or, for a workload without it, the
 * workload's own groups. They never admit the groups of the clients of shared parts.
 */
export function allowNetworkAccess(connection: Construct, props: NetworkAccessProps): void {
  const { serviceName, serviceGroupIds, groups, accesses } = props;
  const [own, ...ofClients] = serviceGroupIds.map((id) => textOf(connection, id));
  const carried = new Map(groups.map((group) => [textOf(connection, group.securityGroupId), group]));
  if (own !== undefined && [own, ...ofClients].every((group) => carried.has(group))) {
    return;
  }
  const identities = Identities.of(connection);
  const ownOnly = [...carried].filter(([text]) => text === own);
  const peers = ownOnly.length > 0 ? ownOnly : [...carried].filter(([text]) => !identities.isShared(text));
  const leads = distinctLeads(accesses);
  if (peers.length === 0 && leads.length > 0) {
    throw refuseWithoutOwnGroup(connection, serviceName);
  }
  for (const { part, rule } of leads) {
    const { securityGroupId, port } = rule;
    const missing = peers.filter(
      ([text]) =>
        !(text === own && part === STORE) && // the service has written the rule
        (isPending(text) || isNew(connection, `${textOf(connection, securityGroupId)}:${port} from ${text}`)),
    );
    if (missing.length > 0) {
      const id = targetId(connection, part, securityGroupId);
      const target = ec2.SecurityGroup.fromSecurityGroupId(connection, id, securityGroupId);
      for (const [, group] of missing) {
        allowIngress(target, group, ec2.Port.tcp(port), `From the workloads of ${plainText(serviceName)}`);
        allowEgress(group, target, ec2.Port.tcp(port), `To the ${part}`);
      }
    }
  }
}

/**
 * Whether no other workload has written a rule: EC2 rejects a second one. The stack of this workload is deployed after the
 * stack that has the rule.
 */
function isNew(connection: Construct, rule: string): boolean {
  const writer = Identities.of(connection).writeRule(rule, connection);
  if (writer === undefined) {
    return true;
  }
  deployAfter(connection, writer, `needs the rule ${rule}`);
  return false;
}

function refuseWithoutOwnGroup(connection: Construct, serviceName: string): Error {
  return refuse(connection, {
    prop: 'workload',
    gotInWords: 'one that has only groups that several services share',
    allowed: `a workload with the security groups of ${serviceName}, or with a group of its own`,
    fix: `Create it with the \`securityGroupsFor(scope)\` of ${serviceName}: a rule for a shared group would admit the other services.`,
  });
}

/**
 * Names a group by itself too, so that an id does not depend on the other groups of a store with several. Groups of two
 * stacks can have the same logical id.
 */
function targetId(connection: Construct, part: string, securityGroupId: string): string {
  const id = `${part}-${digest([Stack.of(connection).resolve(securityGroupId)])}`;
  if (connection.node.tryFindChild(id) === undefined) {
    return id;
  }
  const groups = Tokenization.reverseString(securityGroupId).tokens.filter((token) => Reference.isReference(token));
  return `${id}-${digest(groups.map(({ target }) => stackPath(target)))}`;
}

/** A rule, and what it leads to. */
interface Lead {
  readonly part: string;
  readonly rule: IngressRule;
}

/** The rules and what they lead to. A search index and the search domain share one rule. */
function distinctLeads(accesses: readonly AccessData[]): Lead[] {
  const all = accesses.flatMap(({ capability, rules }) =>
    rules.map((rule): Lead => ({ part: capability ? (PARTS.get(capability) ?? capability) : STORE, rule })),
  );
  const keys = all.map(({ rule: { securityGroupId, port } }) => `${securityGroupId}:${port}`);
  return all.filter((_, position) => keys.indexOf(keys[position]) === position);
}

const STORE = 'store';

/** The parts behind the capabilities, in the ids and the descriptions of rules. */
const PARTS = new Map([
  [Capability.CACHE, 'cache'],
  [Capability.MESSAGING, 'broker'],
  [Capability.SEARCH, 'search domain'],
]);
