import {
  aws_ec2 as ec2,
  type aws_iam as iam,
  aws_kms as kms,
  Reference,
  Stack,
  aws_secretsmanager as secretsmanager,
  Tokenization,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AccessData, IngressRule, SecretReference } from '../access/access-data';
import { allowByPolicy } from '../access/access-policy';
import { Capability } from '../access/capability';
import { type Permission, readSecret } from '../access/permissions';
import { allowEgress, allowIngress } from '../naming/security-group-rules';
import { digest, stackPath } from '../naming/stack-path';
import { plainText } from '../naming/texts';
import { createChild } from '../private/create-child';
import { isPending, isUnknown, refuse } from '../private/validation';
import type { IWorkload } from '../workloads/workload-contract';
import type { ServiceRecord } from './service-parameters';

/** A workload, and the service that it is connected to. */
export interface ConnectionProps extends ServiceRecord {
  readonly serviceName: string;
  readonly workload: IWorkload;
  /** The capabilities that the workload uses; all of its service's capabilities if undefined. */
  readonly capabilities?: Capability[];
  /** The permission to read the service's connection; undefined if the service has no parameters. */
  readonly parameters?: Permission;
}

/**
 * Connects a workload to its service.
 *
 * All rules, grants and imported resources are in the workload's stack, so that the platform's stack never refers to a
 * workload and there is no cyclic dependency between the stacks.
 */
export class Connection extends Construct {
  /** Connects the workload, unless it is already connected to the service. */
  public static establish(props: ConnectionProps): void {
    const { workload, serviceName } = props;
    const other = workload.node.children.find((child) => child instanceof Connection);
    if (other === undefined) {
      createChild(workload, serviceName, () => new Connection(workload, serviceName, props));
    } else if (other.node.id !== serviceName) {
      throw refuse(workload, {
        prop: 'workload',
        gotInWords: `one that is already connected to ${other.node.id}`,
        allowed: 'a workload of one service',
        fix: `The settings of two services have the same names: run ${serviceName} as a separate workload.`,
      });
    }
  }

  public readonly serviceName: string;
  /** What the service was given, which `ServiceIsolationValidator` compares with the templates. */
  public readonly record: ServiceRecord;
  /** The permission to read the service's parameters; undefined if the service has none. */
  public readonly parameters?: Permission;
  public readonly workload: IWorkload;
  private readonly account: string;

  private constructor(scope: Construct, id: string, props: ConnectionProps) {
    super(scope, id);
    this.serviceName = props.serviceName;
    this.record = props;
    this.parameters = props.parameters;
    this.account = props.account;
    this.workload = props.workload;
    const accesses = this.selectAccesses(props);
    this.requireAccount();
    this.requireRegion(props.region);
    this.requireVpc(props.vpcId);
    this.requireNetwork(accesses);
    this.allowIngress(props.securityGroupIds, accesses);
    for (const { settings, secrets } of accesses) {
      for (const [name, value] of Object.entries(settings)) {
        this.workload.addSetting(name, value);
      }
      for (const [name, reference] of Object.entries(secrets)) {
        this.workload.addSecret(name, this.importSecret(name, reference), reference.field);
      }
    }
    const permissions = [props.parameters ?? [], ...accesses.map((access) => access.permissions)].flat();
    if (permissions.length > 0) {
      this.allow(this.workload, permissions);
    }
  }

  /** The access to the store, and to the shared parts of the selected capabilities. */
  private selectAccesses({ accesses, capabilities }: ConnectionProps): AccessData[] {
    const available = accesses.flatMap(({ capability }) => capability ?? []);
    const missing = capabilities?.find((capability) => !available.includes(capability));
    if (missing !== undefined) {
      throw refuse(this, {
        prop: 'capabilities',
        got: missing,
        allowed: `among the capabilities of the service: ${available.join(', ') || 'none'}`,
        fix: 'Add the capability to the service in the catalogue, or remove it from `capabilities`.',
      });
    }
    return accesses.filter(({ capability }) => !capability || !capabilities || capabilities.includes(capability));
  }

  /**
   * Adds ingress rules for the workload's security groups. A workload that has all of the service's groups needs none,
   * because the rules of those groups exist.
   */
  private allowIngress(serviceGroupIds: string[], accesses: AccessData[]): void {
    const own = this.workload.connections.securityGroups;
    const ownIds = own.map(({ securityGroupId }) => securityGroupId);
    if (serviceGroupIds.every((groupId) => ownIds.includes(groupId))) {
      return;
    }
    for (const [part, { securityGroupId, port }] of distinctRules(accesses)) {
      const target = ec2.SecurityGroup.fromSecurityGroupId(this, this.targetId(part, securityGroupId), securityGroupId);
      for (const group of own) {
        allowIngress(target, group, ec2.Port.tcp(port), `From the workloads of ${plainText(this.serviceName)}`);
        allowEgress(group, target, ec2.Port.tcp(port), `To the ${part}`);
      }
    }
  }

