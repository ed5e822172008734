// PostgreSQL, Aurora and DocumentDB: the login of one service on the database of another one.

import { MongoClient } from 'mongodb';
import pg from 'pg';
import { authorities } from './authorities.mjs';

const REFUSED = { postgres: ['28000', '28P01', '42501'], documents: [18] };
const TIMEOUT_MS = 10_000;

const hasDocuments = ({ DATABASE_OPTIONS = '' }) => DATABASE_OPTIONS.includes('retryWrites=false');

export const database = {
  tried: 'log in to its database',
  uses: ({ DATABASE_HOST }) => DATABASE_HOST !== undefined,
  mayTry: ({ DATABASE_PASSWORD }) => DATABASE_PASSWORD !== undefined, // the others have no password to try
  work: (mine, theirs) => (hasDocuments(theirs) ? readDocuments : readRows)(mine, theirs),
  isRefusal: ({ code }) => [...REFUSED.postgres, ...REFUSED.documents].includes(code),
};

async function readRows(mine, { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: name }) {
  const client = new pg.Client({
    host,
    port: Number(port),
    database: name,
    user: mine.DATABASE_USERNAME,
    password: mine.DATABASE_PASSWORD,
    ssl: { ca: authorities(mine) },
    connectionTimeoutMillis: TIMEOUT_MS,
  });
  try {
    await client.connect();
    await client.query('SELECT 1');
  } finally {
    await client.end();
  }
}

async function readDocuments(
  mine,
  { DATABASE_HOST: host, DATABASE_PORT: port, DATABASE_NAME: name, DATABASE_OPTIONS },
) {
  const client = new MongoClient(`mongodb://${host}:${port}/?${DATABASE_OPTIONS}`, {
    auth: { username: mine.DATABASE_USERNAME, password: mine.DATABASE_PASSWORD },
    tlsCAFile: mine.NODE_EXTRA_CA_CERTS,
    serverSelectionTimeoutMS: TIMEOUT_MS,
  });
  try {
    await client.db(name).collection('messages').findOne();
  } finally {
    await client.close();
  }
}
