import { Duration, type aws_ec2 as ec2, type aws_kms as kms, RemovalPolicy } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { layered } from '../private/layered';
import { refuse, requireWholeDays, requireWholeNumber } from '../private/validation';
import type { ResolvedEnvironment } from '../providers/resolved-environment';
import type { StoreContext } from './store-contract';
import type { StoreOptions } from './store-options';

/** The settings that every kind of store has. */
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

/** Resolves the settings of a store: its own options, then the defaults of every store, then the environment. */
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
 * Resolves the backup retention of a cluster: at least one day, which Aurora and DocumentDB require.
 *
 * If the default of every store or the environment's setting is 0, the retention is one day. A store's own option is
 * returned unchanged, and rejected later if it is too short.
 */
export function clusterBackupRetention({ backupRetention }: StoreSettings, own: StoreOptions): Duration {
  const disabled = !backupRetention.isUnresolved() && backupRetention.toSeconds() === 0;
  return disabled && own.backupRetention === undefined ? Duration.days(1) : backupRetention;
}

/** Rejects RemovalPolicy.DESTROY for a protected store, which AWS would reject only when the store is to be deleted. */
export function requireDeletable(scope: Construct, { deletionProtection, removalPolicy }: StoreSettings): void {
  if (deletionProtection && removalPolicy === RemovalPolicy.DESTROY) {
    throw refuse(scope, {
      prop: 'deletionProtection',
      got: deletionProtection,
      allowed: 'false if `removalPolicy` is RemovalPolicy.DESTROY',
      fix: "Change one of the two. The environment's setting applies to a prop that is not set.",
    });
  }
}

/** Rejects a port that databases cannot listen on. */
export function requirePort(scope: Construct, port: number): void {
  requireWholeNumber(
    scope,
    'port',
    port,
    { min: 1150, max: 65535 },
    'RDS and DocumentDB reserve the ports below 1150.',
  );
}

/** Rejects a backup retention that is shorter than `min` days or longer than AWS supports. */
export function requireBackupRetention(scope: Construct, backupRetention: Duration, min: number): void {
  requireWholeDays(
    scope,
    'backupRetention',
    backupRetention,
    { min, max: 35 },
    'For longer than 35 days, use AWS Backup.',
  );
}
