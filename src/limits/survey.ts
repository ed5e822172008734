import {
  CfnOutput,
  CfnParameter,
  CfnResource,
  aws_ec2 as ec2,
  aws_iam as iam,
  aws_logs as logs,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { type AccessPolicy, accessPolicyOf } from '../access/access-policy';

/** What a construct belongs to. */
interface Owner {
  /** Whether the construct is in the platform. */
  readonly isOfPlatform: boolean;
  /** The service of the platform that it belongs to, or is connected to; undefined if there is none. */
  readonly service?: string;
}

/** A construct, and what it belongs to. */
export interface Found<T extends IConstruct> extends Owner {
  readonly construct: T;
}

/** Numbers of elements of a stack. */
export interface StackContents {
  resources: number;
  /** Number of resources of the platform that no single service owns. */
  shared: number;
  /** Number of resources that are not of the platform. */
  own: number;
  /** Number of resources of each service of the platform. */
  readonly ofServices: Map<string, number>;
  parameters: number;
  outputs: number;
}

/**
 * The constructs that count towards a limit, found in one walk through the platform's stage: no construct of another stage
 * can refer to the platform.
 */
export class Survey {
  public readonly groups: Found<ec2.CfnSecurityGroup>[] = [];
  /** The ingress rules that are resources of their own. */
  public readonly ingressRules: Found<ec2.CfnSecurityGroupIngress>[] = [];
  /** The egress rules that are resources of their own. */
  public readonly egressRules: Found<ec2.CfnSecurityGroupEgress>[] = [];
  public readonly accessPolicies: AccessPolicy[] = [];
  /** The inline policies of roles that the app does not create. */
  public readonly importedRolePolicies: iam.Policy[] = [];
  public readonly logPolicies: Found<logs.CfnResourcePolicy>[] = [];

  private readonly stacks = new Map<Stack, StackContents>();
  private readonly names: ReadonlySet<string>;

  /**
   * @param platform the platform
   * @param stage the stage of the platform, or the app
   * @param services the names of its services, in the order of the catalogue
   */
  constructor(
    private readonly platform: IConstruct,
    stage: IConstruct,
    public readonly services: readonly string[],
  ) {
    this.names = new Set(services);
    this.visit(stage, { isOfPlatform: false });
  }

  /** Returns the numbers of elements of a stack. */
  public contentsOf(stack: Stack): StackContents {
    const contents = this.stacks.get(stack) ?? {
      resources: 0,
      shared: 0,
      own: 0,
      ofServices: new Map<string, number>(),
      parameters: 0,
      outputs: 0,
    };
    this.stacks.set(stack, contents);
    return contents;
  }

  private visit(construct: IConstruct, parentOwner: Owner, parentContents?: StackContents): void {
    const owner = this.ownerOf(construct, parentOwner);
    const contents = Stack.isStack(construct) ? this.contentsOf(construct) : parentContents;
    if (contents) {
      this.count(construct, owner, contents);
    }
    this.collect(construct, owner);
    for (const child of construct.node.children) {
      if (!Stage.isStage(child)) {
        this.visit(child, owner, contents);
      }
    }
  }

  /**
   * What a construct belongs to: a service has constructs directly in the platform, and in its constructs for stores and
   * backups. In the stack of a service, all others are the user's.
   */
  private ownerOf(construct: IConstruct, parent: Owner): Owner {
    const { id, scope } = construct.node;
    if (construct === this.platform) {
      return { isOfPlatform: true };
    }
    if (parent.isOfPlatform && parent.service !== undefined && Stack.isStack(scope)) {
      return IN_SERVICE_STACK.test(id) ? parent : { isOfPlatform: false };
    }
    const isService = parent.service === undefined && this.names.has(id);
    if (!isService) {
      return parent;
    }
    const isOfPlatform = scope === this.platform || scope?.node.scope === this.platform;
    return isOfPlatform || !parent.isOfPlatform ? { ...parent, service: id } : parent;
  }

  private count(construct: IConstruct, owner: Owner, contents: StackContents): void {
    if (construct instanceof CfnParameter) {
      contents.parameters++;
    } else if (construct instanceof CfnOutput) {
      contents.outputs++;
    } else if (CfnResource.isCfnResource(construct) && isRendered(construct)) {
      contents.resources++;
      if (owner.isOfPlatform && owner.service !== undefined) {
        contents.ofServices.set(owner.service, (contents.ofServices.get(owner.service) ?? 0) + 1);
      } else if (owner.isOfPlatform || isOfCdk(construct)) {
        contents.shared++;
      } else {
        contents.own++;
      }
    }
  }

  private collect(construct: IConstruct, owner: Owner): void {
    if (CfnResource.isCfnResource(construct)) {
      this.collectResource(construct, owner);
      return;
    }
    const accessPolicy = accessPolicyOf(construct);
    if (accessPolicy) {
      this.accessPolicies.push(accessPolicy);
    } else if (construct instanceof iam.Policy && isOfImportedRole(construct)) {
      this.importedRolePolicies.push(construct);
    }
  }

  private collectResource(construct: CfnResource, owner: Owner): void {
    if (ec2.CfnSecurityGroup.isCfnSecurityGroup(construct)) {
      this.groups.push({ ...owner, construct });
    } else if (ec2.CfnSecurityGroupIngress.isCfnSecurityGroupIngress(construct)) {
      this.ingressRules.push({ ...owner, construct });
    } else if (ec2.CfnSecurityGroupEgress.isCfnSecurityGroupEgress(construct)) {
      this.egressRules.push({ ...owner, construct });
    } else if (logs.CfnResourcePolicy.isCfnResourcePolicy(construct)) {
      this.logPolicies.push({ ...owner, construct });
    }
  }
}

/** The ids of what the library, or the CDK for it, creates in the stack of a service. */
const IN_SERVICE_STACK = /^(Store|Backup|Service|PublishedValues|CDKMetadata|Custom::.+)$/;

/** Whether the CDK created the policy for a role that the app imports. */
function isOfImportedRole({ node: { scope } }: iam.Policy): boolean {
  return scope !== undefined && 'roleName' in scope && !iam.CfnRole.isCfnRole(scope.node.defaultChild);
}

/** Whether a resource is in the template: the CDK leaves out an inline policy without statements. */
function isRendered({ node: { scope } }: CfnResource): boolean {
  return !(scope instanceof iam.Policy && scope.document.isEmpty);
}

/** Whether the CDK created a resource beside the platform: the functions of its custom resources, and its metadata. */
function isOfCdk({ node }: CfnResource): boolean {
  return node.scopes.some((scope) => Stack.isStack(scope.node.scope) && /^(Custom::|CDKMetadata$)/.test(scope.node.id));
}
