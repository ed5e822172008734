import Valkey from 'iovalkey'; // ioredis has the same options
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
});

cache.on('error', async (error) => {
  if (!error.message.startsWith('WRONGPASS')) return console.error(`The cache failed: ${error.message}`);
  try {
    const login = await readLogin(CACHE_SECRET_ARN);
    Object.assign(cache.options, { username: login.username, password: login.password }); // for the next connection
  } catch (reason) {
    console.error(`The secret cannot be read: ${reason.message}`);
  }
});
