import {
  CfnElement,
  CfnParameter,
  type aws_iam as iam,
  Reference,
  region_info,
  Stack,
  StringConcat,
  Token,
  Tokenization,
} from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';
import { unpublished } from '../parameters/published-values';
import { isPending } from '../private/validation';
import { placeOf } from './distinct-parameters';

/** A service as the owner of identities: two services of one name, in two environments, are two owners. */
export interface Owner {
  readonly serviceName: string;
  /** The text of the service's own security group, which no other service has. */
  readonly key: string;
}

/** The use of an identity by a service. */
export interface Use {
  readonly owner: Owner;
  /** The construct that uses the identity: a workload, or the service itself. */
  readonly user: IConstruct;
  /** The names of the services that may use the identity too. */
  readonly sharesWith: readonly string[];
}

/**
 * What belongs to one service of an app: roles, task definitions, security groups, indexes and stores, each by what it is
 * at AWS and not by the construct that stands for it.
 */
export class Identities {
  /** Returns the identities of the app that contains a construct. */
  public static of(scope: IConstruct): Identities {
    const { root } = scope.node;
    const identities = OF_APPS.get(root) ?? new Identities();
    OF_APPS.set(root, identities);
    return identities;
  }

  private readonly uses = new Map<string, Use[]>();
  private readonly shared = new Set<string>();
  private readonly rules = new Map<string, IConstruct>();

  private constructor() {}

  /**
   * Records that a service uses an identity. Returns the use by another service instead, unless one of the two services
   * names the other one as a service that it shares with.
   */
  public use(identity: string, use: Use): Use | undefined {
    const uses = this.uses.get(identity) ?? [];
    const other = uses.find((earlier) => !mayShare(earlier, use));
    if (other === undefined) {
      this.uses.set(identity, [...uses, use]);
    }
    return other;
  }

  /** Records that the workloads of several services carry a group, so that it gets no rules. */
  public share(group: string): void {
    this.shared.add(group);
  }

  public isShared(group: string): boolean {
    return this.shared.has(group);
  }

  /** Records who writes a rule; returns the construct that has written it already. */
  public writeRule(rule: string, writer: IConstruct): IConstruct | undefined {
    const earlier = this.rules.get(rule);
    this.rules.set(rule, earlier ?? writer);
    return earlier;
  }
}

const OF_APPS = new WeakMap<IConstruct, Identities>();

function mayShare(one: Use, other: Use): boolean {
  return (
    one.owner.key === other.owner.key ||
    one.sharesWith.includes(other.owner.serviceName) ||
    other.sharesWith.includes(one.owner.serviceName)
  );
}

/**
 * The id or the ARN of a resource as text that is the same for every construct that stands for the resource: attributes
 * of resources of the app by the path of the resource, whichever stack reads them and whether they are published. Other
 * expressions, such as imports, have the same value only in one account and region.
 */
export function textOf(scope: IConstruct, value: string): string {
  return Tokenization.reverseString(value)
    .mapTokens({ mapToken: (token) => textOfToken(scope, unpublished(token)) })
    .join(new StringConcat());
}

function textOfToken(scope: IConstruct, token: unknown): string {
  if (!Reference.isReference(token) || !CfnElement.isCfnElement(token.target)) {
    return pseudoValue(scope, token) ?? JSON.stringify([Stack.of(scope).resolve(token), ...placeOf(scope)]);
  }
  const { target, displayName } = token;
  return target instanceof CfnParameter && target.type.startsWith('AWS::SSM::')
    ? JSON.stringify([target.type, target.default, ...placeOf(target)]) // each stack that reads it has a parameter of its own
    : `<${target.node.path}.${displayName}>`;
}

/** The account, the region or the partition of a stack that has an `env`: an ARN can contain it as text or as a token. */
function pseudoValue(scope: IConstruct, token: unknown): string | undefined {
  const stack = Stack.of(scope);
  const { account, region } = stack;
  const values = new Map<unknown, string | undefined>([
    ['AWS::AccountId', account],
    ['AWS::Region', region],
    ['AWS::Partition', Token.isUnresolved(region) ? undefined : region_info.RegionInfo.get(region).partition],
  ]);
  const value = values.get(Object(stack.resolve(token)).Ref);
  return Token.isUnresolved(value) ? undefined : value;
}

/**
 * The texts of a role: of its ARN and, where it is known, of its name, by which another construct may import it. A role has
 * one name in its account, whatever its path, in capital and in small letters. A role that is looked up later has none.
 */
export function textsOfRole(scope: IConstruct, principal: iam.IPrincipal): string[] {
  const arn = 'roleArn' in principal && typeof principal.roleArn === 'string' ? principal.roleArn : undefined;
  if (arn === undefined) {
    return Construct.isConstruct(principal) ? [principal.node.path] : [];
  }
  const name = nameOfRole(principal) ?? arn.match(/:role\/(?:.*\/)?([^/]+)$/)?.[1];
  const texts =
    name === undefined || Token.isUnresolved(name) ? [] : [`${accountOf(scope, principal)}/${name.toLowerCase()}`];
  return isPending(arn) ? [] : [textOf(scope, arn), ...texts];
}

/** The name that a role of the app is given. */
function nameOfRole(principal: iam.IPrincipal): string | undefined {
  const resource = Construct.isConstruct(principal) ? principal.node.defaultChild : undefined;
  return resource && 'roleName' in resource && typeof resource.roleName === 'string' ? resource.roleName : undefined;
}

function accountOf(scope: IConstruct, { principalAccount = Stack.of(scope).account }: iam.IPrincipal): string {
  return Token.isUnresolved(principalAccount) ? placeOf(scope)[0] : principalAccount;
}
