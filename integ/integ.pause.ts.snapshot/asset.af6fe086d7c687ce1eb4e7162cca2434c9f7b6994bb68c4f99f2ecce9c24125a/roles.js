"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.SEPARATOR = exports.Roles = void 0;
exports.serviceOf = serviceOf;
exports.createRole = createRole;
exports.markLogin = markLogin;
exports.loginsOf = loginsOf;
exports.requireLogin = requireLogin;
exports.takeLogins = takeLogins;
const pg_1 = require("pg");
const turns_1 = require("../turns");
/** The roles of a service in PostgreSQL. */
class Roles {
    service;
    /** Owns the database and its objects. Nobody logs in as it. */
    owner;
    /** May read and write the rows. Nobody logs in as it. */
    app;
    /** They log in with a password, and take turns. */
    users;
    /** Logs in with IAM, which makes RDS reject a password. */
    iam;
    /** Changes the schema, as the owner. */
    migrator;
    constructor(service) {
        this.service = service;
        this.owner = `${service}_owner`;
        this.app = `${service}_app`;
        this.users = (0, turns_1.usersOf)(service, exports.SEPARATOR);
        this.iam = service;
        this.migrator = `${service}${MIGRATOR}`;
        if (Buffer.byteLength(this.migrator) > NAME_BYTES) {
            throw new Error(`The name of the service ${service} is too long for the roles of PostgreSQL: ${this.migrator} has more than ` +
                `${NAME_BYTES} bytes. Use a name of at most ${NAME_BYTES - MIGRATOR.length} bytes.`);
        }
    }
    /** Those that may be able to log in. */
    get logins() {
        return [...this.users, this.iam, this.migrator];
    }
}
exports.Roles = Roles;
/** Returns the service of a user who logs in with a password. */
function serviceOf(user) {
    return user.replace(/_(a|b|migrator)$/, '');
}
/** Between the service and the turn of a user. */
exports.SEPARATOR = '_';
/**
 * Creates a role that cannot log in yet, unless it exists. Marks it with a comment, so that a role of somebody else is
 * never changed.
 */
async function createRole(session, service, name) {
    const [existing] = await session.run(`SELECT shobj_description(oid, 'pg_authid') AS comment FROM pg_roles WHERE rolname = $1`, [name]);
    if (!existing) {
        await session.run(`CREATE ROLE ${(0, pg_1.escapeIdentifier)(name)} NOLOGIN NOCREATEDB NOCREATEROLE`);
        await comment(session, name, markOf(service));
    }
    else if (existing.comment !== markOf(service) &&
        !existing.comment?.startsWith(`${markOf(service)}${DECLARED_BY}`)) {
        throw new Error(`The role ${name} exists already, and is not one of the service ${service}. Rename it with ALTER ROLE ... RENAME ` +
            'TO, and deploy again.');
    }
    else {
        await session.run(`ALTER ROLE ${(0, pg_1.escapeIdentifier)(name)} NOCREATEDB NOCREATEROLE`);
    }
}
/** Records which custom resource declared a login last. */
async function markLogin(session, service, name, owner) {
    await comment(session, name, `${markOf(service)}${DECLARED_BY}${owner}`);
}
/** Returns those of the names that the custom resource declared last. */
async function loginsOf(session, service, names, owner) {
    const rows = await session.run(`SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1) AND shobj_description(oid, 'pg_authid') = $2`, [names, `${markOf(service)}${DECLARED_BY}${owner}`]);
    return rows.map(({ name }) => name);
}
/** Throws unless a role is a login of the service, for example if somebody wrote the master into the secret. */
async function requireLogin(session, service, name) {
    const [login] = await session.run(`SELECT 1 FROM pg_roles WHERE rolname = $1 AND starts_with(shobj_description(oid, 'pg_authid'), $2)`, [name, `${markOf(service)}${DECLARED_BY}`]);
    if (!login) {
        throw new Error(`The role ${name} is not a login of the service ${service}. Deploy its login again.`);
    }
}
/** Keeps a role from logging in, and ends its sessions. */
async function takeLogins(session, names) {
    for (const name of names) {
        await session.run(`ALTER ROLE ${(0, pg_1.escapeIdentifier)(name)} NOLOGIN PASSWORD NULL`);
    }
    await session.run('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY($1)', [names]);
}
async function comment(session, role, text) {
    await session.run(`COMMENT ON ROLE ${(0, pg_1.escapeIdentifier)(role)} IS ${(0, pg_1.escapeLiteral)(text)}`);
}
function markOf(service) {
    return `Role of the service ${service}`;
}
const DECLARED_BY = ', declared by ';
const MIGRATOR = '_migrator';
/** Of a name in PostgreSQL, which shortens a longer one. */
const NAME_BYTES = 63;
