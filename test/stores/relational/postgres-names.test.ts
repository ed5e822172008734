import { requirePostgresName } from '../../../src/stores/relational/postgres-names';
import { twoZoneStack } from '../../support/stacks';

/** @see https://www.postgresql.org/docs/current/sql-keywords-appendix.html */
const RESERVED_KEY_WORDS = [
  ...['all', 'analyse', 'analyze', 'and', 'any', 'array', 'as', 'asc', 'asymmetric', 'both', 'case', 'cast', 'check'],
  ...['collate', 'column', 'constraint', 'create', 'current_catalog', 'current_date', 'current_role', 'current_time'],
  ...['current_timestamp', 'current_user', 'default', 'deferrable', 'desc', 'distinct', 'do', 'else', 'end', 'except'],
  ...['false', 'fetch', 'for', 'foreign', 'from', 'grant', 'group', 'having', 'in', 'initially', 'intersect', 'into'],
  ...['lateral', 'leading', 'limit', 'localtime', 'localtimestamp', 'not', 'null', 'offset', 'on', 'only', 'or'],
  ...['order', 'placing', 'primary', 'references', 'returning', 'select', 'session_user', 'some', 'symmetric'],
  ...['system_user', 'table', 'then', 'to', 'trailing', 'true', 'union', 'unique', 'user', 'using', 'variadic', 'when'],
  ...['where', 'window', 'with'],
];

/** Key words that PostgreSQL reserves, except as names of functions and types. */
const KEY_WORDS_OF_FUNCTIONS = [
  ...['authorization', 'binary', 'collation', 'concurrently', 'cross', 'current_schema', 'freeze', 'full', 'ilike'],
  ...['inner', 'is', 'isnull', 'join', 'left', 'like', 'natural', 'notnull', 'outer', 'overlaps', 'right', 'similar'],
  ...['tablesample', 'verbose'],
];

/** The databases that every RDS instance contains. */
const DATABASES = ['postgres', 'rdsadmin', 'template0', 'template1'];

test.each([...RESERVED_KEY_WORDS, ...KEY_WORDS_OF_FUNCTIONS, ...DATABASES])(
  "rejects the service name '%s', which is reserved",
  (name) => {
    expect(() => requirePostgresName(twoZoneStack(), name)).toThrow(
      new Error(
        `name must be a name that PostgreSQL does not reserve, got '${name}'. ` +
          `Rename the service, for example to ${name}service, or use another kind of store for it. (in Test)`,
      ),
    );
  },
);

test.each(['', '1orders', '_orders', 'Orders', 'order-service', 'orders.eu', 'order service', 'o'.repeat(64)])(
  "rejects the service name '%s', which is not a valid database name",
  (name) => {
    expect(() => requirePostgresName(twoZoneStack(), name)).toThrow(
      new Error(
        'name must be a name of 1 to 63 lower-case letters, digits and underscores that starts with a letter, because ' +
          `it names a PostgreSQL database, got '${name}'. Rename the service, for example to userservice, or use another kind of store for it. (in Test)`,
      ),
    );
  },
);

test.each(['o', 'orders', 'order_service', 'orders2', 'template2', 'o'.repeat(63)])(
  "accepts the service name '%s'",
  (name) => {
    expect(() => requirePostgresName(twoZoneStack(), name)).not.toThrow();
  },
);
