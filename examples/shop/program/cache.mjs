// The cache of the service. It holds nothing that the store does not have: without it, a service is only slower.

import { once } from 'node:events';
import { log } from '../connections/log.mjs';
import { notRun } from './places.mjs';

const { CACHE_ENDPOINT, CACHE_KEY_PREFIX } = process.env;
const WAIT_MS = 2_000;

const cache = CACHE_ENDPOINT && (await import('../connections/cache.mjs')).cache;
if (cache) await once(cache, 'ready', { signal: AbortSignal.timeout(WAIT_MS) }).catch(() => {}); // connects later

/** Works with the cache, and returns undefined while it cannot be reached. */
export async function inCache(work) {
  if (!cache) return undefined;
  try {
    return await work(cache);
  } catch (error) {
    log('The cache was not used.', { error: error.message });
    return undefined;
  }
}

/** Returns where a key is, or that it is not there. */
export async function cachePlaces(key) {
  if (!cache) return [notRun('Valkey', 'the cache is switched off')];
  try {
    const seconds = await cache.ttl(key);
    return seconds > 0 ? [{ part: 'Valkey', thing: `key, for ${seconds} s`, key: `${CACHE_KEY_PREFIX}${key}` }] : [];
  } catch (error) {
    return [notRun('Valkey', 'no engine for the cache', error)];
  }
}

export const closeCache = () => cache?.disconnect();
