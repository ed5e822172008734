import { LoginAccess } from '../access/login-access';
import type { ICache } from './cache-contract';

/** Creates access to the cache with the login that all clients share. */
export function cacheAccess(cache: ICache): LoginAccess {
  return new LoginAccess({
    connections: cache.connections,
    settings: {
      CACHE_ENDPOINT: cache.endpointAddress,
      CACHE_READER_ENDPOINT: cache.readerEndpointAddress,
      CACHE_PORT: cache.endpointPort,
    },
    secret: cache.secret,
    prefix: 'CACHE',
  });
}
