import type { IConstruct } from 'constructs';
import { serviceResourceName } from '../naming/physical-names';
import type { Restore } from './restore';

/** What the identifier of a database is made from. */
export interface IdentifiedStore {
  readonly serviceName: string;
  /** The kind of database: Aurora and DocumentDB share one namespace. */
  readonly kind: string;
  /** A restored database has a different identifier: it is created while the database that it replaces still exists. */
  readonly restore?: Restore;
}

/**
 * The identifier of a database, unique in the account and the same in every deployment.
 *
 * The database needs a known identifier because its log groups, whose names contain it, are created first.
 */
export function storeIdentifier(scope: IConstruct, { serviceName, kind, restore }: IdentifiedStore): string {
  return serviceResourceName(scope, { serviceName, kind, variant: restore, maxLength: MAX_LENGTH });
}

/** The names of the exported logs of all databases that a service has or had, of any kind and restored from any source. */
export function databaseLogsOf(scope: IConstruct, serviceName: string): string {
  const identifier = storeIdentifier(scope, { serviceName, kind: '' });
  return `/aws/*/${identifier.slice(0, -DIGEST_LENGTH)}*`; // only the digest depends on the kind and the source
}

/** AWS allows 63 characters; the names of DocumentDB instances append a number to the cluster's identifier. */
const MAX_LENGTH = 50;

const DIGEST_LENGTH = 8;
