import type { App } from 'aws-cdk-lib';

type Json = string | number | boolean | null | undefined | Json[] | { [name: string]: Json };
type Fields = { [name: string]: Json };

interface Resource {
  readonly stack: string;
  readonly id: string;
  readonly type: string;
  readonly properties: Fields;
}

/** Who reaches what, by the names of services and of what they reach. */
export type Reachability = Record<string, string[]>;

/**
 * Reads from the synthesized templates alone what each service's workload reaches: over the network by security group
 * rules, by identity through IAM statements, and by whatever key, bucket or domain policy names it.
 *
 * A workload is the ECS service whose stack id is the service's name. `anyone` stands for an address, and for a principal
 * that is neither an AWS service, nor this account, nor a role of its stacks.
 */
export function reachability(app: App, platformStack: string): Reachability {
  const templates = new Templates(app);
  const platform = templates.resources.filter(({ stack }) => stack === platformStack);
  const reached: Record<string, Set<string>> = { anyone: new Set() };
  const workloads = templates.resources.filter(({ type }) => type === 'AWS::ECS::Service');
  for (const { stack, properties } of workloads) {
    const groups = templates.mentioned(stack, properties.NetworkConfiguration);
    const roles = templates.resources.filter((it) => it.stack === stack && it.type === 'AWS::IAM::Role');
    reached[stack] = new Set([
      ...networkReach(templates, groups),
      ...identityReach(templates, stack),
      ...policyReach(
        templates,
        platform,
        roles.map(({ id }) => id),
      ),
    ]);
  }
  for (const name of openToAnyone(templates)) {
    reached.anyone.add(name);
  }
  return Object.fromEntries(Object.entries(reached).map(([name, what]) => [name, [...what].sort()]));
}

/** The part of the platform that a logical id belongs to. */
function partOf(id: string): string | undefined {
  const store = /^PlatformDatabase([a-z]+)/.exec(id);
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

/** What the rules admit the groups to, by port. */
function networkReach(templates: Templates, groups: string[]): string[] {
  return templates.resources
    .filter(({ type }) => type === 'AWS::EC2::SecurityGroupIngress')
    .filter(({ stack, properties }) =>
      templates.mentioned(stack, properties.SourceSecurityGroupId).some((source) => groups.includes(source)),
    )
    .flatMap(({ stack, properties }) => templates.mentioned(stack, properties.GroupId))
    .flatMap((id) => {
      const part = partOf(id);
      return part === undefined ? [] : [`${part}: network`];
    });
}

/** What the policies of a workload's stack allow its roles. */
function identityReach(templates: Templates, stack: string): string[] {
  return templates.resources
    .filter((it) => it.stack === stack && ['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy'].includes(it.type))
    .flatMap(({ properties }) => statements(properties.PolicyDocument))
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      templates.mentioned(stack, Resource).flatMap((id) => {
        const part = partOf(id);
        const isKey = id.endsWith('Key') || /Key[0-9A-F]{8}$/.test(id);
        return part === undefined || isKey ? [] : [`${part}: ${verb(Action)}`];
      }),
    );
}

/** Reading a secret, and reading or writing data, are what statements are for. */
function verb(action: Json): string {
  const actions = JSON.stringify(action);
  if (actions.includes('secretsmanager:')) {
    return 'secret';
  }
  return /Put|Post|Write|Delete|Update/.test(actions) ? 'write' : 'read';
}

/** What policies on the platform's own resources give to the roles of a workload. */
function policyReach(templates: Templates, platform: Resource[], roles: string[]): string[] {
  return platform.flatMap(({ stack, id, properties }) =>
    [properties.PolicyDocument, properties.KeyPolicy, properties.AccessPolicies]
      .flatMap(statements)
      .filter(
        ({ Effect, Principal }) =>
          Effect === 'Allow' && templates.mentioned(stack, Principal).some((name) => roles.includes(name)),
      )
      .map(() => `${partOf(id) ?? id}: policy`),
  );
}

/** Addresses in rules that admit, and principals that are neither an AWS service, nor this account, nor a role of its own. */
function openToAnyone(templates: Templates): string[] {
  return templates.resources.flatMap(({ stack, id, type, properties }) => {
    const name = partOf(id) ?? id;
    const rules = type === 'AWS::EC2::SecurityGroupIngress' ? [properties] : list(properties.SecurityGroupIngress);
    const open = rules.some((rule) => isFields(rule) && (rule.CidrIp !== undefined || rule.CidrIpv6 !== undefined));
    const strangers = [properties.PolicyDocument, properties.KeyPolicy, properties.AccessPolicies]
      .flatMap(statements)
      .filter(({ Effect, Principal }) => Effect === 'Allow' && isStranger(templates, stack, Principal));
    return [...(open ? [`${name}: network`] : []), ...strangers.map(() => `${name}: policy`)];
  });
}

function isStranger(templates: Templates, stack: string, principal: Json): boolean {
  if (principal === undefined) {
    return false; // a policy of a role, which has no principal
  }
  const aws = isFields(principal) ? list(principal.AWS) : [principal];
  return aws.some((one) => {
    const ownRole = templates
      .mentioned(stack, one)
      .some((id) => templates.resources.some((it) => it.id === id && it.type === 'AWS::IAM::Role'));
    return !ownRole && !JSON.stringify(one).includes(':root"');
  });
}

/** The templates of an app, with imports followed to what they import. */
class Templates {
  public readonly resources: Resource[] = [];
  private readonly exports = new Map<string, { readonly stack: string; readonly value: Json }>();

  constructor(app: App) {
    for (const { stackName, template } of app.synth().stacks) {
      const { Resources = {}, Outputs = {} }: Record<string, Record<string, Fields>> = template;
      for (const [id, { Type, Properties }] of Object.entries(Resources)) {
        this.resources.push({
          stack: stackName,
          id,
          type: String(Type),
          properties: isFields(Properties) ? Properties : {},
        });
      }
      for (const { Export, Value } of Object.values(Outputs)) {
        if (isFields(Export)) {
          this.exports.set(String(Export.Name), { stack: stackName, value: Value });
        }
      }
    }
  }

  /** The logical ids that a value refers to, through imports as well. */
  public mentioned(stack: string, value: Json): string[] {
    if (Array.isArray(value)) {
      return value.flatMap((item) => this.mentioned(stack, item));
    }
    if (!isFields(value)) {
      return [];
    }
    return Object.entries(value).flatMap(([name, argument]) => {
      if (name === 'Ref') {
        return [String(argument)];
      }
      if (name === 'Fn::GetAtt') {
        return [String(list(argument)[0])];
      }
      if (name === 'Fn::ImportValue') {
        const found = this.exports.get(String(argument));
        return found ? this.mentioned(found.stack, found.value) : [];
      }
      return this.mentioned(stack, argument);
    });
  }
}

function statements(document: Json): Fields[] {
  return isFields(document) ? list(document.Statement).filter(isFields) : [];
}

function list(value: Json): Json[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}

function isFields(value: Json): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
