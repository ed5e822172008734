import { escapeIdentifier, escapeLiteral } from 'pg';
import type { Roles } from './roles';
import { ServerError, type Session } from './server';

/** How a role is a member of another one. PostgreSQL 15 only knows whether it is. */
interface Membership {
  readonly role: string;
  readonly member: string;
  /** Whether the member has the rights of the role without becoming it. */
  readonly inherits: boolean;
  /** Whether the member may become the role. */
  readonly sets: boolean;
}

/** Declares which roles are members of which, and takes every other membership from the service's roles. */
export async function declareMemberships(
  session: Session,
  { roles, iamLogins }: { readonly roles: Roles; readonly iamLogins: readonly string[] },
): Promise<void> {
  const [{ master, version }] = await session.run<{ master: string; version: number }>(
    `SELECT current_user AS master, current_setting('server_version_num')::int AS version`,
  );
  const existing = await existingLogins(session, roles);
  const wanted: Membership[] = [
    { role: roles.owner, member: master, inherits: true, sets: true },
    ...existing.map((member) =>
      member === roles.migrator
        ? { role: roles.owner, member, inherits: false, sets: true }
        : { role: roles.app, member, inherits: true, sets: false },
    ),
    ...iamLogins.map((member) => ({ role: 'rds_iam', member, inherits: true, sets: false })),
  ];
  for (const { role, member, inherits, sets } of wanted) {
    const options = version >= 160_000 ? ` WITH INHERIT ${inherits}, SET ${sets}` : '';
    await session.run(`GRANT ${escapeIdentifier(role)} TO ${escapeIdentifier(member)}${options}`);
  }
  if (existing.includes(roles.migrator)) {
    // Its sessions are the owner, so that the owner has what it creates.
    const migrator = escapeIdentifier(roles.migrator);
    await session.run(`ALTER ROLE ${migrator} NOINHERIT`);
    await session.run(`ALTER ROLE ${migrator} SET role = ${escapeLiteral(roles.owner)}`);
  }
  await revokeOthers(session, [roles.owner, roles.app, ...existing], wanted);
}

async function existingLogins(session: Session, { logins }: Roles): Promise<string[]> {
  const rows = await session.run<{ name: string }>('SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1)', [
    logins,
  ]);
  return rows.map(({ name }) => name);
}

async function revokeOthers(session: Session, members: string[], wanted: Membership[]): Promise<void> {
  const found = await session.run<{ role: string; member: string }>(
    `SELECT DISTINCT pg_get_userbyid(roleid) AS role, pg_get_userbyid(member) AS member FROM pg_auth_members
     WHERE pg_get_userbyid(member) = ANY($1)`,
    [members],
  );
  for (const { role, member } of found) {
    if (!wanted.some((it) => it.role === role && it.member === member)) {
      await revoke(session, role, member);
    }
  }
}

async function revoke(session: Session, role: string, member: string): Promise<void> {
  const statement = `REVOKE ${escapeIdentifier(role)} FROM ${escapeIdentifier(member)}`;
  try {
    await session.run(statement);
  } catch (error) {
    if (error instanceof ServerError && error.code === INSUFFICIENT_PRIVILEGE) {
      throw new Error(
        `The role ${member} is a member of ${role}, which a service must not be, and the master user may not revoke it. ` +
          `Let the user who granted it run ${statement}, and deploy again.`,
      );
    }
    throw error;
  }
}

const INSUFFICIENT_PRIVILEGE = '42501';
