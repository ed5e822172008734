import type { Control } from './control';
import { DATABASES, OTHER_STORES } from './parts/databases';
import { NETWORK, SECRETS_AND_KEYS, WORKLOADS } from './parts/foundation';
import { BROKERS, CACHES, DOMAINS } from './parts/shared';
import { BUCKETS } from './parts/storage';

/** The controls of Security Hub that apply to the library, and the library's own requirements, by part. */
export const CONTROLS: ReadonlyArray<readonly [string, Control[]]> = [
  ['PostgreSQL', DATABASES],
  ['DocumentDB and DynamoDB', OTHER_STORES],
  ['Cache', CACHES],
  ['Messaging', BROKERS],
  ['Search', DOMAINS],
  ['Storage', BUCKETS],
  ['Network', NETWORK],
  ['Secrets, keys and logs', SECRETS_AND_KEYS],
  ['Workloads and functions', WORKLOADS],
];
