"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.declareMemberships = declareMemberships;
const pg_1 = require("pg");
const server_1 = require("./server");
/** Declares which roles are members of which, and takes every other membership from the service's roles. */
async function declareMemberships(session, { roles, iamLogins }) {
    const [{ master, version }] = await session.run(`SELECT current_user AS master, current_setting('server_version_num')::int AS version`);
    const existing = await existingLogins(session, roles);
    const wanted = [
        { role: roles.owner, member: master, inherits: true, sets: true },
        ...existing.map((member) => member === roles.migrator
            ? { role: roles.owner, member, inherits: false, sets: true }
            : { role: roles.app, member, inherits: true, sets: false }),
        ...iamLogins.map((member) => ({ role: 'rds_iam', member, inherits: true, sets: false })),
    ];
    for (const { role, member, inherits, sets } of wanted) {
        const options = version >= 160_000 ? ` WITH INHERIT ${inherits}, SET ${sets}` : '';
        await session.run(`GRANT ${(0, pg_1.escapeIdentifier)(role)} TO ${(0, pg_1.escapeIdentifier)(member)}${options}`);
    }
    if (existing.includes(roles.migrator)) {
        // Its sessions are the owner, so that the owner has what it creates.
        const migrator = (0, pg_1.escapeIdentifier)(roles.migrator);
        await session.run(`ALTER ROLE ${migrator} NOINHERIT`);
        await session.run(`ALTER ROLE ${migrator} SET role = ${(0, pg_1.escapeLiteral)(roles.owner)}`);
    }
    await revokeOthers(session, [roles.owner, roles.app, ...existing], wanted);
}
async function existingLogins(session, { logins }) {
    const rows = await session.run('SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)', [
        logins,
    ]);
    return rows.map(({ name }) => name);
}
async function revokeOthers(session, members, wanted) {
    const found = await session.run(`SELECT DISTINCT pg_get_userbyid(roleid) AS role, pg_get_userbyid(member) AS member FROM pg_auth_members
     WHERE pg_get_userbyid(member) = ANY($1)`, [members]);
    for (const { role, member } of found) {
        if (!wanted.some((it) => it.role === role && it.member === member)) {
            await revoke(session, role, member);
        }
    }
}
async function revoke(session, role, member) {
    const statement = `REVOKE ${(0, pg_1.escapeIdentifier)(role)} FROM ${(0, pg_1.escapeIdentifier)(member)}`;
    try {
        await session.run(statement);
    }
    catch (error) {
        if (error instanceof server_1.ServerError && error.code === INSUFFICIENT_PRIVILEGE) {
            throw new Error(`The role ${member} is a member of ${role}, which a service must not be, and the master user may not revoke it. ` +
                `Let the user who granted it run ${statement}, and deploy again.`);
        }
        throw error;
    }
}
const INSUFFICIENT_PRIVILEGE = '42501';
