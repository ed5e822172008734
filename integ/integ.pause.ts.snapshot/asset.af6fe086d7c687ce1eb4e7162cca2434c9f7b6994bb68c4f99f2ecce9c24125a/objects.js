"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.takeOverObjects = takeOverObjects;
const pg_1 = require("pg");
const server_1 = require("./server");
/** What of the database belongs to the master, in the order in which it can change hands: schemas first. */
const OF_MASTER = `
  WITH parts AS (
    SELECT 'pg_namespace'::regclass AS class, oid, 1 AS step, 'SCHEMA ' || quote_ident(nspname) AS name
    FROM pg_namespace
    WHERE nspowner = quote_ident(current_user)::regrole AND nspname <> 'information_schema' AND NOT starts_with(nspname, 'pg_')
    UNION ALL
    SELECT 'pg_class'::regclass, oid, 2,
      CASE relkind WHEN 'S' THEN 'SEQUENCE ' WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW '
        WHEN 'f' THEN 'FOREIGN TABLE ' WHEN 'c' THEN 'TYPE ' ELSE 'TABLE ' END
      || relnamespace::regnamespace::text || '.' || quote_ident(relname)
    FROM pg_class WHERE relowner = quote_ident(current_user)::regrole AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')
    UNION ALL
    SELECT 'pg_proc'::regclass, oid, 3, 'ROUTINE ' || pronamespace::regnamespace::text || '.' || quote_ident(proname)
      || '(' || pg_get_function_identity_arguments(oid) || ')'
    FROM pg_proc WHERE proowner = quote_ident(current_user)::regrole
    UNION ALL
    SELECT 'pg_type'::regclass, oid, 4, 'TYPE ' || typnamespace::regnamespace::text || '.' || quote_ident(typname)
    FROM pg_type WHERE typowner = quote_ident(current_user)::regrole AND typtype IN ('d', 'e', 'r')
  )
  SELECT name FROM parts
  WHERE NOT EXISTS (
    SELECT 1 FROM pg_depend
    WHERE classid = class AND objid = parts.oid
      -- of an extension; a sequence of a column, which follows its table
      AND (deptype = 'e' OR class = 'pg_class'::regclass AND deptype IN ('a', 'i') AND name LIKE 'SEQUENCE %')
  )
  ORDER BY step, name`;
/**
 * Makes the owner of the service own what the master owns in its database.
 *
 * A change of owner waits for open transactions, and everybody else waits behind it, so each object is a transaction of its
 * own, which gives up after the lock timeout.
 *
 * @returns the objects that remain, which the next deployment tries again
 */
async function takeOverObjects(session, { owner }, pause) {
    let remaining = await ofMaster(session);
    for (let round = 0; round < ROUNDS && remaining.length > 0; round += 1) {
        if (round > 0) {
            await pause();
        }
        for (const name of remaining) {
            await changeOwner(session, name, owner);
        }
        remaining = await ofMaster(session);
    }
    return remaining;
}
async function ofMaster(session) {
    return (await session.run(OF_MASTER)).map(({ name }) => name);
}
async function changeOwner(session, name, owner) {
    try {
        await session.run(`ALTER ${name} OWNER TO ${(0, pg_1.escapeIdentifier)(owner)}`);
    }
    catch (error) {
        if (!(error instanceof server_1.ServerError) || !MAY_REMAIN.test(error.code ?? '')) {
            throw error;
        }
    }
}
/** A lock that was not free, a deadlock, a missing right, an object that is gone. */
const MAY_REMAIN = /^(55P03|40P01|57014|42501|42P01|42704|42883|3F000|XX000)$/;
const ROUNDS = 3;
