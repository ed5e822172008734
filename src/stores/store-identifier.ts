import { createHash } from 'node:crypto';
import { Names } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Restore } from './restore';

/**
 * The identifier of a database, in lower case as AWS returns it: unique in the account and the same in every
 * deployment.
 *
 * The database needs a known identifier because its log groups, whose names contain it, are created first. The
 * identifier contains the kind of database, because Aurora and DocumentDB share one namespace. A restored database has
 * a different identifier, because it is created while the database that it replaces still exists.
 */
export function storeIdentifier(scope: IConstruct, kind: string, restore?: Restore): string {
  const suffix = restore ? `-${kind}-${digest(restore)}` : `-${kind}`;
  const path = Names.uniqueResourceName(scope, { maxLength: MAX_LENGTH - suffix.length, separator: '-' });
  return `${path}${suffix}`.toLowerCase().replace(/-+/g, '-'); // RDS rejects two hyphens in a row
}

function digest(restore: Restore): string {
  return createHash('sha256').update(JSON.stringify(restore)).digest('hex').slice(0, 8);
}

/** AWS allows 63 characters; the names of DocumentDB instances append a number to the cluster's identifier. */
const MAX_LENGTH = 50;
