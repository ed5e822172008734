import { Annotations, type aws_docdb as docdb, type aws_rds as rds, Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledge } from '../private/acknowledge';
import { refuse } from '../private/validation';
import type { PointInTime, RestoreOptions } from './restore-options';

/** What a database is made from, checked. */
export interface Restore {
  readonly snapshot?: string;
  readonly source?: string;
  /** In UTC, to the second; without it the latest time there is. */
  readonly time?: string;
}

/** What the options say that a database is made from, if anything; warns that saying so replaces it. */
export function restoreFrom(scope: IConstruct, options: RestoreOptions): Restore | undefined {
  const { restoreFromSnapshot, restoreToTime } = options;
  if (restoreFromSnapshot !== undefined && restoreToTime !== undefined) {
    throw refuse(scope, {
      prop: 'restoreToTime',
      gotInWords: 'both',
      allowed: 'left out where `restoreFromSnapshot` is given',
      fix: 'Restore from a snapshot, or to a point in time.',
    });
  }
  if (restoreFromSnapshot !== undefined) {
    requireIdentifier(scope, 'restoreFromSnapshot', restoreFromSnapshot);
    warnOfReplacement(scope, 'restoreFromSnapshot');
    return { snapshot: restoreFromSnapshot };
  }
  if (restoreToTime !== undefined) {
    requireIdentifier(scope, 'restoreToTime.sourceIdentifier', restoreToTime.sourceIdentifier);
    warnOfReplacement(scope, 'restoreToTime');
    return { source: restoreToTime.sourceIdentifier, time: inUtc(scope, restoreToTime) };
  }
  return undefined;
}

/** Says at synthesis what the template alone cannot: that a store with data in it is about to be another. */
export function warnOfReplacement(scope: IConstruct, prop: string): void {
  Annotations.of(scope).addWarningV2(
    '@org/ecommerce-constructs:restore',
    `\`${prop}\` makes this store from what was saved. Adding, changing or removing it replaces a store that is ` +
      'deployed: keep it for as long as the store lives.',
  );
}

/** Without what a restored instance takes over from its source. */
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

/** Without what a restored cluster takes over from its source; what is encrypted, is encrypted anew with the key. */
export function restoreAurora(cluster: rds.CfnDBCluster, restore: Restore): void {
  cluster.databaseName = undefined;
  restoreCluster(cluster, restore);
  inheritEncryption(cluster);
}

/** Without the user, which a restored cluster takes over from its source. */
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

/** RDS encrypts what is restored as its source was, and refuses to be told. */
function inheritEncryption(database: rds.CfnDBInstance | rds.CfnDBCluster): void {
  database.storageEncrypted = undefined;
  const reason =
    'The database is restored: RDS encrypts it as its source was, and takes no word about it. What this library makes ' +
    'is encrypted, and so are its snapshots and backups.';
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
      fix: 'Leave it out for the latest time there is.',
    });
  }
  return time?.toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A token could not go into the name of the database, which a restore has to change. */
function requireIdentifier(scope: IConstruct, prop: string, got: string): void {
  if (Token.isUnresolved(got) || !/^[a-z][a-z\d:-]*$/i.test(got)) {
    throw refuse(scope, {
      prop,
      ...(Token.isUnresolved(got) ? { gotInWords: 'a token' } : { got }),
      allowed: 'an identifier or an ARN that is known at synthesis',
      fix: 'Write it out, for example orders-before-migration.',
    });
  }
}

const STORAGE_ENCRYPTED = [
  'AwsSolutions-RDS2',
  'HIPAA.Security-RDSStorageEncrypted',
  'NIST.800.53.R5-RDSStorageEncrypted',
  'PCI.DSS.321-RDSStorageEncrypted',
];
