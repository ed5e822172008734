import { labelOf } from '../assets';
import type { Finding } from '../finding';
import { isOwn } from '../judgement';
import type { Reached } from '../matrix';
import { isSameOwner, type Ownership } from '../ownership';
import { partnersOf, type Service, type Services } from '../services';
import { readable, UNKNOWN } from '../templates/placeholders';
import type { Carrier } from './carriers';
import type { NetworkRule } from './rules';

/** What the rules of security groups let services and others reach. */
export class NetworkFindings {
  public readonly findings: Finding[] = [];
  public readonly reached: Reached[] = [];
  private readonly rulesOf = new Map<string, NetworkRule[]>();
  private readonly members = new Map<string, Carrier[]>();

  constructor(
    private readonly carriers: Carrier[],
    private readonly rules: NetworkRule[],
    private readonly services: Services,
    private readonly ownership: Ownership,
  ) {
    for (const rule of rules.filter(({ direction }) => direction === 'ingress')) {
      this.rulesOf.set(rule.group, [...(this.rulesOf.get(rule.group) ?? []), rule]);
    }
    for (const carrier of carriers) {
      for (const group of new Set(carrier.groups)) {
        this.members.set(group, [...(this.members.get(group) ?? []), carrier]);
      }
    }
    for (const target of this.targets()) {
      this.judgeTarget(target);
    }
    this.judgeSharedGroups();
  }

  /** Everything with a port that services were given, and what has no group in the app: an existing store. */
  private targets(): Carrier[] {
    const created = this.carriers.filter(
      ({ owner, resource }) => owner?.isProtected || (owner?.service && SERVERS.test(resource?.type ?? '')),
    );
    const existing = this.services.all.flatMap((service) =>
      [...service.reachable]
        .filter(([group]) => !created.some(({ groups }) => groups.includes(group)))
        .map(([group, capability]): Carrier => {
          const label = capability === undefined ? `${service.name} store` : labelOf(capability);
          const owner = { label, isProtected: true, ...(capability === undefined && { service }) };
          return { label, path: service.path, groups: [group], owner };
        }),
    );
    return [...created, ...existing];
  }

  private judgeTarget(target: Carrier): void {
    for (const group of target.groups) {
      if (group.includes(UNKNOWN)) {
        this.add(
          'Unknown',
          'anyone',
          target,
          undefined,
          `${target.path} has a security group that is known at deployment`,
        );
      }
      for (const rule of (this.rulesOf.get(group) ?? []).filter((candidate) => isFor(candidate, target))) {
        this.judgeRule(target, rule);
      }
    }
  }

  private judgeRule(target: Carrier, rule: NetworkRule): void {
    const ports = portsOf(rule);
    if (rule.peer === undefined) {
      const who = rule.addresses === undefined ? UNKNOWN : rule.addresses;
      const isList = who.startsWith('pl-');
      const words = isList ? `the prefix list ${who}` : `addresses in ${readable(who)}`;
      const kind = who.includes(UNKNOWN) ? 'Unknown' : 'Network';
      this.add(kind, isList ? who : readable(who), target, rule, `${rule.place} admits ${words} on ${ports}`);
      return;
    }
    if (rule.peer.includes(UNKNOWN)) {
      this.add('Unknown', 'anyone', target, rule, `${rule.place} admits a security group that is known at deployment`);
      return;
    }
    const members = this.members.get(rule.peer) ?? [];
    if (members.length === 0 && !this.isPartGroup(rule, target)) {
      const group = `the security group ${readable(rule.peer)}`;
      this.add(
        'Network',
        group,
        target,
        rule,
        `${rule.place} admits ${group}, which nothing in the app carries, on ${ports}`,
      );
    }
    for (const member of members) {
      this.judgeMember(target, rule, member, ports);
    }
  }

