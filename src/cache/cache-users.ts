import { aws_elasticache as elasticache, Names } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CacheEngine } from '../engines/cache-engine';
import type { RotationTarget } from '../rotation/rotation-target';

/** Properties of the user that applications log in as. */
export interface CacheUserProps {
  readonly engine: CacheEngine;
  readonly userName: string;
  readonly password: string;
}

/** The user that applications log in as, and the user group of the cache. */
export interface CacheUsers {
  readonly user: elasticache.CfnUser;
  readonly userGroup: elasticache.CfnUserGroup;
}

/** Creates the users of a cache, and their group. */
export function createCacheUsers(scope: Construct, { engine, userName, password }: CacheUserProps): CacheUsers {
  const user = new elasticache.CfnUser(scope, 'User', {
    engine: engine.name,
    userId: uniqueId(scope, 'user'),
    userName,
    passwords: [password],
    // All keys, channels and commands, except administrative and dangerous commands. Clients call INFO on connecting.
    accessString: 'on ~* &* +@all -@admin -@dangerous +info',
  });
  const userIds = engine.name === REDIS ? [user.ref, createDisabledDefaultUser(scope).ref] : [user.ref];
  const userGroup = new elasticache.CfnUserGroup(scope, 'UserGroup', {
    engine: engine.name,
    userGroupId: uniqueId(scope, 'users'),
    userIds,
  });
  return { user, userGroup };
}

/** Returns the target that rotates the password of the user. */
export function userRotationTarget(user: elasticache.CfnUser): RotationTarget {
  return {
    part: 'cache',
    resource: user,
    file: 'elasticache',
    name: user.ref,
    service: 'ELASTICACHE',
    permissions: [{ actions: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'], resources: [user.attrArn] }],
  };
}

/**
 * Creates a disabled user that is named `default`.
 *
 * Redis OSS requires a user of this name in every group. The one that AWS provides has all permissions and no password.
 */
function createDisabledDefaultUser(scope: Construct): elasticache.CfnUser {
  return new elasticache.CfnUser(scope, 'DefaultUser', {
    engine: REDIS,
    userId: uniqueId(scope, 'default'),
    userName: 'default',
    noPasswordRequired: true,
    accessString: 'off -@all',
  });
}

/** Returns an id within the limits of ElastiCache: at most 40 characters, unique in the account and region. */
function uniqueId(scope: Construct, suffix: string): string {
  const maxLength = 40 - suffix.length - 1;
  return `${Names.uniqueResourceName(scope, { maxLength, separator: '-' })}-${suffix}`.toLowerCase();
}

/** The name of Redis OSS in the ElastiCache API. */
export const REDIS = 'redis';
