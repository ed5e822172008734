import type { IConstruct } from 'constructs';
import { refuse, requireMatch } from '../private/validation';

/** The seven services of the platform. */
export const DEFAULT_SERVICES = [
  'userservice',
  'productservice',
  'orderservice',
  'paymentservice',
  'notificationservice',
  'searchservice',
  'inventoryservice',
];

/**
 * Refuses an empty list, a duplicate, and names that PostgreSQL or RDS would refuse: a service's name is its database's.
 */
export function requireServiceNames(scope: IConstruct, names: string[]): void {
  if (names.length === 0) {
    throw refuse(scope, {
      prop: 'services',
      got: 'an empty list',
      allowed: 'a list of one or more names',
      fix: 'Leave the prop out for the seven default services.',
    });
  }
  for (const name of names) {
    requireMatch(
      scope,
      'services',
      name,
      /^[a-z][a-z0-9_]{0,62}$/,
      'names of 1 to 63 lower-case letters, digits and underscores that start with a letter',
      'Rename the service, for example to userservice.',
    );
    if (RESERVED.has(name)) {
      throw refuse(scope, {
        prop: 'services',
        got: name,
        allowed: 'names that PostgreSQL does not reserve',
        fix: `Rename the service, for example to ${name}service.`,
      });
    }
  }
  const duplicate = names.find((name, index) => names.indexOf(name) !== index);
  if (duplicate !== undefined) {
    throw refuse(scope, {
      prop: 'services',
      got: `${duplicate} twice`,
      allowed: 'a list of different names',
      fix: 'Remove or rename one of the two.',
    });
  }
}

/**
 * The key words that PostgreSQL reserves, and the databases that every RDS instance has.
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