  private judgeMember(target: Carrier, rule: NetworkRule, member: Carrier, ports: string): void {
    const { label, service, owner, path } = member;
    const isTarget = member === target || isSameOwner(member.owner, target.owner);
    if (service && target.owner) {
      this.reached.push({ service, object: target.owner.label, kind: 'network', isKey: false });
    }
    const isGiven = [service ?? [], this.partnersOf(member, rule)]
      .flat()
      .some(({ reachable }) => target.groups.some((group) => reachable.has(group)));
    const isForOperators = owner?.operatorGroups?.has(rule.peer ?? '') === true;
    if (!isTarget && !isGiven && !isForOperators && !isOwn({ label, service, owner }, target.owner)) {
      const carried = `the security group ${readable(rule.peer ?? '')} that ${path} carries`;
      this.add('Network', label, target, rule, `${rule.place} admits ${carried} on ${ports}`);
    }
  }

  /** The services that have the group which a rule admits in common with a service, on purpose. */
  private partnersOf({ service }: Carrier, { peer = '' }: NetworkRule): Service[] {
    const sharing = (this.members.get(peer) ?? []).flatMap((member) => member.service ?? []);
    const workloads = this.services.workloads.filter(({ groups }) => groups.includes(peer));
    return service === undefined ? [] : partnersOf(service, sharing, workloads);
  }

  /** The client group of a part that no service uses. */
  private isPartGroup({ peer }: NetworkRule, { owner }: Carrier): boolean {
    const own = this.rules.find(({ group, resource }) => group === peer && resource.type === 'AWS::EC2::SecurityGroup');
    return own !== undefined && isSameOwner(this.ownership.of(own.resource.construct), owner);
  }

  /** A rule on a group that several services carry is a rule for all of them. */
  private judgeSharedGroups(): void {
    for (const rule of this.rules) {
      const sharing = this.services.all.filter(({ groups }) => groups.includes(rule.group));
      const isOwnRule = rule.resource.type === 'AWS::EC2::SecurityGroup' && rule.direction === 'egress';
      if (sharing.length > 1 && !isOwnRule) {
        const names = sharing.map(({ name }) => name);
        const peer = rule.peer ?? rule.addresses ?? UNKNOWN;
        this.findings.push({
          rule: 'SharedGroup',
          subject: readable(peer),
          object: readable(rule.group),
          description:
            `The ${rule.direction} rule ${rule.resource.path} is on the security group ${readable(rule.group)}, which ` +
            `${names.join(', ')} carry: it is a rule for all of them, on ${portsOf(rule)}.`,
          fix: 'Write the rule on the own security group of one service: `service.connections`.',
          construct: rule.resource.construct,
          path: rule.resource.path,
        });
      }
    }
  }

  private add(
    kind: 'Network' | 'Unknown',
    subject: string,
    target: Carrier,
    rule: NetworkRule | undefined,
    reason: string,
  ): void {
    const resource = rule?.resource ?? target.resource;
    if (resource) {
      const object = target.owner?.label ?? target.label;
      this.findings.push({
        rule: kind,
        subject,
        object,
        description:
          `${subject} ${kind === 'Network' ? 'reaches' : 'may reach'} ${object} (${target.path}) over the network, which it was ` +
          `not given: ${reason} (${resource.path}).`,
        fix: 'Remove the rule: `connect` writes those that a workload of the service needs.',
        construct: resource.construct,
        path: resource.path,
      });
    }
  }
}

/** The types of servers, which belong to a service even if a user creates them beside its workloads. */
const SERVERS = /^AWS::(RDS::DB(Instance|Cluster|Proxy)|DocDB::DBCluster|ElastiCache|AmazonMQ|OpenSearchService)/;

/** The protocols other than TCP, by name or number. */
const WITHOUT_TCP = /^(udp|icmp|icmpv6|(?!6$)\d+)$/;

/** Whether a rule admits to the port of a server. */
function isFor({ protocol, from, to }: NetworkRule, { port }: Carrier): boolean {
  return !WITHOUT_TCP.test(protocol) && (port === undefined || (from <= port && port <= to));
}

function portsOf({ protocol, from, to }: NetworkRule): string {
  if (protocol === '-1') {
    return 'all ports';
  }
  return from === to ? `port ${from}` : `ports ${from} to ${to}`;
}