  /**
   * Names a group by itself too, so that an id does not depend on the other groups of a store with several. Groups of two
   * stacks can have the same logical id.
   */
  private targetId(part: string, securityGroupId: string): string {
    const id = `${part}-${digest([Stack.of(this).resolve(securityGroupId)])}`;
    if (this.node.tryFindChild(id) === undefined) {
      return id;
    }
    const groups = Tokenization.reverseString(securityGroupId).tokens.filter((token) => Reference.isReference(token));
    return `${id}-${digest(groups.map(({ target }) => stackPath(target)))}`;
  }

  /**
   * Imports a secret into the workload's stack, so that a grant does not change a policy in the platform's stack.
   * `grantRead` of the imported secret also allows decrypting: the CDK would rely on the key's policy for that.
   */
  private importSecret(name: string, { secretArn, keyArn }: SecretReference): secretsmanager.ISecret {
    const secret = secretsmanager.Secret.fromSecretAttributes(this, name, {
      secretCompleteArn: secretArn,
      encryptionKey: keyArn === undefined ? undefined : kms.Key.fromKeyArn(this, `${name}Key`, keyArn),
    });
    secret.grantRead = (grantee) => this.allow(grantee, readSecret(secret));
    return secret;
  }

  private allow(grantee: iam.IGrantable, permissions: Permission[]): iam.Grant {
    this.requireRole(grantee);
    return allowByPolicy({ connection: this, serviceName: this.serviceName }, grantee, permissions);
  }

  private requireNetwork(accesses: AccessData[]): void {
    const needsNetwork = accesses.some(({ rules }) => rules.length > 0);
    if (needsNetwork && this.workload.connections.securityGroups.length === 0) {
      throw refuse(this, {
        prop: 'workload',
        gotInWords: 'one without a VPC',
        allowed: "a workload in the platform's VPC, because resources that its service uses are there",
        fix:
          "Create the function or the task with the platform's `vpc` and the service's `securityGroups`. An ECS service " +
          'in network mode bridge or host uses the security groups of its instances: pass them to ' +
          '`connections.addSecurityGroup` of the ECS service before you connect it.',
      });
    }
  }

  private requireVpc(vpcId: string): void {
    for (const { node } of this.workload.connections.securityGroups) {
      const own = node.defaultChild instanceof ec2.CfnSecurityGroup ? node.defaultChild.vpcId : undefined;
      if (own !== undefined && differ(own, vpcId)) {
        throw refuse(this, {
          prop: 'workload',
          gotInWords: `one in ${own}`,
          allowed: `a workload in ${vpcId}, where the platform is`,
          fix: "Create the workload in the platform's `vpc`.",
        });
      }
    }
  }

  /** A workload of another account could reach neither the secrets nor their keys: their policies do not name it. */
  private requireAccount(): void {
    const own = Stack.of(this.workload).account;
    if (differ(own, this.account)) {
      throw refuse(this, {
        prop: 'workload',
        gotInWords: `one in account ${own}`,
        allowed: `a workload in account ${this.account}, where the platform is`,
        fix: "Deploy the workload in the platform's account.",
      });
    }
  }

  /** The CDK would add no permissions to an imported role of another account, and would report no error. */
  private requireRole({ grantPrincipal: { principalAccount, policyFragment } }: iam.IGrantable): void {
    const isLookedUp = Object.values(policyFragment.principalJson).flat().some(isPending);
    if (principalAccount !== undefined && !isLookedUp && differ(principalAccount, this.account)) {
      throw refuse(this, {
        prop: 'workload',
        gotInWords: `one whose role is in account ${principalAccount}`,
        allowed: `a workload whose role is in account ${this.account}, where the platform is`,
        fix: "Use a role of the platform's account, which allows the role of the other account to assume it.",
      });
    }
  }

  private requireRegion(region: string): void {
    const own = Stack.of(this.workload).region;
    if (differ(own, region)) {
      throw refuse(this, {
        prop: 'workload',
        gotInWords: `one in ${own}`,
        allowed: `a workload in ${region}, where the platform is`,
        fix: "Deploy the workload in the platform's region.",
      });
    }
  }
}

/** The rules by what they lead to. A search index and the search domain share one rule. */
function distinctRules(accesses: AccessData[]): [string, IngressRule][] {
  const all = accesses.flatMap(({ capability, rules }) =>
    rules.map((rule): [string, IngressRule] => [capability ? (PARTS.get(capability) ?? capability) : 'store', rule]),
  );
  const keys = all.map(([, { securityGroupId, port }]) => `${securityGroupId}:${port}`);
  return all.filter((_, position) => keys.indexOf(keys[position]) === position);
}

/** The parts behind the capabilities, in the ids and the descriptions of rules. */
const PARTS = new Map([
  [Capability.CACHE, 'cache'],
  [Capability.MESSAGING, 'broker'],
  [Capability.SEARCH, 'search domain'],
]);

/** Whether two values are known at synthesis, and different. */
function differ(one: string, other: string): boolean {
  return !isUnknown(one) && !isUnknown(other) && one !== other;
}
