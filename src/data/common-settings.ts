import { Duration, type aws_ec2 as ec2, type aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { refuse, requireWholeDays, requireWholeNumber } from '../private/validation';
import { completeSettings } from '../providers/complete-settings';
import type { StoreContext } from './store';
import type { StoreOptions } from './store-options';

/** What is decided about a store of any kind. */
export interface CommonSettings {
  readonly serviceName: string;
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly backupRetention: Duration;
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: kms.IKey;
  readonly allowUnlisted: boolean;
}

/** The store's own options before those of all stores, and those before the environment's answers. */
export function commonSettings(context: StoreContext, own: StoreOptions): CommonSettings {
  const { database, retention } = completeSettings(context.provider);
  const { defaults } = context;
  return {
    serviceName: context.serviceName,
    vpc: context.vpc,
    vpcSubnets: own.vpcSubnets ?? defaults?.vpcSubnets,
    backupRetention: own.backupRetention ?? defaults?.backupRetention ?? database.backupRetention,
    deletionProtection: own.deletionProtection ?? defaults?.deletionProtection ?? retention.deletionProtection,
    removalPolicy: own.removalPolicy ?? defaults?.removalPolicy ?? retention.removalPolicy,
    encryptionKey: own.encryptionKey ?? defaults?.encryptionKey,
    allowUnlisted: own.allowUnlisted ?? defaults?.allowUnlisted ?? false,
  };
}

/**
 * How long a cluster keeps its backups: at least a day, which Aurora and DocumentDB cannot do without.
 *
 * No backups for every store, or for an environment, then mean the least there is; a store's own option is taken at its
 * word.
 */
export function clusterBackupRetention(context: StoreContext, own: StoreOptions): Duration {
  const { backupRetention } = commonSettings(context, own);
  const none = !backupRetention.isUnresolved() && backupRetention.toSeconds() === 0;
  return none && own.backupRetention === undefined ? Duration.days(1) : backupRetention;
}

/** Refuses to destroy what is protected from being deleted: AWS would, when it is too late to change anything. */
export function requireDeletable(scope: Construct, { deletionProtection, removalPolicy }: CommonSettings): void {
  if (deletionProtection && removalPolicy === RemovalPolicy.DESTROY) {
    throw refuse(scope, {
      prop: 'deletionProtection',
      got: deletionProtection,
      allowed: 'false where `removalPolicy` is RemovalPolicy.DESTROY',
      fix: 'Change one of the two; what the props leave open, the provider answers.',
    });
  }
}

/** Refuses a port that no database may listen on. */
export function requirePort(scope: Construct, port: number): void {
  requireWholeNumber(scope, 'port', port, { min: 1150, max: 65535 }, 'Ports below are reserved by RDS and DocumentDB.');
}

/** Refuses backups that are kept for fewer days than `min`, or for more than AWS keeps them. */
export function requireBackupRetention(scope: Construct, backupRetention: Duration, min: number): void {
  requireWholeDays(
    scope,
    'backupRetention',
    backupRetention,
    { min, max: 35 },
    'For longer than 35 days, use AWS Backup.',
  );
}
