// The cache, which all services share: the login of one service with a key of another one.

import Valkey from 'iovalkey';
import { authorities } from './authorities.mjs';

export const cache = {
  tried: 'write a key with its prefix',
  uses: ({ CACHE_ENDPOINT }) => CACHE_ENDPOINT !== undefined,
  mayTry: ({ CACHE_PASSWORD }) => CACHE_PASSWORD !== undefined,
  isRefusal: ({ message }) => /^(NOPERM|WRONGPASS)/.test(message),

  async work(mine, { CACHE_KEY_PREFIX: prefix }) {
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
      await client.set(`${prefix}attempt`, 'tried', 'EX', 1);
    } finally {
      client.disconnect();
    }
  },
};
