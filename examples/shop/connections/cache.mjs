import Valkey from 'iovalkey'; // ioredis has the same options
import { log } from './log.mjs';
import { readLogin } from './login.mjs';

const { CACHE_ENDPOINT, CACHE_PORT, CACHE_SECRET_ARN, CACHE_KEY_PREFIX } = process.env;

const { username, password } = await readLogin(CACHE_SECRET_ARN);

export const cache = new Valkey({
  host: CACHE_ENDPOINT,
  port: Number(CACHE_PORT),
  username,
  password,
  tls: {},
  keyPrefix: CACHE_KEY_PREFIX,
  enableOfflineQueue: false, // a command fails at once while the cache cannot be reached: a service works without it
  commandTimeout: 2_000, // and soon while a failed server still has the connection
  reconnectOnError: ({ message }) => message.startsWith('READONLY'), // after a failover, another server is the primary
});

cache.on('error', async (error) => {
  if (!error.message.startsWith('WRONGPASS')) return log('The cache failed.', { error: error.message });
  try {
    const login = await readLogin(CACHE_SECRET_ARN);
    Object.assign(cache.options, { username: login.username, password: login.password }); // for the next connection
  } catch (reason) {
    log('The secret cannot be read.', { error: reason.message });
  }
});
