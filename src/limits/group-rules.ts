import { type aws_ec2 as ec2, Reference, Stack, Tokenization } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { unpublished } from '../parameters/published-values';
import { refuse } from '../private/validation';
import { quotaValue, RULES_OF_GROUP, remedyFor } from './quotas';
import type { Found, Survey } from './survey';

/**
 * Rejects a security group of the platform with more rules than EC2 takes in one direction. Each workload that has other groups
 * than those of its service adds a rule for inbound traffic; the peers of a service add rules for outbound traffic.
 */
export function validateGroupRules(platform: IConstruct, survey: Survey): string[] {
  const limit = quotaValue(platform, RULES_OF_GROUP);
  const inbound = separateRules(survey.ingressRules);
  const outbound = separateRules(survey.egressRules);
  return survey.groups
    .filter(({ isOfPlatform }) => isOfPlatform)
    .flatMap((group) => {
      const { construct } = group;
      const rules = inbound.get(construct) ?? [];
      const ingress = numberOfRules([
        ...constructsOf(rules),
        ...inlineRules(construct, construct.securityGroupIngress),
      ]);
      const egress = numberOfRules([
        ...constructsOf(outbound.get(construct) ?? []),
        ...inlineRules(construct, construct.securityGroupEgress),
      ]);
      return [
        ...(ingress > limit ? [refusal(group, rules, ingress, limit).message] : []),
        ...(egress > limit ? [refusalOfEgress(construct, egress, limit).message] : []),
      ];
    });
}

/** A rule that is a resource of its own. */
type SeparateRule = ec2.CfnSecurityGroupIngress | ec2.CfnSecurityGroupEgress;

/** The rules that are resources of their own, by their group. */
function separateRules<T extends SeparateRule>(all: readonly Found<T>[]): Map<IConstruct, Found<T>[]> {
  const rules = new Map<IConstruct, Found<T>[]>();
  for (const rule of all) {
    const group = referent(rule.construct.groupId);
    if (group) {
      rules.set(group, [...(rules.get(group) ?? []), rule]);
    }
  }
  return rules;
}

function constructsOf<T extends SeparateRule>(rules: readonly Found<T>[]): T[] {
  return rules.map(({ construct }) => construct);
}

/** The construct that a token refers to, also by way of a parameter in Systems Manager with its values. */
function referent(value: string | undefined): IConstruct | undefined {
  const token = unpublished(Tokenization.reverse(value, { failConcat: false }));
  return Reference.isReference(token) ? token.target : undefined;
}

function inlineRules(group: ec2.CfnSecurityGroup, property: unknown): Rule[] {
  const rules: unknown = Stack.of(group).resolve(property);
  return Array.isArray(rules) ? rules : [];
}

/** The part of a rule that decides whether it counts for IPv4, for IPv6 or for both. */
interface Rule {
  readonly cidrIp?: string;
  readonly cidrIpv6?: string;
}

/** The rules that EC2 counts: it counts those for IPv4 and IPv6 separately, and those for another group in both. */
function numberOfRules(rules: readonly Rule[]): number {
  const ofIpv4 = rules.filter(({ cidrIpv6 }) => cidrIpv6 === undefined);
  const ofIpv6 = rules.filter(({ cidrIp }) => cidrIp === undefined);
  return Math.max(ofIpv4.length, ofIpv6.length);
}

function refusal(
  { construct, service }: Found<ec2.CfnSecurityGroup>,
  rules: readonly Found<ec2.CfnSecurityGroupIngress>[],
  count: number,
  limit: number,
): Error {
  const ofWorkloads = rules.filter((rule) => !rule.isOfPlatform && rule.service !== undefined);
  if (ofWorkloads.length === 0) {
    return refuse(construct, {
      prop: 'connections',
      allowed: `of at most ${limit} peers, because a security group takes ${limit} rules for inbound traffic`,
      got: count,
      fix: `Allow ingress from one security group instead of many addresses. ${remedyFor(RULES_OF_GROUP)}`,
    });
  }
  const services = [...new Set(ofWorkloads.map((rule) => rule.service))].join(', ');
  return refuse(construct, {
    prop: 'securityGroups',
    allowed:
      `those of ${service === undefined ? 'its service for each workload' : `${service} for its workloads`}, because a ` +
      `security group takes ${limit} rules for inbound traffic`,
    gotInWords: `${count} rules, ${ofWorkloads.length} of them for workloads of ${services} with other groups`,
    fix:
      'Create the workloads with `securityGroups: service.securityGroupsFor(stack)`, for which the rules exist already. ' +
      remedyFor(RULES_OF_GROUP),
  });
}

function refusalOfEgress(group: IConstruct, got: number, limit: number): Error {
  return refuse(group, {
    prop: 'egress',
    allowed: `of at most ${limit} peers, because a security group takes ${limit} rules for outbound traffic`,
    got,
    fix: `Allow egress to one prefix list instead of many addresses. ${remedyFor(RULES_OF_GROUP)}`,
  });
}
