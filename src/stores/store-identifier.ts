import { createHash } from 'node:crypto';
import { Names } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { Restore } from './restore';

/**
 * The name under which AWS knows a database, as AWS writes it: unique in the account, and the same in every deployment.
 *
 * Its log groups have to be there before it is, and are called by its name. It says the kind, because Aurora and
 * DocumentDB share their names; and what is restored has a name of its own, because it is made while the database that it
 * replaces is still there.
 */
export function storeIdentifier(scope: IConstruct, kind: string, restore?: Restore): string {
  const suffix = restore ? `-${kind}-${digest(restore)}` : `-${kind}`;
  const path = Names.uniqueResourceName(scope, { maxLength: MAX_LENGTH - suffix.length, separator: '-' });
  return `${path}${suffix}`.toLowerCase().replace(/-+/g, '-'); // RDS refuses two hyphens in a row
}

function digest(restore: Restore): string {
  return createHash('sha256').update(JSON.stringify(restore)).digest('hex').slice(0, 8);
}

/** AWS takes 63 characters; DocumentDB's instances are called by their cluster's name and a number. */
const MAX_LENGTH = 50;
