import pg from 'pg';
import { log } from './log.mjs';
import { readLogin } from './login.mjs';

const { DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_SECRET_ARN } = process.env;
const INVALID_PASSWORD = '28P01';

let pool;

/** Runs a statement. If the server refuses the login, reads the secret again, and repeats: nothing was executed. */
export async function query(text, values) {
  pool ??= createPool(await readLogin(DATABASE_SECRET_ARN));
  const used = pool;
  try {
    return await used.query(text, values);
  } catch (error) {
    if (error.code !== INVALID_PASSWORD) throw error;
    const login = await readLogin(DATABASE_SECRET_ARN);
    if (pool === used) pool = createPool(login); // the idle connections of the old pool end after ten seconds
    return pool.query(text, values);
  }
}

function createPool({ username, password }) {
  const created = new pg.Pool({
    host: DATABASE_HOST,
    port: Number(DATABASE_PORT),
    database: DATABASE_NAME,
    user: username,
    password,
    ssl: true, // with the certificates in NODE_EXTRA_CA_CERTS
    max: 10,
    connectionTimeoutMillis: 10_000,
    query_timeout: 10_000, // a server that fails over may not end its connections
  });
  created.on('error', (error) => log('An idle connection ended.', { error: error.message }));
  return created;
}
