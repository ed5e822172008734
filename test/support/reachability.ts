import type { App } from 'aws-cdk-lib';
import {
  CrossStackValues,
  type Fields,
  isFields,
  type Json,
  list,
  type ResourceReference,
  referencesIn,
} from './cross-stack-values';

interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Fields;
}

/** The targets that each service can reach, such as `cache: network` or `media: write`, by the name of the service. */
export type Reachability = Record<string, string[]>;

/**
 * Reads from the synthesized templates which parts of the platform each service's workload can reach: over the network
 * through security group rules, through the IAM policies of its roles, and through the policies of keys, buckets and
 * domains that name its roles.
 *
 * A workload is an ECS service in a stack that is named after the service. `anyone` stands for an IP address range, and
 * for a principal that is not an AWS service, this account, or a role of one of its stacks.
 */
export function reachability(app: App, platformStack: string): Reachability {
  const templates = new Templates(app);
  const platform = templates.resources.filter(({ stack }) => stack.startsWith(platformStack));
  const reached: Record<string, Set<string>> = { anyone: new Set() };
  const workloads = templates.resources.filter(({ type }) => type === 'AWS::ECS::Service');
  for (const { stack, properties } of workloads) {
    const groups = templates.references(stack, properties.NetworkConfiguration);
    const roles = templates.resources.filter((it) => it.stack === stack && it.type === 'AWS::IAM::Role');
    reached[stack] = new Set([
      ...networkReach(templates, groups),
      ...identityReach(templates, stack),
      ...policyReach(templates, platform, roles),
    ]);
  }
  for (const name of openToAnyone(templates)) {
    reached.anyone.add(name);
  }
  return Object.fromEntries(Object.entries(reached).map(([name, targets]) => [name, [...targets].sort()]));
}

/** Returns the part of the platform that a resource belongs to. The stack of a service contains its store. */
function partOf({ stack, id }: ResourceReference): string | undefined {
  const store = /^PlatformDatabase([a-z]+)/.exec(id) ?? /Platform([a-z]+)[0-9A-F]{8} Store/.exec(`${stack} ${id}`);
  if (store) {
    return `${store[1]} store`;
  }
  const parts: Record<string, string> = {
    Cache: 'cache',
    Messaging: 'messaging',
    Search: 'search',
    StorageMedia: 'media',
  };
  return Object.entries(parts).find(([prefix]) => id.startsWith(`Platform${prefix}`))?.[1];
}

/** Returns the parts whose security groups allow ingress from one of the groups. */
function networkReach(templates: Templates, groups: ResourceReference[]): string[] {
  return templates.resources
    .filter(({ type }) => type === 'AWS::EC2::SecurityGroupIngress')
    .filter(({ stack, properties }) =>
      templates.references(stack, properties.SourceSecurityGroupId).some((source) => isAmong(groups, source)),
    )
    .flatMap(({ stack, properties }) => templates.references(stack, properties.GroupId))
    .flatMap((group) => {
      const part = partOf(group);
      return part === undefined ? [] : [`${part}: network`];
    });
}

/** Returns the parts that the IAM policies of a workload's stack allow, with the kind of access. */
function identityReach(templates: Templates, stack: string): string[] {
  return templates.resources
    .filter((it) => it.stack === stack && ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy'].includes(it.type))
    .flatMap(({ properties }) => statements(properties.PolicyDocument))
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      templates.references(stack, Resource).flatMap((resource) => {
        const part = partOf(resource);
        const isKey = /Key([0-9A-F]{8})?$/.test(resource.id);
        return part === undefined || isKey ? [] : [`${part}: ${accessOf(Action)}`];
      }),
    );
}

function isAmong(resources: ResourceReference[], { stack, id }: ResourceReference): boolean {
  return resources.some((resource) => resource.stack === stack && resource.id === id);
}

/** Classifies the actions of a statement: they read a secret, read data, or write data. */
function accessOf(action: Json): string {
  const actions = JSON.stringify(action);
  if (actions.includes('secretsmanager:')) {
    return 'secret';
  }
  return /Put|Post|Write|Delete|Update/.test(actions) ? 'write' : 'read';
}

/** Returns the platform's resources whose own policies allow one of the roles of a workload. */
function policyReach(templates: Templates, platform: Resource[], roles: Resource[]): string[] {
  return platform.flatMap(({ stack, id, properties }) =>
    [properties.PolicyDocument, properties.KeyPolicy, properties.AccessPolicies]
      .flatMap(statements)
      .filter(
        ({ Effect, Principal }) =>
          Effect === 'Allow' && templates.references(stack, Principal).some((principal) => isAmong(roles, principal)),
      )
      .map(() => `${partOf({ stack, id }) ?? id}: policy`),
  );
}

/** Returns the resources that are open to an IP address range or to an unknown principal. */
function openToAnyone(templates: Templates): string[] {
  return templates.resources.flatMap(({ stack, id, type, properties }) => {
    const name = partOf({ stack, id }) ?? id;
    const rules = type === 'AWS::EC2::SecurityGroupIngress' ? [properties] : list(properties.SecurityGroupIngress);
    const open = rules.some((rule) => isFields(rule) && (rule.CidrIp !== undefined || rule.CidrIpv6 !== undefined));
    const unknown = [properties.PolicyDocument, properties.KeyPolicy, properties.AccessPolicies]
      .flatMap(statements)
      .filter(({ Effect, Principal }) => Effect === 'Allow' && isUnknownPrincipal(templates, stack, Principal));
    return [...(open ? [`${name}: network`] : []), ...unknown.map(() => `${name}: policy`)];
  });
}

/** Whether a principal is not an AWS service, this account, or a role of one of the stacks. */
function isUnknownPrincipal(templates: Templates, stack: string, principal: Json): boolean {
  if (principal === undefined) {
    return false; // a policy of a role, which has no principal
  }
  const aws = isFields(principal) ? list(principal.AWS) : [principal];
  const roles = templates.resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return aws.some((one) => {
    const ownRole = templates.references(stack, one).some((reference) => isAmong(roles, reference));
    return !ownRole && !JSON.stringify(one).includes(':root"');
  });
}

/** The templates of an app. References are resolved across stacks. */
class Templates {
  public readonly resources: Resource[] = [];
  private readonly values: CrossStackValues;

  constructor(app: App) {
    this.values = new CrossStackValues(app);
    for (const { stackName, template } of app.synth().stacks) {
      const { Resources = {} }: Record<string, Record<string, Fields>> = template;
      for (const [id, { Type, Properties }] of Object.entries(Resources)) {
        this.resources.push({
          stack: stackName,
          id,
          type: String(Type),
          properties: isFields(Properties) ? Properties : {},
        });
      }
    }
  }

  /** Returns the resources that a value refers to, in its own stack and in those that it reads values from. */
  public references(stack: string, value: Json): ResourceReference[] {
    return referencesIn(stack, this.values.resolve(stack, value));
  }
}

function statements(document: Json): Fields[] {
  return isFields(document) ? list(document.Statement).filter(isFields) : [];
}
