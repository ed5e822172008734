import {
  aws_backup as backup,
  Duration,
  aws_events as events,
  aws_iam as iam,
  type aws_kms as kms,
  RemovalPolicy,
  Stack,
  Token,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { partName, serviceResourceName } from '../naming/physical-names';
import { pathText } from '../naming/texts';
import { acknowledge } from '../private/acknowledge';
import { layered } from '../private/layered';
import { snapshotAsRetain } from '../private/removal-policies';
import { refuse, requireMatch, requireWholeDays } from '../private/validation';
import type { IEnvironmentProvider } from '../providers/environment-provider';
import { ResolvedEnvironment } from '../providers/resolved-environment';
import type { BackupOptions } from './backup-options';
import { protectAccessPolicy } from './vault-policy';

/** Props of `BackupConstruct`. */
export interface BackupConstructProps extends BackupOptions {
  /** The environment provider, which supplies the defaults of the other props. */
  readonly provider: IEnvironmentProvider;
  /**
   * ARNs of the resources to back up: databases of RDS, Aurora and DocumentDB, DynamoDB tables, volumes and file systems.
   *
   * The role has no permissions for S3 buckets: to back them up, attach `AWSBackupServiceRolePolicyForS3Backup` to
   * `role`.
   * @default - none; required if `resourceTags` is not set
   */
  readonly resourceArns?: string[];
  /**
   * Tags of further resources to back up, such as those of other stacks. A resource is selected if it has one of the
   * tags with this value. Keys and values are case-sensitive.
   * @default - none
   * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html
   */
  readonly resourceTags?: Record<string, string>;
  /**
   * The service that the backups are for, whose name the vault and the plan then have.
   * @internal
   */
  readonly _serviceName?: string;
}

/**
 * Creates a recovery point of each resource every day, in an encrypted vault of AWS Backup.
 *
 * Recovery points survive the deletion of a database, which also deletes the database's own automated backups.
 *
 * If the removal policy retains the vault, the vault's access policy denies all principals to delete a recovery point
 * or to change its lifecycle. Recovery points still expire: the role that created them, which is retained with the
 * vault, deletes them. Only CloudFormation and the root user of the account may change or delete the access policy. It
 * is not a vault lock, so that a mistake can be undone: a deployment with the removal policy DESTROY removes the access
 * policy, and principals with the permission can then delete a recovery point. CloudTrail records both steps.
 *
 * AWS Backup skips Aurora and DocumentDB clusters if the account has opted out of their resource type in the region.
 * The library cannot detect that: see `aws backup describe-region-settings`.
 *
 * The role can back up, but cannot restore. To restore, choose a role with `AWSBackupServiceRolePolicyForRestores`,
 * such as the default role of AWS Backup.
 *
 * Throws when no resource is selected, when `resourceArns` contains a value that is not an ARN, when a retention is out of range, when
 * `copyRetention` is set without `copyTo`, and when `copyTo` is a vault in the region of the stack.
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
  /** The vault that stores the recovery points. */
  public readonly vault: backup.BackupVault;
  /** The plan that creates a recovery point of each resource every day. */
  public readonly plan: backup.BackupPlan;
  /** The role that AWS Backup assumes to create recovery points. */
  public readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: BackupConstructProps) {
    super(scope, id);
    const environment = ResolvedEnvironment.of(this, props.provider);
    const { retention } = layered(environment.backup, props);
    const removalPolicy = snapshotAsRetain(props.removalPolicy ?? environment.retention.removalPolicy);
    const { resourceArns = [], resourceTags = {} } = props;
    this.requireResources(resourceArns, resourceTags);
    this.requireRetention('retention', retention);
    this.requireCopy(props);

    const name = this.uniqueName(props._serviceName);
    this.vault = this.createVault(name, removalPolicy, props.encryptionKey);
    this.plan = this.createPlan(name, retention, props);
    this.role = this.createRole();
    // AWS Backup deletes an expired recovery point with the role that created it.
    this.role.applyRemovalPolicy(removalPolicy);
    this.select('Selection', resourceArns, backup.BackupResource.fromArn);
    // Not in one selection: AWS Backup selects a resource by its ARN or by a tag of a list, but by its ARN and by conditions,
    // which a version of the CDK may use for tags.
    this.select('TagSelection', Object.entries(resourceTags), ([key, value]) =>
      backup.BackupResource.fromTag(key, value),
    );
  }

  private select<Choice>(id: string, choices: Choice[], toResource: (choice: Choice) => backup.BackupResource): void {
    if (choices.length > 0) {
      this.plan.addSelection(id, { resources: choices.map((choice) => toResource(choice)), role: this.role });
    }
  }

  private createVault(name: string, removalPolicy: RemovalPolicy, encryptionKey?: kms.IKey): backup.BackupVault {
    const retained = removalPolicy !== RemovalPolicy.DESTROY;
    const vault = new backup.BackupVault(this, 'Vault', {
      backupVaultName: name,
      encryptionKey,
      removalPolicy,
      blockRecoveryPointDeletion: retained,
    });
    if (retained) {
      protectAccessPolicy(vault);
    }
    return vault;
  }

  private createPlan(name: string, retention: Duration, { copyTo, copyRetention }: BackupOptions): backup.BackupPlan {
    return new backup.BackupPlan(this, 'Plan', {
      backupPlanName: name,
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

  /** Creates the role without permissions; `addSelection` attaches the managed policy. */
  private createRole(): iam.Role {
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('backup.amazonaws.com'),
      description: `Backs up the resources that ${pathText(this)} selects`,
    });
    acknowledge(role, {
      id: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]',
      reason:
        'AWS maintains this policy with the permissions that backups of each resource type require; it allows no restore.',
    });
    return role;
  }

  private uniqueName(serviceName?: string): string {
    return serviceName === undefined
      ? partName(this, 'backup', MAX_NAME)
      : serviceResourceName(this, { serviceName, kind: 'backup', maxLength: MAX_NAME });
  }

  private requireResources(resourceArns: string[], resourceTags: Record<string, string>): void {
    if (resourceArns.length === 0 && Object.keys(resourceTags).length === 0) {
      throw refuse(this, {
        prop: 'resourceArns',
        gotInWords: 'an empty list',
        allowed: 'a list of at least one ARN',
        fix: 'List the resources to back up, or omit the construct.',
      });
    }
    if (Token.isUnresolved(resourceArns)) {
      return;
    }
    for (const arn of resourceArns) {
      requireMatch(this, 'resourceArns', arn, /^arn:/, 'ARNs', 'Pass the ARN of the resource, not its name.');
    }
  }

  private requireRetention(prop: string, value: Duration): void {
    const fix = 'Use whole days, such as Duration.days(35), or omit the construct in an environment without backups.';
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
        allowed: 'omitted when `copyTo` is not set',
        fix: 'Set `copyTo` to the vault that receives the copies.',
      });
    }
    const { region } = Stack.of(this);
    if (copyTo && !Token.isUnresolved(region) && copyTo.env.region === region) {
      throw refuse(this, {
        prop: 'copyTo',
        gotInWords: `a vault in ${region}`,
        allowed: 'a vault in another region',
        fix:
          'A copy in the same region does not survive the loss of the region. Import a vault of another region with ' +
          '`BackupVault.fromBackupVaultArn`.',
      });
    }
  }
}

/** The limit of AWS Backup for the names of vaults and plans. */
const MAX_NAME = 50;
/** Every day at 05:00 UTC, the default of AWS Backup. */
const DAILY = events.Schedule.cron({ hour: '5', minute: '0' });
/** Long enough to outlast a database's automated backup or maintenance, during which no backup job can start. */
const START_WINDOW = Duration.hours(4);
/** Start and completion window add up to one day, so that each job completes or expires before the next one starts. */
const COMPLETION_WINDOW = Duration.hours(20);
