// The service's database in PostgreSQL or Aurora.

/** The login is a password in a secret, or a token of IAM, which a proxy requires. */
export const { query } = process.env.DATABASE_SECRET_ARN
  ? await import('../connections/database.mjs')
  : await import('../connections/database-iam.mjs');

const INSUFFICIENT_PRIVILEGE = '42501';

/**
 * Creates a table that is missing. The login of a service may not: the login of the migrations creates the tables before the
 * service starts.
 */
export async function requireTable(name, columns) {
  const { rows } = await query('SELECT to_regclass($1) AS existing', [name]);
  if (rows[0].existing) return;
  try {
    await query(`CREATE TABLE IF NOT EXISTS ${name} (${columns})`);
  } catch (error) {
    if (error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new Error(
      `The table ${name} is missing, and this login may not create it. Start the program once with --migrate and the login ` +
        'of the migrations.',
    );
  }
}
