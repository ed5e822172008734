import { type Fields, fields, type Json, list } from '../templates/json';
import type { Resource, Templates } from '../templates/templates';
import type { Values } from '../templates/values';

/** A rule of a security group. */
export interface NetworkRule {
  readonly direction: 'ingress' | 'egress';
  /** The group that has the rule. */
  readonly group: string;
  /** The group at the other end; undefined for addresses. */
  readonly peer?: string;
  /** Address ranges or a prefix list at the other end. */
  readonly addresses?: string;
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly resource: Resource;
  readonly place: string;
}

/** Reads all rules: those inside of groups, and separate ones. */
export function networkRules(templates: Templates, values: Values): NetworkRule[] {
  const inline = templates.ofType('AWS::EC2::SecurityGroup').flatMap((resource) => {
    const read = (direction: 'ingress' | 'egress', property: Json) =>
      list(property).flatMap((rule, index) =>
        rulesOf(fields(rule), direction, values.ref(resource), resource, `${direction} rule ${index + 1}`, values),
      );
    return [
      ...read('ingress', resource.properties.SecurityGroupIngress),
      ...read('egress', resource.properties.SecurityGroupEgress ?? ALL),
    ];
  });
  const separate = (['ingress', 'egress'] as const).flatMap((direction) => {
    const type = `AWS::EC2::SecurityGroup${direction === 'ingress' ? 'Ingress' : 'Egress'}`;
    return templates.ofType(type).flatMap((resource) => {
      const { GroupId, GroupName } = resource.properties;
      return values
        .texts(GroupId ?? GroupName, resource.template)
        .flatMap((group) => rulesOf(resource.properties, direction, group, resource, 'the rule', values));
    });
  });
  return [...inline, ...separate];
}

/** EC2 allows all egress from a group that is created without egress rules. */
const ALL: Fields = { CidrIp: '0.0.0.0/0', IpProtocol: '-1' };

/** Reads a rule; a template may choose between several ends and protocols. */
function rulesOf(
  rule: Fields,
  direction: 'ingress' | 'egress',
  group: string,
  resource: Resource,
  place: string,
  values: Values,
): NetworkRule[] {
  const texts = (...given: Json[]) => given.flatMap((value) => values.texts(value, resource.template));
  const peers =
    direction === 'ingress'
      ? texts(rule.SourceSecurityGroupId ?? rule.SourceSecurityGroupName)
      : texts(rule.DestinationSecurityGroupId);
  const { CidrIp, CidrIpv6, SourcePrefixListId, DestinationPrefixListId } = rule;
  const addresses = texts(CidrIp, CidrIpv6, SourcePrefixListId, DestinationPrefixListId);
  const ends = [...peers.map((peer) => ({ peer })), ...addresses.map((range) => ({ addresses: range }))];
  const protocols = texts(rule.IpProtocol ?? '-1').map((protocol) => protocol.toLowerCase());
  const ports = (value: Json, otherwise: number, protocol: string) => {
    const numbers = texts(value).map((text) => {
      const number = Number(text);
      return Number.isNaN(number) || number < 0 ? otherwise : number;
    });
    return protocol === '-1' || numbers.length === 0 ? [otherwise] : numbers;
  };
  return (ends.length === 0 ? [{}] : ends).flatMap((end) =>
    protocols.map((protocol) => ({
      ...{ direction, group, protocol, resource, place },
      ...end,
      from: Math.min(...ports(rule.FromPort, 0, protocol)),
      to: Math.max(...ports(rule.ToPort, 65535, protocol)),
    })),
  );
}
