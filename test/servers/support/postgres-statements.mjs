// What a login of PostgreSQL may do, and what it must be refused.

import pg from 'pg';
import { NO_EFFECT } from './attempts.mjs';

const { escapeIdentifier: id, escapeLiteral: literal } = pg;

/** What the migrator runs. */
export const migration = () => [
  'CREATE TABLE orders (id bigserial PRIMARY KEY, note text)',
  'ALTER TABLE orders ADD COLUMN state state',
  'CREATE INDEX ON orders (note)',
  'CREATE SCHEMA "new Schema"',
  'CREATE TABLE "new Schema".items (id int GENERATED ALWAYS AS IDENTITY, note text)',
  'CREATE VIEW "new Schema".latest AS SELECT * FROM orders',
  `CREATE FUNCTION "new Schema".next() RETURNS bigint LANGUAGE sql AS $$SELECT nextval('orders_id_seq')$$`,
  'ALTER TABLE legacy ADD COLUMN added text',
];

/** What the service runs. */
export const OWN_WORK = [
  `INSERT INTO orders (note) VALUES ('one'), ('two')`,
  `UPDATE orders SET note = 'three' WHERE note = 'one'`,
  `DELETE FROM orders WHERE note = 'two'`,
  'SELECT * FROM orders',
  'SELECT * FROM orders FOR UPDATE',
  `INSERT INTO "new Schema".items (note) VALUES ('one')`,
  'SELECT * FROM "new Schema".latest',
  'SELECT "new Schema".next()',
  'SELECT twice(2)',
  'CALL nothing()',
  'SELECT * FROM seen, counted',
  'CREATE TEMPORARY TABLE scratch (id int)',
  'PREPARE one AS SELECT * FROM legacy',
  'LISTEN changes',
  `NOTIFY changes, 'now'`,
  'SELECT pg_advisory_lock(1)',
];

/** What a service is refused in its own database: its schema, the server, and what somebody else owns. */
export const ownDatabaseAttempts = (service) => [
  'SELECT * FROM audit.trail',
  `INSERT INTO audit.trail VALUES ('x')`,
  'CREATE TABLE public.mine (id int)',
  'CREATE SCHEMA mine',
  'DROP TABLE orders',
  'TRUNCATE orders',
  'ALTER TABLE orders ADD COLUMN x int',
  'CREATE INDEX ON orders (id)',
  'REFRESH MATERIALIZED VIEW counted',
  `SET ROLE ${id(`${service}_owner`)}`,
  `SET ROLE ${id(`${service}_app`)}`,
  `ALTER DATABASE ${id(service)} SET search_path = 'x'`,
  `DROP DATABASE ${id(service)}`,
  'CREATE ROLE mine',
  'CREATE DATABASE mine',
  `ALTER ROLE ${id(`${service}_b`)} PASSWORD 'x'`,
  `ALTER ROLE ${id(`${service}_a`)} CONNECTION LIMIT -1`,
  `ALTER ROLE ${id(`${service}_a`)} SUPERUSER`,
  `ALTER ROLE ${id(`${service}_a`)} CREATEROLE`,
  'GRANT pg_read_all_data TO CURRENT_USER',
  'GRANT rds_superuser TO CURRENT_USER',
  'SELECT * FROM pg_authid',
  'SELECT * FROM pg_hba_file_rules',
  `SELECT pg_read_file('postgresql.conf')`,
  `SELECT pg_ls_dir('.')`,
  `COPY orders TO PROGRAM 'true'`,
  `COPY orders TO '/tmp/orders'`,
  `COPY orders FROM '/etc/passwd'`,
  `SELECT lo_import('/etc/passwd')`,
  `ALTER SYSTEM SET log_statement = 'all'`,
  'SELECT pg_reload_conf()',
  `SET log_statement = 'none'`,
  `SET session_replication_role = replica`,
  `CREATE PUBLICATION everything FOR ALL TABLES`,
  `SELECT pg_create_physical_replication_slot('mine')`,
  'CHECKPOINT',
];

/** What a service is refused of another one, from its own database. */
export function foreignAttempts(attacker, victim, processId) {
  const me = id(`${attacker}_a`);
  const database = id(victim);
  const [owner, app, a, b, migrator] = ['owner', 'app', 'a', 'b', 'migrator'].map((role) => id(`${victim}_${role}`));
  const hidden = (rows) => (rows.every(({ query }) => query === '<insufficient privilege>') ? NO_EFFECT : undefined);
  return [
    ...[owner, app, a, b, migrator].flatMap((role) => [
      `SET ROLE ${role}`,
      `SET SESSION AUTHORIZATION ${role}`,
      `GRANT ${role} TO ${me}`,
      `ALTER ROLE ${role} LOGIN PASSWORD 'x'`,
      `ALTER ROLE ${role} NOLOGIN`,
      `ALTER ROLE ${role} SET search_path = 'x'`,
      `DROP ROLE ${role}`,
      `COMMENT ON ROLE ${role} IS 'x'`,
      `DROP OWNED BY ${role}`,
      `REASSIGN OWNED BY ${role} TO ${me}`,
      `ALTER DEFAULT PRIVILEGES FOR ROLE ${role} GRANT SELECT ON TABLES TO ${me}`,
      `CREATE SCHEMA mine AUTHORIZATION ${role}`,
    ]),
    `REVOKE ${app} FROM ${a}`,
    `ALTER DATABASE ${database} OWNER TO ${me}`,
    `ALTER DATABASE ${database} RENAME TO mine`,
    `ALTER DATABASE ${database} SET search_path = 'x'`,
    `ALTER DATABASE ${database} CONNECTION LIMIT 0`,
    `GRANT CONNECT ON DATABASE ${database} TO ${me}`,
    `REVOKE CONNECT ON DATABASE ${database} FROM ${app}`,
    `COMMENT ON DATABASE ${database} IS 'x'`,
    `DROP DATABASE ${database}`,
    `CREATE DATABASE mine TEMPLATE ${database}`,
    `SELECT pg_database_size(${literal(victim)})`,
    `SELECT pg_terminate_backend(${processId})`,
    `SELECT pg_cancel_backend(${processId})`,
    { statement: `SELECT query FROM pg_stat_activity WHERE pid = ${processId}`, noEffect: hidden },
  ].map((attempt) => (typeof attempt === 'string' ? { statement: attempt } : attempt));
}
