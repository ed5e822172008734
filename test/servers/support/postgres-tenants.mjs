// A PostgreSQL server with services whose names collide, and clients of them.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { deploy, destroy, servers } from './stack.mjs';

const STACK = 'postgres-logins';
const MASTER = { username: 'master user', password: `m "a's' t\\e$r%20&ü` };

/** Names that begin with another one, that differ in a wildcard of SQL, and that need quotes. */
export const SERVICES = [
  'order',
  'orderservice',
  'order_archive',
  'order-archive',
  'paymentservice',
  `o'r"d e\\r?&%20ü;--`,
];

export class Tenants {
  /** Starts a server, with a database for each service, and tables that the master made in it. */
  static async start(secretsManager) {
    const { Host, Port, Id } = await deploy(STACK, TEMPLATE);
    const tenants = new Tenants(Host, Number(Port), secretsManager);
    tenants.instance = Id;
    for (const service of SERVICES) await tenants.createDatabase(service);
    return tenants;
  }

  constructor(host, port, secretsManager) {
    this.host = host;
    this.port = port;
    this.master = MASTER;
    this.masterSecret = secretsManager.create(MASTER);
    this.services = SERVICES.map((service) => {
      // A password that needs quotes in SQL, in a URL and in a shell.
      const secret = secretsManager.create({ username: `${service}_a`, password: `p'a"s \\s${service}$%&?ü` });
      const migrationSecret = secretsManager.create({ username: `${service}_migrator`, password: `m'${service}` });
      return { service, secret, migrationSecret };
    });
  }

  async stop() {
    await destroy(STACK);
  }

  /** Logs in, and returns what the work returns. */
  async as({ username, password }, database, work) {
    const client = new pg.Client({
      host: this.host,
      port: this.port,
      user: username,
      password,
      database,
      ssl: true,
      connectionTimeoutMillis: 10_000,
    });
    client.on('error', () => {}); // the server ended the session
    try {
      await client.connect();
      return await work((statement, values) => client.query(statement, values).then(({ rows }) => rows), client);
    } finally {
      await client.end();
    }
  }

  asMaster(database, work) {
    return this.as(this.master, database, work);
  }

  /** The superuser, whom nobody has on RDS. */
  async asSuperuser(database, work) {
    const [{ log }] = await servers();
    const password = readFileSync(join(dirname(log), 'rdsadmin.password'), 'utf8');
    return this.as({ username: 'rdsadmin', password }, database, work);
  }

  async createDatabase(service) {
    await this.asMaster('postgres', (run) => run(`CREATE DATABASE ${pg.escapeIdentifier(service)}`));
    await this.asMaster(service, (run) => run(MADE_BY_MASTER));
    await this.asSuperuser(service, (run) => run(OF_SOMEBODY_ELSE));
  }

  /** Everything that the catalogue says of roles and rights, as text. Passwords are left out: their salt is new each time. */
  async rights(database) {
    return JSON.stringify(await this.asSuperuser(database, (run) => run(RIGHTS)));
  }
}

const MADE_BY_MASTER = `
  CREATE SCHEMA "old Schema";
  CREATE TABLE legacy (id serial PRIMARY KEY, note text);
  CREATE TABLE "old Schema"."Items" (id int GENERATED ALWAYS AS IDENTITY, note text);
  CREATE TABLE parted (id int) PARTITION BY RANGE (id);
  CREATE TABLE parted_one PARTITION OF parted FOR VALUES FROM (0) TO (100);
  CREATE SEQUENCE "old Schema".loose;
  CREATE VIEW seen AS SELECT * FROM legacy;
  CREATE MATERIALIZED VIEW counted AS SELECT count(*) FROM legacy;
  CREATE TYPE state AS ENUM ('open', 'closed');
  CREATE TYPE pair AS (a int, b int);
  CREATE DOMAIN amount AS int CHECK (VALUE >= 0);
  CREATE TYPE span AS RANGE (subtype = int);
  CREATE FUNCTION twice(value int) RETURNS int LANGUAGE sql AS 'SELECT 2 * value';
  CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
  INSERT INTO legacy (note) VALUES ('kept');
`;

const OF_SOMEBODY_ELSE = `
  CREATE SCHEMA audit;
  CREATE TABLE audit.trail (note text);
  INSERT INTO audit.trail VALUES ('private');
  GRANT USAGE ON SCHEMA audit TO PUBLIC;
`;

const RIGHTS = `
  SELECT 'role' AS kind, rolname::text AS name, concat_ws(' ', rolcanlogin, rolinherit, rolconnlimit, rolconfig,
    shobj_description(oid, 'pg_authid')) AS value FROM pg_roles WHERE NOT starts_with(rolname, 'pg_')
  UNION ALL SELECT 'member', concat_ws('>', roleid::regrole, member::regrole, grantor::regrole),
    concat_ws(' ', admin_option, inherit_option, set_option) FROM pg_auth_members
  UNION ALL SELECT 'database', datname, concat_ws(' ', datdba::regrole, datacl) FROM pg_database
  UNION ALL SELECT 'schema', nspname, concat_ws(' ', nspowner::regrole, nspacl) FROM pg_namespace
    WHERE NOT starts_with(nspname, 'pg_')
  UNION ALL SELECT 'relation', oid::regclass::text, concat_ws(' ', relowner::regrole, relacl) FROM pg_class
    WHERE oid >= 16384
  UNION ALL SELECT 'default', concat_ws(' ', defaclrole::regrole, defaclobjtype), defaclacl::text FROM pg_default_acl
  ORDER BY 1, 2, 3`;

const TEMPLATE = {
  Resources: {
    Server: {
      Type: 'AWS::RDS::DBInstance',
      Properties: {
        Engine: 'postgres',
        EngineVersion: '18',
        DBInstanceClass: 'db.t4g.micro',
        AllocatedStorage: '20',
        MasterUsername: MASTER.username,
        MasterUserPassword: MASTER.password,
      },
    },
  },
  Outputs: {
    Host: { Value: { 'Fn::GetAtt': ['Server', 'Endpoint.Address'] } },
    Port: { Value: { 'Fn::GetAtt': ['Server', 'Endpoint.Port'] } },
    Id: { Value: { Ref: 'Server' } },
  },
};
