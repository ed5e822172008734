import { aws_elasticache as elasticache, Names } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CacheEngine } from '../engines/cache-engine';
import type { RotationTarget } from '../rotation/rotation-target';

/** The user that applications log in as. */
export interface CacheUserProps {
  readonly engine: CacheEngine;
  readonly userName: string;
  readonly password: string;
}

/** The user that applications log in as, and the group of all users that a cache knows. */
export interface CacheUsers {
  readonly user: elasticache.CfnUser;
  readonly userGroup: elasticache.CfnUserGroup;
}

/** Creates the users of a cache. */
export function createCacheUsers(scope: Construct, { engine, userName, password }: CacheUserProps): CacheUsers {
  const user = new elasticache.CfnUser(scope, 'User', {
    engine: engine.name,
    userId: uniqueId(scope, 'user'),
    userName,
    passwords: [password],
    // Every key, channel and command but those that administer or endanger the server; clients ask INFO on connecting.
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

/** The user, as the rotation of its password sees it. */
export function rotatedUser(user: elasticache.CfnUser): RotationTarget {
  return {
    part: 'cache',
    resource: user,
    file: 'elasticache',
    name: user.ref,
    permissions: [{ actions: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'], resources: [user.attrArn] }],
  };
}

/** Redis OSS wants a user named default in every group; without one of ours, AWS's own may do anything unasked. */
function createDisabledDefaultUser(scope: Construct): elasticache.CfnUser {
  return new elasticache.CfnUser(scope, 'DefaultUser', {
    engine: REDIS,
    userId: uniqueId(scope, 'default'),
    userName: 'default',
    noPasswordRequired: true,
    accessString: 'off -@all',
  });
}

/** ElastiCache wants user and group ids of at most 40 characters that are unique in the account and region. */
function uniqueId(scope: Construct, suffix: string): string {
  const maxLength = 40 - suffix.length - 1;
  return `${Names.uniqueResourceName(scope, { maxLength, separator: '-' })}-${suffix}`.toLowerCase();
}

/** The name by which ElastiCache knows Redis OSS. */
export const REDIS = 'redis';
