import type { Owner, Ownership } from '../ownership';
import type { ConnectedWorkload, Service } from '../services';
import { fields, type Json, list } from '../templates/json';
import { ACCOUNT, overlap, UNKNOWN } from '../templates/placeholders';
import type { Resource, Templates } from '../templates/templates';
import type { Values } from '../templates/values';
import { actionsOfAwsPolicy } from './aws-managed-policies';
import { hasChoice, type Statement, statementsOf } from './statements';

/** A role, a user or a group. */
export interface Principal {
  readonly arn: string;
  readonly name: string;
  readonly account: string;
  /** The resource that creates it; undefined for one that the app imports. */
  readonly resource?: Resource;
  readonly path: string;
  readonly owner?: Owner;
  /** The statements of all its policies. */
  readonly statements: Statement[];
  /** The statements of its permissions boundary; undefined if nothing bounds its permissions. */
  boundary?: Statement[];
  /** Who may assume it. */
  readonly trust: Statement[];
  /** The services whose workloads run as it. */
  readonly services: Set<Service>;
  /** These workloads. */
  readonly workloads: Set<ConnectedWorkload>;
  /** The resources of these workloads that name it. */
  readonly workloadResources: Set<Resource>;
  /** Policies that the validator does not know: their ARNs, with the resources that attach them. */
  readonly unknownPolicies: { readonly arn: string; readonly resource: Resource }[];
}

/** What identifies a principal, and who may assume it. */
type Identity = Omit<Principal, 'statements' | 'services' | 'workloads' | 'workloadResources' | 'unknownPolicies'>;

/** The kind and the name at the end of an ARN. */
const NAMED = /:(role|user|group)\/(?:.*\/)?([^/]+)$/;
const ATTACHING: Readonly<Record<string, string>> = { Roles: 'role', Users: 'user', Groups: 'group' };
const CREATED: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
};

/** All principals of an app, with the policies that any of its stacks attaches to them. */
export class Principals {
  public readonly all: Principal[] = [];
  private readonly byName = new Map<string, Principal[]>();
  private readonly policies = new Map<string, Resource>();
  /** The groups of users. */
  private readonly memberships: { user: Principal; group: Principal; isSure: boolean }[] = [];

  constructor(
    private readonly templates: Templates,
    private readonly values: Values,
    private readonly ownership: Ownership,
  ) {
    for (const policy of templates.ofType('AWS::IAM::ManagedPolicy')) {
      this.policies.set(values.ref(policy), policy);
    }
    for (const [type, kind] of Object.entries(CREATED)) {
      for (const resource of templates.ofType(type)) {
        this.create(resource, kind);
      }
    }
    for (const principal of [...this.all]) {
      this.readOwnPolicies(principal);
    }
    this.readAttachments();
    for (const { user, group, isSure } of this.memberships) {
      user.statements.push(...group.statements.filter(({ isAllow }) => isAllow || isSure));
      user.unknownPolicies.push(...group.unknownPolicies);
    }
  }

  /** Returns the principal with an ARN; one that the app does not create is added if `resource` refers to it. */
  public find(arn: string, resource?: Resource): Principal | undefined {
    const [, kind, name] = NAMED.exec(arn) ?? [];
    const found = kind === undefined ? undefined : this.named(`${kind}/${name}`, arn.split(':')[4] ?? '');
    return found ?? (kind && resource ? this.imported(kind, name, arn, resource) : undefined);
  }

  /** The principals with an ARN that may match a pattern. */
  public matching(pattern: string): Principal[] {
    const exact = this.find(pattern);
    return exact ? [exact] : this.all.filter(({ arn }) => overlap(pattern, arn));
  }

  /** Records that code of a service runs as the roles of its workload: its own, and those of its resources. */
  public assign(workload: ConnectedWorkload, resources: Resource[], ownArn: string | undefined): void {
    const uses = resources.flatMap((resource) => {
      const { Role, TaskRoleArn, ExecutionRoleArn } = resource.properties;
      const roles = resource.type === 'AWS::Lambda::Function' ? [Role] : [TaskRoleArn, ExecutionRoleArn];
      return roles.flatMap((role) => this.values.texts(role, resource.template).map((arn) => ({ arn, resource })));
    });
    for (const { arn, resource } of [...uses, { arn: ownArn, resource: undefined }]) {
      const principal = arn === undefined ? undefined : (this.find(arn) ?? this.importedWorkload(arn, workload));
      principal?.services.add(workload.service);
      principal?.workloads.add(workload);
      if (resource) {
        principal?.workloadResources.add(resource);
      }
    }
  }

  private create(resource: Resource, kind: string): Principal {
    return this.add(kind, {
      arn: this.values.arn(resource),
      name: this.values.attribute(resource, 'Name'),
      account: resource.template.account,
      resource,
      path: resource.path,
      owner: this.ownership.of(resource.construct),
      trust: statementsOf(resource.properties.AssumeRolePolicyDocument, resource, this.values, 'trust policy, '),
    });
  }

  private imported(kind: string, name: string, arn: string, { template, path }: Resource): Principal {
    const account = arn.split(':')[4] || template.account;
    return this.add(kind, { arn, name, account, path: `${kind} ${name}, which ${path} names`, trust: [] });
  }

