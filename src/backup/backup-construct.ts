import {
  aws_backup as backup,
  Duration,
  aws_events as events,
  aws_iam as iam,
  type aws_kms as kms,
  Names,
  RemovalPolicy,
  Stack,
  Token,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { acknowledge } from '../private/acknowledge';
import { layered } from '../private/layered';
import { snapshotAsRetain } from '../private/removal-policies';
import { refuse, requireMatch, requireWholeDays } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import type { BackupOptions } from './backup-options';

/** Props of `BackupConstruct`. */
export interface BackupConstructProps extends BackupOptions {
  /** The environment, which answers what the other props leave open. */
  readonly provider: IEnvironmentProvider;
  /**
   * What to back up, by ARN: databases of RDS, Aurora and DocumentDB, tables of DynamoDB, volumes and file systems. One at
   * least.
   *
   * Buckets need more than the role may: attach `AWSBackupServiceRolePolicyForS3Backup` to it.
   */
  readonly resourceArns: string[];
}

/**
 * A recovery point of each resource every day, in an encrypted vault of AWS Backup: what is left when a database, with
 * the snapshots of its own, is deleted.
 *
 * Where the vault is retained, its policy denies everybody to delete a recovery point or to shorten its life; recovery
 * points still expire. It is no vault lock, so that a mistake can be undone: whoever may change the vault's policy can
 * lift it, in two steps that CloudTrail records.
 *
 * The role backs up and cannot restore. To restore, choose a role with `AWSBackupServiceRolePolicyForRestores`, such as
 * the default role of AWS Backup.
 *
 * Throws when there is nothing to back up, when an ARN is none, when a retention is out of its range, and when the copies
 * would go to the vault's own region.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/whatisbackup.html
 * @example
 * import { AWSProvider, BackupConstruct } from '@org/ecommerce-constructs';
 * import { aws_backup as backup, aws_dynamodb as dynamodb, aws_rds as rds, Stack } from 'aws-cdk-lib';
 *
 * declare const stack: Stack;
 * declare const orders: rds.DatabaseInstance;
 * declare const inventory: dynamodb.Table;
 * new BackupConstruct(stack, 'Backup', {
 *   provider: new AWSProvider(),
 *   resourceArns: [orders.instanceArn, inventory.tableArn],
 *   copyTo: backup.BackupVault.fromBackupVaultArn(
 *     stack,
 *     'Elsewhere',
 *     'arn:aws:backup:eu-west-1:123456789012:backup-vault:elsewhere',
 *   ),
 * });
 */
export class BackupConstruct extends Construct {
  /** The vault, which holds the recovery points. */
  public readonly vault: backup.BackupVault;
  /** The plan, which makes a recovery point of each resource every day. */
  public readonly plan: backup.BackupPlan;
  /** The role that AWS Backup takes on. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: BackupConstructProps) {
    super(scope, id);
    const environment = ResolvedEnvironment.of(this, props.provider);
    const { retention } = layered(environment.backup, props);
    const removalPolicy = snapshotAsRetain(props.removalPolicy ?? environment.retention.removalPolicy);
    this.requireResources(props.resourceArns);
    this.requireRetention('retention', retention);
    this.requireCopy(props);

    this.vault = this.createVault(removalPolicy, props.encryptionKey);
    this.plan = this.createPlan(retention, props);
    this.role = this.createRole();
    this.plan.addSelection('Selection', {
      resources: props.resourceArns.map((arn) => backup.BackupResource.fromArn(arn)),
      role: this.role,
    });
  }

  private createVault(removalPolicy: RemovalPolicy, encryptionKey?: kms.IKey): backup.BackupVault {
    return new backup.BackupVault(this, 'Vault', {
      backupVaultName: this.uniqueName(),
      encryptionKey,
      removalPolicy,
      blockRecoveryPointDeletion: removalPolicy !== RemovalPolicy.DESTROY,
    });
  }

  private createPlan(retention: Duration, { copyTo, copyRetention }: BackupOptions): backup.BackupPlan {
    return new backup.BackupPlan(this, 'Plan', {
      backupPlanName: this.uniqueName(),
      backupVault: this.vault,
      backupPlanRules: [
        new backup.BackupPlanRule({
          ruleName: 'Daily',
          scheduleExpression: DAILY,
          startWindow: START_WINDOW,
          completionWindow: COMPLETION_WINDOW,
          deleteAfter: retention,
          copyActions: copyTo && [{ destinationBackupVault: copyTo, deleteAfter: copyRetention ?? retention }],
        }),
      ],
    });
  }

  /** The selection attaches the policy. */
  private createRole(): iam.Role {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('backup.amazonaws.com'),
      description: `Backs up what ${this.node.path} selects`,
    });
    acknowledge(role, {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
      reason: 'AWS keeps this policy in step with what AWS Backup needs for each kind of resource; it cannot restore.',
    });
    return role;
  }

  private uniqueName(): string {
    return Names.uniqueResourceName(this, { maxLength: 50, separator: '-' });
  }

  private requireResources(resourceArns: string[]): void {
    if (resourceArns.length === 0) {
      throw refuse(this, {
        prop: 'resourceArns',
        gotInWords: 'none',
        allowed: 'one ARN at least',
        fix: 'Name what to back up, or leave the construct out.',
      });
    }
    for (const arn of resourceArns) {
      requireMatch(this, 'resourceArns', arn, /^arn:/, 'ARNs', 'Give the ARN of the resource, not its name.');
    }
  }

  private requireRetention(prop: string, value: Duration): void {
    const fix =
      'Give whole days, such as Duration.days(35), or leave the construct out for an environment without backups.';
    requireWholeDays(this, prop, value, { min: 1, max: 36500 }, fix);
  }

  private requireCopy({ copyTo, copyRetention }: BackupOptions): void {
    if (copyRetention) {
      this.requireRetention('copyRetention', copyRetention);
    }
    if (copyRetention && !copyTo) {
      throw refuse(this, {
        prop: 'copyRetention',
        gotInWords: 'a duration',
        allowed: 'left out where there are no copies',
        fix: 'Name the vault that the copies go to with `copyTo`.',
      });
    }
    const { region } = Stack.of(this);
    if (copyTo && !Token.isUnresolved(region) && copyTo.env.region === region) {
      throw refuse(this, {
        prop: 'copyTo',
        gotInWords: `a vault in ${region}`,
        allowed: 'a vault in another region',
        fix: 'A copy beside the original is lost with it: name a vault elsewhere, by `BackupVault.fromBackupVaultArn`.',
      });
    }
  }
}

/** At the hour that AWS Backup itself proposes, in UTC. */
const DAILY = events.Schedule.cron({ hour: '5', minute: '0' });
/** Long enough to wait for a database's own backup or maintenance, during which no backup starts. */
const START_WINDOW = Duration.hours(4);
/** Whatever started is done, or given up, before the next day's backup. */
const COMPLETION_WINDOW = Duration.hours(20);
