import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { requireVersionOfSource } from '../engines/engine-rules';
import { quotaValue, remedyFor, USERS_OF_GROUP } from '../limits/quotas';
import { refuse, requireMatch } from '../private/validation';
import type { CacheOptions } from './cache-options';

/**
 * Rejects an invalid name of a snapshot and a snapshot without its engine, and warns that changing it replaces the cache.
 * Accepts tokens.
 */
export function validateRestore(scope: IConstruct, { restoreFromSnapshot: snapshot, engine }: CacheOptions): void {
  if (snapshot === undefined) {
    return;
  }
  requireMatch(
    scope,
    'restoreFromSnapshot',
    snapshot,
    /^[A-Za-z][A-Za-z0-9.-]*$/,
    'the name of a snapshot: a letter, then letters, digits, dots and hyphens',
    'Pass the name of the snapshot, not its ARN.',
  );
  requireVersionOfSource(scope, { restoreProp: 'restoreFromSnapshot', versionProp: 'engine', got: engine });
  Annotations.of(scope).addWarningV2(
    '@org/ecommerce-constructs:restore',
    'Adding, changing or removing `restoreFromSnapshot` replaces the cache. Keep the value after the restore.',
  );
}

/** Rejects a service that shares a user who is off. */
export function requireSharedUser(cache: IConstruct, serviceName: string, isOn: boolean): void {
  if (!isOn) {
    throw refuse(cache, {
      prop: 'logins.sharedLogins',
      got: true,
      allowed: `false for ${serviceName}, because the user that services share is off`,
      fix: 'Set `logins.sharedLogins` of the platform or of the cache, or leave it out for the service.',
    });
  }
}

/** Rejects more users than a user group takes. */
export function requireRoomInGroup(cache: IConstruct, serviceName: string, users: number): void {
  const limit = quotaValue(cache, USERS_OF_GROUP);
  if (users > limit) {
    throw refuse(cache, {
      prop: 'capabilities',
      gotInWords: `Capability.CACHE for ${serviceName}, the user number ${users} of the cache`,
      allowed: `at most ${limit} users in the user group of a cache, with those that every cache has`,
      fix:
        'Remove the capability from services that do not need it, or use a second platform with a cache of its own. ' +
        remedyFor(USERS_OF_GROUP),
    });
  }
}
