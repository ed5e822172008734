"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.declareGrants = declareGrants;
const pg_1 = require("pg");
const ROWS = 'SELECT, INSERT, UPDATE, DELETE';
const NUMBERS = 'USAGE, SELECT';
/** Declares who may connect to the database, and what the service may do with its objects. No statement waits for a lock. */
async function declareGrants(session, roles) {
    await declareDatabase(session, roles);
    await declareObjects(session, roles);
    await declareFutureObjects(session, roles);
}
async function declareDatabase(session, { service, owner, app, migrator }) {
    const database = (0, pg_1.escapeIdentifier)(service);
    await session.run(`ALTER DATABASE ${database} OWNER TO ${(0, pg_1.escapeIdentifier)(owner)}`);
    for (const { name } of await openDatabases(session, service)) {
        await session.run(`REVOKE ALL ON DATABASE ${(0, pg_1.escapeIdentifier)(name)} FROM PUBLIC`);
    }
    // The migrator has the rights of the owner only after it has connected.
    const grantees = [app, owner, migrator].map(pg_1.escapeIdentifier).join(', ');
    await session.run(`GRANT CONNECT, TEMPORARY ON DATABASE ${database} TO ${grantees}, CURRENT_USER`);
}
/** Those to which every user may connect, and which the master may close: the service's, and those of the server. */
function openDatabases(session, service) {
    return session.run(`SELECT datname AS name FROM pg_database
     WHERE datname IN ($1, 'postgres', 'template1') AND pg_has_role(datdba, 'USAGE')
       AND EXISTS (SELECT 1 FROM aclexplode(coalesce(datacl, acldefault('d', datdba))) WHERE grantee = 0)`, [service]);
}
/** The schemas and objects that the master may grant. An extension keeps the grants of its objects. */
async function declareObjects(session, { app }) {
    const service = (0, pg_1.escapeIdentifier)(app);
    const schemas = await session.run(`
    SELECT quote_ident(nspname) AS name,
      string_agg(quote_ident(nspname) || '.' || quote_ident(relname), ', ') FILTER (WHERE relkind <> 'S') AS tables,
      string_agg(quote_ident(nspname) || '.' || quote_ident(relname), ', ') FILTER (WHERE relkind = 'S') AS sequences
    FROM pg_namespace LEFT JOIN pg_class ON relnamespace = pg_namespace.oid
      AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND pg_has_role(relowner, 'USAGE')
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid
        AND deptype = 'e')
    WHERE nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_') AND pg_has_role(nspowner, 'USAGE')
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_namespace'::regclass AND objid = pg_namespace.oid
        AND deptype = 'e')
    GROUP BY nspname`);
    for (const { name, tables, sequences } of schemas) {
        await session.run(`REVOKE ALL ON SCHEMA ${name} FROM PUBLIC`);
        await session.run(`GRANT USAGE ON SCHEMA ${name} TO ${service}`);
        if (tables) {
            await session.run(`GRANT ${ROWS} ON TABLE ${tables} TO ${service}`);
        }
        if (sequences) {
            await session.run(`GRANT ${NUMBERS} ON SEQUENCE ${sequences} TO ${service}`);
        }
    }
}
/** What the owner creates, and the master as long as old workloads log in as it. */
async function declareFutureObjects(session, { owner, app }) {
    const service = (0, pg_1.escapeIdentifier)(app);
    for (const creator of [(0, pg_1.escapeIdentifier)(owner), 'CURRENT_USER']) {
        for (const change of [
            `GRANT ${ROWS} ON TABLES TO ${service}`,
            `GRANT ${NUMBERS} ON SEQUENCES TO ${service}`,
            `GRANT USAGE ON SCHEMAS TO ${service}`,
            'REVOKE EXECUTE ON ROUTINES FROM PUBLIC',
            `GRANT EXECUTE ON ROUTINES TO ${service}`,
        ]) {
            await session.run(`ALTER DEFAULT PRIVILEGES FOR ROLE ${creator} ${change}`);
        }
    }
}
