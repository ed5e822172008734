import { Duration, type aws_ec2 as ec2, type aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { layered } from '../private/layered';
import { refuse, requireWholeDays, requireWholeNumber } from '../private/validation';
import type { ResolvedEnvironment } from '../providers/resolved-environment';
import type { StoreContext } from './store-contract';
import type { StoreOptions } from './store-options';

/** The settings of a store of any kind. */
export interface StoreSettings {
  readonly serviceName: string;
  readonly vpc: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly backupRetention: Duration;
  readonly deletionProtection: boolean;
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: kms.IKey;
  readonly allowUnlisted: boolean;
}

/** The settings of a store: its own options, then those of all stores, then the environment's answers. */
export function storeSettings(
  { serviceName, vpc, defaults }: StoreContext,
  { database, retention }: ResolvedEnvironment,
  own: StoreOptions,
): StoreSettings {
  const base: StoreSettings = {
    serviceName,
    vpc,
    vpcSubnets: undefined,
    backupRetention: database.backupRetention,
    deletionProtection: retention.deletionProtection,
    removalPolicy: retention.removalPolicy,
    encryptionKey: undefined,
    allowUnlisted: false,
  };
  return layered(base, defaults, own);
}

/**
 * How long a cluster keeps its backups: at least a day, which Aurora and DocumentDB require.
 *
 * Where every store, or the environment, keeps no backups, a cluster keeps them for the one day; the store's own option is
 * left as it is, and refused where it is too short.
 */
export function clusterBackupRetention({ backupRetention }: StoreSettings, own: StoreOptions): Duration {
  const none = !backupRetention.isUnresolved() && backupRetention.toSeconds() === 0;
  return none && own.backupRetention === undefined ? Duration.days(1) : backupRetention;
}

/** Refuses to destroy what is protected from being deleted: AWS would, when it is too late to change anything. */
export function requireDeletable(scope: Construct, { deletionProtection, removalPolicy }: StoreSettings): void {
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
