import type { IConstruct } from 'constructs';
import { refuse, requireMatch } from '../../private/validation';

/** Rejects a service name that PostgreSQL or RDS rejects as a database name. */
export function requirePostgresName(scope: IConstruct, name: string): void {
  requireMatch(
    scope,
    'name',
    name,
    /^[a-z][a-z0-9_]{0,62}$/,
    'a name of 1 to 63 lower-case letters, digits and underscores that starts with a letter, because it names a PostgreSQL database',
    'Rename the service, for example to userservice, or use another kind of store for it.',
  );
  if (RESERVED.has(name)) {
    throw refuse(scope, {
      prop: 'name',
      got: name,
      allowed: 'a name that PostgreSQL does not reserve',
      fix: `Rename the service, for example to ${name}service, or use another kind of store for it.`,
    });
  }
}

/**
 * The reserved key words of PostgreSQL, and the names of the databases that every RDS instance contains.
 * @see https://www.postgresql.org/docs/current/sql-keywords-appendix.html
 */
const RESERVED = new Set(
  (
    'all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation ' +
    'column concurrently constraint create cross current_catalog current_date current_role current_schema ' +
    'current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for ' +
    'foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral ' +
    'leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer ' +
    'overlaps placing primary references returning right select session_user similar some symmetric system_user ' +
    'table tablesample then to trailing true union unique user using variadic verbose when where window with ' +
    'postgres rdsadmin template0 template1'
  ).split(' '),
);

/** The master. Security Hub reports databases that use the default user name of their engine. */
export const MASTER_USER = 'ecommerce';
