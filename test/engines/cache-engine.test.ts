import { CacheEngine } from '../../src';

test.each([
  [CacheEngine.VALKEY_9_0, 'valkey', '9.0'],
  [CacheEngine.VALKEY_8_2, 'valkey', '8.2'],
  [CacheEngine.REDIS_7_1, 'redis', '7.1'],
  [CacheEngine.valkey('9.1'), 'valkey', '9.1'],
  [CacheEngine.redis('7.0'), 'redis', '7.0'],
])('%o has the name %s and the version %s', (engine, name, version) => {
  expect({ ...engine }).toEqual({ name, version });
});