  private importedWorkload(arn: string, { path }: ConnectedWorkload): Principal | undefined {
    const [, kind, name] = NAMED.exec(arn) ?? [];
    const account = arn.split(':')[4] ?? ACCOUNT;
    return kind === undefined
      ? undefined
      : this.add(kind, { arn, name, account, path: `${kind} ${name}, which ${path} uses`, trust: [] });
  }

  /** Adds a principal, whose policies and workloads are not yet read. */
  private add(kind: string, identity: Identity): Principal {
    const principal: Principal = {
      ...identity,
      statements: [],
      services: new Set(),
      workloads: new Set(),
      workloadResources: new Set(),
      unknownPolicies: [],
    };
    const key = `${kind}/${identity.name}`;
    this.all.push(principal);
    this.byName.set(key, [...(this.byName.get(key) ?? []), principal]);
    return principal;
  }

  /** The principal with a name. Accounts can have principals with the same name; some references contain no account. */
  private named(key: string, account: string): Principal | undefined {
    return this.byName.get(key)?.find((principal) => account === '' || overlap(account, principal.account));
  }

  /** Reads the policies that a principal itself names. */
  private readOwnPolicies(principal: Principal): void {
    const { resource } = principal;
    if (resource === undefined) {
      return;
    }
    const { ManagedPolicyArns, Policies, PermissionsBoundary, Groups } = resource.properties;
    for (const policy of list(Policies).map(fields)) {
      const place = `policy ${this.values.text(policy.PolicyName, resource.template) ?? ''}, `;
      const isSure = !hasChoice(Policies);
      principal.statements.push(...statementsOf(policy.PolicyDocument, resource, this.values, place, isSure));
    }
    for (const arn of this.texts(ManagedPolicyArns, resource)) {
      this.attach(principal, arn, resource, !hasChoice(ManagedPolicyArns));
    }
    const boundaries = this.texts(PermissionsBoundary, resource);
    if (boundaries.length === 1 && !hasChoice(PermissionsBoundary)) {
      principal.boundary = this.managed(boundaries[0], resource);
    }
    for (const group of this.texts(Groups, resource)) {
      this.join(principal, group, !hasChoice(Groups));
    }
  }

  private readAttachments(): void {
    const types = ['ManagedPolicy', 'Policy', 'RolePolicy', 'UserPolicy', 'GroupPolicy'];
    for (const resource of this.templates.ofType(...types.map((type) => `AWS::IAM::${type}`))) {
      const { properties } = resource;
      const names = { Roles: [properties.Roles, properties.RoleName], Users: [properties.Users, properties.UserName] };
      const all = { ...names, Groups: [properties.Groups, properties.GroupName] };
      for (const [property, given] of Object.entries(all)) {
        for (const name of given.flatMap((value) => this.texts(value, resource))) {
          const kind = ATTACHING[property];
          const arn = `arn:${resource.template.partition}:iam::${resource.template.account}:${kind}/${name}`;
          const principal =
            this.named(`${kind}/${name}`, resource.template.account) ?? this.imported(kind, name, arn, resource);
          const isSure = !resource.isConditional && !given.some(hasChoice);
          principal.statements.push(...statementsOf(properties.PolicyDocument, resource, this.values, '', isSure));
        }
      }
    }
    for (const resource of this.templates.ofType('AWS::IAM::UserToGroupAddition')) {
      const { Users, GroupName } = resource.properties;
      for (const name of this.texts(Users, resource)) {
        const user =
          this.named(`user/${name}`, resource.template.account) ??
          this.imported('user', name, `arn:aws:iam:::user/${name}`, resource);
        this.join(user, this.texts(GroupName, resource)[0] ?? '', !resource.isConditional && !hasChoice(Users));
      }
    }
  }

  private join(user: Principal, groupName: string, isSure: boolean): void {
    const group = this.named(`group/${groupName}`, user.account);
    if (group) {
      this.memberships.push({ user, group, isSure });
    }
  }

  private attach(principal: Principal, arn: string, resource: Resource, isSure: boolean): void {
    const statements = this.managed(arn, resource);
    if (statements === undefined) {
      principal.unknownPolicies.push({ arn, resource });
    } else {
      principal.statements.push(...statements.filter(({ isAllow }) => isAllow || isSure));
    }
  }

  /** The statements of a managed policy: of the app, or of AWS. */
  private managed(arn: string, resource: Resource): Statement[] | undefined {
    const policy = this.policies.get(arn) ?? [...this.policies].find(([own]) => overlap(own, arn))?.[1];
    if (policy && !arn.includes(UNKNOWN)) {
      return statementsOf(policy.properties.PolicyDocument, policy, this.values);
    }
    const actions = actionsOfAwsPolicy(arn);
    return actions === undefined ? undefined : actions.length === 0 ? [] : [allowing(actions, arn, resource)];
  }

  private texts(value: Json, resource: Resource): string[] {
    return list(value).flatMap((item) => this.values.texts(item, resource.template));
  }
}

function allowing(actions: string[], arn: string, resource: Resource): Statement {
  return {
    isAllow: true,
    actions,
    isNotAction: false,
    resources: ['*'],
    isNotResource: false,
    principals: [],
    isNotPrincipal: false,
    conditions: [],
    resource,
    place: `policy ${arn.split('/').at(-1)} of AWS`,
  };
}
