import { escapeIdentifier, escapeLiteral } from 'pg';
import { usersOf } from '../turns';
import type { Session } from './server';

/** The roles of a service in PostgreSQL. */
export class Roles {
  /** Owns the database and its objects. Nobody logs in as it. */
  public readonly owner: string;
  /** May read and write the rows. Nobody logs in as it. */
  public readonly app: string;
  /** They log in with a password, and take turns. */
  public readonly users: readonly [string, string];
  /** Logs in with IAM, which makes RDS reject a password. */
  public readonly iam: string;
  /** Changes the schema, as the owner. */
  public readonly migrator: string;

  constructor(public readonly service: string) {
    this.owner = `${service}_owner`;
    this.app = `${service}_app`;
    this.users = usersOf(service, SEPARATOR);
    this.iam = service;
    this.migrator = `${service}${MIGRATOR}`;
    if (Buffer.byteLength(this.migrator) > NAME_BYTES) {
      throw new Error(
        `The name of the service ${service} is too long for the roles of PostgreSQL: ${this.migrator} has more than ` +
          `${NAME_BYTES} bytes. Use a name of at most ${NAME_BYTES - MIGRATOR.length} bytes.`,
      );
    }
  }

  /** Those that may be able to log in. */
  public get logins(): string[] {
    return [...this.users, this.iam, this.migrator];
  }
}

/** Returns the service of a user who logs in with a password. */
export function serviceOf(user: string): string {
  return user.replace(/_(a|b|migrator)$/, '');
}

/** Between the service and the turn of a user. */
export const SEPARATOR = '_';

/**
 * Creates a role that cannot log in yet, unless it exists. Marks it with a comment, so that a role of somebody else is
 * never changed.
 */
export async function createRole(session: Session, service: string, name: string): Promise<void> {
  const [existing] = await session.run<{ comment: string | null }>(
    `SELECT shobj_description(oid, 'pg_authid') AS comment FROM pg_roles WHERE rolname = $1`,
    [name],
  );
  if (!existing) {
    await session.run(`CREATE ROLE ${escapeIdentifier(name)} NOLOGIN NOCREATEDB NOCREATEROLE`);
    await comment(session, name, markOf(service));
  } else if (
    existing.comment !== markOf(service) &&
    !existing.comment?.startsWith(`${markOf(service)}${DECLARED_BY}`)
  ) {
    throw new Error(
      `The role ${name} exists already, and is not one of the service ${service}. Rename it with ALTER ROLE ... RENAME ` +
        'TO, and deploy again.',
    );
  } else {
    await session.run(`ALTER ROLE ${escapeIdentifier(name)} NOCREATEDB NOCREATEROLE`);
  }
}

/** Records which custom resource declared a login last. */
export async function markLogin(session: Session, service: string, name: string, owner: string): Promise<void> {
  await comment(session, name, `${markOf(service)}${DECLARED_BY}${owner}`);
}

/** Returns those of the names that the custom resource declared last. */
export async function loginsOf(session: Session, service: string, names: string[], owner: string): Promise<string[]> {
  const rows = await session.run<{ name: string }>(
    `SELECT rolname AS name FROM pg_roles WHERE rolname = ANY($1) AND shobj_description(oid, 'pg_authid') = $2`,
    [names, `${markOf(service)}${DECLARED_BY}${owner}`],
  );
  return rows.map(({ name }) => name);
}

/** Throws unless a role is a login of the service, for example if somebody wrote the master into the secret. */
export async function requireLogin(session: Session, service: string, name: string): Promise<void> {
  const [login] = await session.run(
    `SELECT 1 FROM pg_roles WHERE rolname = $1 AND starts_with(shobj_description(oid, 'pg_authid'), $2)`,
    [name, `${markOf(service)}${DECLARED_BY}`],
  );
  if (!login) {
    throw new Error(`The role ${name} is not a login of the service ${service}. Deploy its login again.`);
  }
}

/** Keeps a role from logging in, and ends its sessions. */
export async function takeLogins(session: Session, names: string[]): Promise<void> {
  for (const name of names) {
    await session.run(`ALTER ROLE ${escapeIdentifier(name)} NOLOGIN PASSWORD NULL`);
  }
  await session.run('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY($1)', [names]);
}

async function comment(session: Session, role: string, text: string): Promise<void> {
  await session.run(`COMMENT ON ROLE ${escapeIdentifier(role)} IS ${escapeLiteral(text)}`);
}

function markOf(service: string): string {
  return `Role of the service ${service}`;
}

const DECLARED_BY = ', declared by ';
const MIGRATOR = '_migrator';

/** Of a name in PostgreSQL, which shortens a longer one. */
const NAME_BYTES = 63;
