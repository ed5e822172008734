// The cache, which all services share: the login of one service with a key of another one.

import Valkey from 'iovalkey';
import { authorities } from './authorities.mjs';

const part = {
  uses: ({ CACHE_ENDPOINT }) => CACHE_ENDPOINT !== undefined,
  mayTry: ({ CACHE_PASSWORD }) => CACHE_PASSWORD !== undefined,
  isRefusal: ({ message }) => /^(NOPERM|WRONGPASS)/.test(message),
};

export const newKey = {
  ...part,
  tried: 'write a key with its prefix',
  work: (mine, theirs) => withClient(mine, (client) => client.set(keyOf(theirs), 'tried', 'EX', 1)),
};

export const key = {
  ...part,
  tried: 'read a key with its prefix',
  work: (mine, theirs) => withClient(mine, (client) => client.get(keyOf(theirs))),
};

const keyOf = ({ CACHE_KEY_PREFIX }) => `${CACHE_KEY_PREFIX}attempt`;

async function withClient(mine, work) {
  const client = new Valkey({
    host: mine.CACHE_ENDPOINT,
    port: Number(mine.CACHE_PORT),
    username: mine.CACHE_USERNAME,
    password: mine.CACHE_PASSWORD,
    tls: { ca: authorities(mine) },
    lazyConnect: true,
    retryStrategy: null,
  });
  client.on('error', () => {}); // each command rejects too
  try {
    await client.connect();
    await work(client);
  } finally {
    client.disconnect();
  }
}
