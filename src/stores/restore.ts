import { Annotations, type aws_docdb as docdb, type aws_rds as rds, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { requireVersionOfSource } from '../engines/engine-rules';
import { acknowledge } from '../private/acknowledge';
import { isPending, refuse } from '../private/validation';
import type { PointInTime, RestoreOptions } from './restore-options';

/** The validated source of a restored database: a snapshot, or another database at a point in time. */
export interface Restore {
  readonly snapshot?: string;
  readonly source?: string;
  /** In UTC, to the second. Undefined for the latest restorable time. */
  readonly time?: string;
}

/** The options of a database that can be restored. */
interface RestorableOptions extends RestoreOptions {
  readonly engineVersion?: unknown;
}

/**
 * Returns the source in the options, if they have one, and warns that changing it replaces the database. Rejects a
 * source without the engine version: `RestoreDBClusterFromSnapshot` upgrades to a higher version, and CloudFormation
 * upgrades an instance right after its restore.
 */
export function restoreFrom(scope: IConstruct, options: RestorableOptions): Restore | undefined {
  const { restoreFromSnapshot, restoreToTime, engineVersion: got } = options;
  if (restoreFromSnapshot !== undefined && restoreToTime !== undefined) {
    throw refuse(scope, {
      prop: 'restoreToTime',
      gotInWords: 'both',
      allowed: 'unset if `restoreFromSnapshot` is set',
      fix: 'Restore either from a snapshot or to a point in time.',
    });
  }
  if (restoreFromSnapshot !== undefined) {
    requireIdentifier(scope, 'restoreFromSnapshot', restoreFromSnapshot);
    requireVersionOfSource(scope, { restoreProp: 'restoreFromSnapshot', versionProp: 'engineVersion', got });
    warnOfReplacement(scope, 'restoreFromSnapshot');
    return { snapshot: restoreFromSnapshot };
  }
  if (restoreToTime !== undefined) {
    requireIdentifier(scope, 'restoreToTime.sourceIdentifier', restoreToTime.sourceIdentifier);
    requireVersionOfSource(scope, { restoreProp: 'restoreToTime', versionProp: 'engineVersion', got });
    warnOfReplacement(scope, 'restoreToTime');
    return { source: restoreToTime.sourceIdentifier, time: inUtc(scope, restoreToTime) };
  }
  return undefined;
}

/** Warns at synthesis, because a template does not show that a deployment replaces a store and its data. */
export function warnOfReplacement(scope: IConstruct, prop: string): void {
  Annotations.of(scope).addWarningV2(
    '@org/ecommerce-constructs:restore',
    `\`${prop}\` restores this store from saved data. Adding, changing or removing it replaces a deployed store: ` +
      'keep it set for as long as the store exists.',
  );
}

/** Restores an instance, without the properties that it inherits from its source. */
export function restoreInstance(instance: rds.CfnDBInstance, { snapshot, source, time }: Restore): void {
  instance.dbName = undefined;
  instance.masterUsername = undefined;
  instance.kmsKeyId = undefined;
  instance.dbSnapshotIdentifier = snapshot;
  instance.sourceDbInstanceIdentifier = source;
  instance.restoreTime = time;
  instance.useLatestRestorableTime = isLatest(source, time);
  inheritEncryption(instance);
}

/**
 * Restores an Aurora cluster, without the properties that it inherits from its source. Its key is not one of them: RDS
 * encrypts the restored data with the key of the new cluster.
 */
export function restoreAurora(cluster: rds.CfnDBCluster, restore: Restore): void {
  cluster.databaseName = undefined;
  restoreCluster(cluster, restore);
  inheritEncryption(cluster);
}

/** Restores a cluster, without the master user, which it inherits from its source. */
export function restoreCluster(
  cluster: rds.CfnDBCluster | docdb.CfnDBCluster,
  { snapshot, source, time }: Restore,
): void {
  cluster.masterUsername = undefined;
  cluster.snapshotIdentifier = snapshot;
  cluster.sourceDbClusterIdentifier = source;
  cluster.restoreToTime = time;
  cluster.useLatestRestorableTime = isLatest(source, time);
}

/** RDS encrypts a restored database if its source is encrypted, and rejects `StorageEncrypted`. */
function inheritEncryption(database: rds.CfnDBInstance | rds.CfnDBCluster): void {
  database.storageEncrypted = undefined;
  const reason =
    'A restored database inherits the encryption of its source, which RDS does not let you change. Databases that ' +
    'this library creates are encrypted, and so are their snapshots and backups.';
  acknowledge(database, ...STORAGE_ENCRYPTED.map((id) => ({ id, reason })));
}

function isLatest(source?: string, time?: string): true | undefined {
  return source !== undefined && time === undefined ? true : undefined;
}

function inUtc(scope: IConstruct, { time }: PointInTime): string | undefined {
  if (time !== undefined && Number.isNaN(time.getTime())) {
    throw refuse(scope, {
      prop: 'restoreToTime.time',
      got: time,
      allowed: 'a valid date',
      fix: 'Omit it to restore to the latest restorable time.',
    });
  }
  return time?.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Rejects a token, because the identifier of the restored database is a hash of its source. */
function requireIdentifier(scope: IConstruct, prop: string, got: string): void {
  if (isPending(got)) {
    return;
  }
  if (Token.isUnresolved(got) || !/^[a-z][a-z\d:-]*$/i.test(got)) {
    throw refuse(scope, {
      prop,
      ...(Token.isUnresolved(got) ? { gotInWords: 'a token' } : { got }),
      allowed: 'an identifier or an ARN that is known at synthesis',
      fix: 'Use a literal value, for example orders-before-migration.',
    });
  }
}

const STORAGE_ENCRYPTED = [
  'AwsSolutions-RDS2',
  'HIPAA.Security-RDSStorageEncrypted',
  'NIST.800.53.R5-RDSStorageEncrypted',
  'PCI.DSS.321-RDSStorageEncrypted',
];
