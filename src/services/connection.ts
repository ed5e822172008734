import {
  aws_ec2 as ec2,
  type aws_iam as iam,
  aws_kms as kms,
  Stack,
  aws_secretsmanager as secretsmanager,
  Token,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { AccessData, SecretReference } from '../access/access-data';
import { allowByPolicy } from '../access/access-policy';
import type { Capability } from '../access/capability';
import { type Permission, readSecret } from '../access/permissions';
import { refuse } from '../private/validation';
import type { IWorkload } from '../workloads/workload-contract';
import type { ServiceRecord } from './service-parameters';

/** What a workload is connected to. */
export interface ConnectionProps extends ServiceRecord {
  readonly serviceName: string;
  readonly workload: IWorkload;
  /** What of the shared parts the workload uses; all that its service may, where undefined. */
  readonly capabilities?: Capability[];
  /** Reading the service's parameters, where it has any. */
  readonly parameters?: Permission;
}

/**
 * A workload's connection to its service.
 *
 * Every rule, grant and import is written in the workload's stack, so that the platform's stack never refers to a
 * workload: neither stack then holds up the other.
 */
export class Connection extends Construct {
  /** Connects the workload, unless it is connected to the service already. */
  public static establish(props: ConnectionProps): void {
    const { workload, serviceName } = props;
    const other = workload.node.children.find((child) => child instanceof Connection);
    if (other === undefined) {
      new Connection(workload, serviceName, props);
    } else if (other.node.id !== serviceName) {
      throw refuse(workload, {
        prop: 'workload',
        gotInWords: `one that is connected to ${other.node.id}`,
        allowed: 'a workload of one service',
        fix: `Two services' settings have the same names: run ${serviceName} as a workload of its own.`,
      });
    }
  }

  private readonly serviceName: string;
  private readonly workload: IWorkload;

  private constructor(scope: Construct, id: string, props: ConnectionProps) {
    super(scope, id);
    this.serviceName = props.serviceName;
    this.workload = props.workload;
    const accesses = this.chosen(props);
    this.requireRegion(props.region);
    this.requireVpc(props.vpcId);
    this.requireNetwork(accesses);
    this.openDoors(props.securityGroupIds, accesses);
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

  /** The store, and of the shared parts what is asked for. */
  private chosen({ accesses, capabilities }: ConnectionProps): AccessData[] {
    const given = accesses.flatMap(({ capability }) => capability ?? []);
    const missing = capabilities?.find((capability) => !given.includes(capability));
    if (missing !== undefined) {
      throw refuse(this, {
        prop: 'capabilities',
        got: missing,
        allowed: `among those that the service was given: ${given.join(', ') || 'none'}`,
        fix: 'Give the service the capability in the catalogue, or do not ask for it.',
      });
    }
    return accesses.filter(({ capability }) => !capability || !capabilities || capabilities.includes(capability));
  }

  /** Whoever carries the service's groups is let in already; other groups of the workload are let in one by one. */
  private openDoors(serviceGroupIds: string[], accesses: AccessData[]): void {
    const own = this.workload.connections.securityGroups.map(({ securityGroupId }) => securityGroupId);
    if (serviceGroupIds.every((groupId) => own.includes(groupId))) {
      return;
    }
    for (const { securityGroupId, port } of accesses.flatMap(({ doors }) => doors)) {
      const door = ec2.SecurityGroup.fromSecurityGroupId(this, `Door${this.node.children.length}`, securityGroupId);
      // Asked of the door: asked of the workload, the CDK would warn where that may go out to everywhere already.
      door.connections.allowFrom(this.workload, ec2.Port.tcp(port));
    }
  }

  /**
   * Imported into the workload's stack, so that grants on it change no policy in the platform's. Whoever is granted to
   * read it, the workload or what starts it, may decrypt too: the CDK would leave that to the policy of the key.
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
    return allowByPolicy({ connection: this, serviceName: this.serviceName }, grantee, permissions);
  }

  private requireNetwork(accesses: AccessData[]): void {
    const networked = accesses.some(({ doors }) => doors.length > 0);
    if (networked && this.workload.connections.securityGroups.length === 0) {
      throw refuse(this, {
        prop: 'workload',
        gotInWords: 'one without a VPC',
        allowed: "a workload in the platform's VPC, because what its service uses lies there",
        fix: "Give the function or the task the platform's `vpc`, and `securityGroups` of the service.",
      });
    }
  }

  private requireVpc(vpcId: string): void {
    for (const { node } of this.workload.connections.securityGroups) {
      const own = node.defaultChild instanceof ec2.CfnSecurityGroup ? node.defaultChild.vpcId : undefined;
      if (own !== undefined && !Token.isUnresolved(own) && !Token.isUnresolved(vpcId) && own !== vpcId) {
        throw refuse(this, {
          prop: 'workload',
          gotInWords: `one in ${own}`,
          allowed: `a workload in ${vpcId}, where the platform is`,
          fix: "Place the workload in the platform's `vpc`.",
        });
      }
    }
  }

  private requireRegion(region: string): void {
    const own = Stack.of(this.workload).region;
    if (!Token.isUnresolved(own) && !Token.isUnresolved(region) && own !== region) {
      throw refuse(this, {
        prop: 'workload',
        gotInWords: `one in ${own}`,
        allowed: `a workload in ${region}, where the platform is`,
        fix: 'Deploy the workload in the region of the platform.',
      });
    }
  }
}
