// Registers users. A session is a token that only its user has: the cache has a hash of it.

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { cachePlaces, inCache } from '../program/cache.mjs';
import { fieldsOf, Refusal } from '../program/http.mjs';
import { look } from '../program/places.mjs';
import { run } from '../program/program.mjs';
import { query, requireTable } from '../stores/rows.mjs';

const SESSION_SECONDS = 3_600;

const prepare = () =>
  requireTable(
    'users',
    'id text PRIMARY KEY, email text NOT NULL, name text NOT NULL, published boolean NOT NULL DEFAULT false',
  );

const keyOf = (id) => `session:${id}`;
const hashOf = (token) => createHash('sha256').update(token).digest();

async function find(id) {
  const { rows } = await query('SELECT id, email, name FROM users WHERE id = $1', [id]);
  return rows[0];
}

async function openSession(id) {
  const session = randomBytes(24).toString('base64url');
  const stored = await inCache((cache) => cache.set(keyOf(id), hashOf(session).toString('hex'), 'EX', SESSION_SECONDS));
  return stored ? session : null; // without a cache, nobody is signed in
}

async function requireSession(id, authorization = '') {
  const stored = await inCache((cache) => cache.get(keyOf(id)));
  const hash = hashOf(authorization.replace(/^Bearer /, ''));
  if (!stored || !timingSafeEqual(hash, Buffer.from(stored, 'hex'))) throw new Refusal(401, 'Sign in.');
}

async function unpublished() {
  const { rows } = await query('SELECT id, email, name FROM users WHERE NOT published LIMIT 100');
  return rows.map(({ id, email, name }) => ({
    event: 'user.registered',
    content: { userId: id, email, name },
    markPublished: () => query('UPDATE users SET published = true WHERE id = $1', [id]),
  }));
}

const start = ({ relay }) => ({
  routes: {
    /** The client chooses the id: it can send a request again when it got no answer. */
    'POST /users': async ({ body }) => {
      const { id, email, name } = fieldsOf(body, ['id', 'email', 'name']);
      await query('INSERT INTO users (id, email, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [id, email, name]);
      const user = await find(id);
      if (user.email !== email) throw new Refusal(409, `${id} is another user.`);
      relay();
      return { id, session: await openSession(id) };
    },
    'GET /users/ID': async ({ id, headers }) => {
      await requireSession(id, headers.authorization);
      return find(id);
    },
  },
  unpublished,
  places: async ({ user }) => [
    ...(await look('PostgreSQL', 'no engine for the store', async () =>
      (await find(user)) ? [{ thing: 'row in users', key: `id = ${user}` }] : [],
    )),
    ...(await cachePlaces(keyOf(user))),
  ],
});

await run('userservice', { prepare, start });
