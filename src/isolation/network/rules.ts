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
      list(property).map((rule, index) =>
        ruleOf(fields(rule), direction, values.ref(resource), resource, `${direction} rule ${index + 1}`, values),
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
        .map((group) => ruleOf(resource.properties, direction, group, resource, 'the rule', values));
    });
  });
  return [...inline, ...separate];
}

/** EC2 allows all egress from a group that is created without egress rules. */
const ALL: Fields = { CidrIp: '0.0.0.0/0', IpProtocol: '-1' };

function ruleOf(
  rule: Fields,
  direction: 'ingress' | 'egress',
  group: string,
  resource: Resource,
  place: string,
  values: Values,
): NetworkRule {
  const text = (value: Json) => values.text(value, resource.template);
  const peer =
    direction === 'ingress'
      ? text(rule.SourceSecurityGroupId ?? rule.SourceSecurityGroupName)
      : text(rule.DestinationSecurityGroupId);
  const addresses = text(rule.CidrIp ?? rule.CidrIpv6 ?? rule.SourcePrefixListId ?? rule.DestinationPrefixListId);
  const protocol = text(rule.IpProtocol) ?? '-1';
  const port = (value: Json, otherwise: number) => {
    const number = Number(text(value) ?? otherwise);
    return Number.isNaN(number) || number < 0 || protocol === '-1' ? otherwise : number;
  };
  return {
    ...{ direction, group, peer, addresses: peer === undefined ? addresses : undefined, protocol, resource, place },
    from: port(rule.FromPort, 0),
    to: port(rule.ToPort, 65535),
  };
}
