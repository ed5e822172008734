import { MongoClient } from 'mongodb';
import { readLogin } from './login.mjs';

const { DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_OPTIONS, DATABASE_SECRET_ARN } = process.env;
const AUTHENTICATION_FAILED = 18;
/** The time in which the work of a replaced client ends. Its connections would stay. */
const REPLACED_MS = 60_000;

let client;

/** Works with the database. If the cluster refuses the login, reads the secret again, and repeats the work. */
export async function inDatabase(work) {
  client ??= createClient(await readLogin(DATABASE_SECRET_ARN));
  const used = client;
  try {
    return await work(used.db(DATABASE_NAME));
  } catch (error) {
    if (error.code !== AUTHENTICATION_FAILED) throw error;
    const login = await readLogin(DATABASE_SECRET_ARN);
    if (client === used) {
      client = createClient(login);
      setTimeout(() => used.close().catch(() => {}), REPLACED_MS).unref();
    }
    return work(client.db(DATABASE_NAME));
  }
}

function createClient({ username, password }) {
  // The options are TLS, with the certificates in NODE_EXTRA_CA_CERTS, no retryable writes, and the database of the users.
  return new MongoClient(`mongodb://${DATABASE_HOST}:${DATABASE_PORT}/?${DATABASE_OPTIONS}`, {
    auth: { username, password },
    serverSelectionTimeoutMS: 10_000,
  });
}
