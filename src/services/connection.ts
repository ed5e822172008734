import {
  Duration,
  aws_ec2 as ec2,
  type aws_iam as iam,
  aws_kms as kms,
  Stack,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct, Dependable } from 'constructs';
import type { AccessData, SecretReference } from '../access/access-data';
import { allowByPolicy } from '../access/access-policy';
import type { Capability } from '../access/capability';
import { type Permission, readSecret } from '../access/permissions';
import { noteRotation } from '../access/rotated-secret';
import { createChild } from '../private/create-child';
import { isPending, isUnknown, refuse } from '../private/validation';
import type { IWorkload } from '../workloads/workload-contract';
import type { Use } from './identities';
import { allowNetworkAccess } from './network-access';
import { ownerOf, requireOwnRole, requireOwnWorkload } from './owned-identities';
import type { ServiceRecord } from './records/service-record';
import { StoreRole } from './store-role';

/** A workload, and the service that it is connected to. */
export interface ConnectionProps extends ServiceRecord {
  readonly serviceName: string;
  readonly workload: IWorkload;
  /** The capabilities that the workload uses; all of its service's capabilities if undefined. */
  readonly capabilities?: Capability[];
  /** What the workload does in the store; it does not change the schema if undefined. */
  readonly storeRole?: StoreRole;
  /** The services that may have the workload's identities too. */
  readonly sharesWith?: string[];
  /** The services that may have the service's store too, if the service is of another app. */
  readonly sharesStoreWith?: string[];
  /** Whether somebody else grants the permissions to a role that must not be changed. */
  readonly permissionsGrantedElsewhere?: boolean;
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
  /** The names of the services that may have the workload's identities too. */
  public readonly sharesWith: readonly string[];
  /** The names of the services that may have the service's store too, if the service is of another app. */
  public readonly sharesStoreWith: readonly string[];
  /** What the workload does in the store; it does not change the schema if undefined. */
  public readonly storeRole?: StoreRole;
  private readonly account: string;
  private readonly use: Use;
  private readonly isGrantedElsewhere: boolean;

  private constructor(scope: Construct, id: string, props: ConnectionProps) {
    super(scope, id);
    this.serviceName = props.serviceName;
    this.record = props;
    this.parameters = props.parameters;
    this.account = props.account;
    this.workload = props.workload;
    this.sharesWith = props.sharesWith ?? [];
    this.sharesStoreWith = props.sharesStoreWith ?? [];
    this.storeRole = props.storeRole;
    this.use = { owner: ownerOf(this, props.serviceName, props), user: this, sharesWith: this.sharesWith };
    this.isGrantedElsewhere = props.permissionsGrantedElsewhere ?? false;
    const accesses = this.selectAccesses(props);
    this.requireAccount();
    this.requireRegion(props.region);
    this.requireVpc(props.vpcId);
    this.requireNetwork(accesses);
    requireOwnWorkload(this.use, this.workload);
    requireOwnRole(this.use, this.workload);
    allowNetworkAccess(this, {
      serviceName: this.serviceName,
      serviceGroupIds: props.securityGroupIds,
      groups: this.workload.connections.securityGroups,
      accesses,
    });
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
  private selectAccesses({ accesses, capabilities, storeRole }: ConnectionProps): AccessData[] {
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
    const selected = accesses.filter(
      ({ capability }) => !capability || !capabilities || capabilities.includes(capability),
    );
    return storeRole === StoreRole.MIGRATION ? this.withMigration(selected) : selected;
  }

  /** Replaces the login to the store by the one that changes the schema. */
  private withMigration(accesses: AccessData[]): AccessData[] {
    if (accesses.every(({ migration }) => migration === undefined)) {
      throw refuse(this, {
        prop: 'storeRole',
        got: StoreRole.MIGRATION,
        allowed: `StoreRole.APPLICATION, because the store of ${this.serviceName} has no login for migrations`,
        fix: 'Leave it out. Only PostgreSQL instances and Aurora clusters that the library creates have such a login.',
      });
    }
    return accesses.map((access) =>
      access.migration === undefined
        ? access
        : { ...access, ...access.migration, settings: { ...access.settings, ...access.migration.settings } },
    );
  }

  /**
   * Imports a secret into the workload's stack, so that a grant does not change a policy in the platform's stack.
   * `grantRead` of the imported secret also allows decrypting: the CDK would rely on the key's policy for that.
   */
  private importSecret(name: string, { secretArn, keyArn, rotationDays }: SecretReference): secretsmanager.ISecret {
    const secret = secretsmanager.Secret.fromSecretAttributes(this, name, {
      secretCompleteArn: secretArn,
      encryptionKey: keyArn === undefined ? undefined : kms.Key.fromKeyArn(this, `${name}Key`, keyArn),
    });
    secret.grantRead = (grantee) => this.allow(grantee, readSecret(secret));
    if (rotationDays !== undefined) {
      noteRotation(secret, Duration.days(rotationDays));
    }
    return secret;
  }

  private allow(grantee: iam.IGrantable, permissions: Permission[]): iam.Grant {
    this.requireRole(grantee);
    requireOwnRole(this.use, grantee);
    const grant = allowByPolicy({ connection: this, serviceName: this.serviceName }, grantee, permissions);
    this.requireGranted(grantee, grant);
    return grant;
  }

  /** The CDK reports no error for a role that gets nothing: one that must not be changed, or of another account. */
  private requireGranted(grantee: iam.IGrantable, grant: iam.Grant): void {
    const hasNothing = !grant.success || Dependable.of(grant).dependencyRoots.length === 0;
    if (hasNothing && !isLookedUp(grantee)) {
      this.requireOwnAccount(grantee);
      if (!this.isGrantedElsewhere) {
        throw refuse(this, {
          prop: 'workload',
          gotInWords: 'one whose role must not be changed, and gets no permissions',
          allowed: `a workload whose role may be changed, so that it gets the permissions of ${this.serviceName}`,
          fix:
            'Import or create the role as one that may be changed, or set `permissionsGrantedElsewhere` in the options ' +
            'of `connect` if somebody else grants the permissions.',
        });
      }
    }
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
  private requireRole(grantee: iam.IGrantable): void {
    const { principalAccount } = grantee.grantPrincipal;
    if (principalAccount !== undefined && !isLookedUp(grantee) && differ(principalAccount, this.account)) {
      throw this.refuseRole(principalAccount, this.account);
    }
  }

  /** A role of another account than the stack that imports it gets nothing, also where the account of the platform is unknown. */
  private requireOwnAccount({ grantPrincipal }: iam.IGrantable): void {
    const { principalAccount } = grantPrincipal;
    const own = Construct.isConstruct(grantPrincipal) ? Stack.of(grantPrincipal).account : this.account;
    if (principalAccount !== undefined && differ(principalAccount, own)) {
      throw this.refuseRole(principalAccount, own);
    }
  }

  private refuseRole(account: string, allowed: string): Error {
    return refuse(this, {
      prop: 'workload',
      gotInWords: `one whose role is in account ${account}`,
      allowed: `a workload whose role is in account ${allowed}, where the platform is`,
      fix: "Use a role of the platform's account, which allows the role of the other account to assume it.",
    });
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

/** Whether the CDK has yet to look up the role, and answers with a placeholder of another account. */
function isLookedUp({ grantPrincipal: { policyFragment } }: iam.IGrantable): boolean {
  return Object.values(policyFragment.principalJson).flat().some(isPending);
}

/** Whether two values are known at synthesis, and different. */
function differ(one: string, other: string): boolean {
  return !isUnknown(one) && !isUnknown(other) && one !== other;
}
