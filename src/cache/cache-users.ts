import {
  Aws,
  aws_elasticache as elasticache,
  Fn,
  type aws_kms as kms,
  type RemovalPolicy,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CacheEngine } from '../engines/cache-engine';
import { partName } from '../naming/physical-names';
import { pathText } from '../naming/texts';
import { snapshotAsDestroy } from '../private/removal-policies';
import type { RotationTarget } from '../rotation/rotation-target';

/** Properties of the user that all services share. */
export interface CacheUserProps {
  readonly engine: CacheEngine;
  /** Undefined if nobody may log in as the user. */
  readonly password?: string;
  /** Removal policy of the cache. A retained cache needs its users and their group. */
  readonly removalPolicy: RemovalPolicy;
}

/** The user that all services share, and the user group of the cache. */
export interface CacheUsers {
  readonly user: elasticache.CfnUser;
  readonly userGroup: elasticache.CfnUserGroup;
}

/**
 * Creates the users that every cache has, and the group.
 *
 * The list of members never changes, so that CloudFormation never removes the users of services, which it does not list. That
 * is why the shared user is a member also when it is off.
 */
export function createCacheUsers(scope: Construct, { engine, password, removalPolicy }: CacheUserProps): CacheUsers {
  const user = new elasticache.CfnUser(scope, 'User', {
    engine: engine.name,
    userId: partName(scope, 'cache-user', MAX_LENGTH),
    userName: USERNAME,
    ...(password === undefined
      ? { passwords: [NO_SECRET], accessString: OFF }
      : {
          passwords: [password],
          // All keys, channels and commands, except administrative and dangerous commands. Clients call INFO on connecting.
          accessString: 'on ~* &* +@all -@admin -@dangerous +info',
        }),
  });
  const users = engine.name === REDIS ? [user, createDisabledDefaultUser(scope)] : [user];
  const userGroup = new elasticache.CfnUserGroup(scope, 'UserGroup', {
    engine: engine.name,
    userGroupId: partName(scope, 'cache-users', MAX_LENGTH),
    userIds: users.map(({ ref }) => ref),
  });
  for (const resource of [...users, userGroup]) {
    resource.applyRemovalPolicy(snapshotAsDestroy(removalPolicy));
  }
  return { user, userGroup };
}

/** Creates the secret of the user that all services share. */
export function createSharedSecret(
  scope: Construct,
  encryptionKey: kms.IKey | undefined,
  removalPolicy: RemovalPolicy,
): secretsmanager.Secret {
  return new secretsmanager.Secret(scope, 'Secret', {
    description: `User of the cache ${pathText(scope)}`,
    encryptionKey,
    removalPolicy: snapshotAsDestroy(removalPolicy),
    generateSecretString: {
      secretStringTemplate: JSON.stringify({ username: USERNAME }),
      generateStringKey: 'password',
      excludePunctuation: true,
      passwordLength: 64,
    },
  });
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
    userId: partName(scope, 'cache-default', MAX_LENGTH),
    userName: 'default',
    noPasswordRequired: true,
    accessString: OFF,
  });
}

const USERNAME = 'ecommerce';

/** Nobody can log in as a user who is off, with or without a password. */
const OFF = 'off -@all';

/** Valkey requires a password of every user, also of one who is off. This one, the last part of the stack's id, is no secret. */
const NO_SECRET = Fn.select(2, Fn.split('/', Aws.STACK_ID));

/** The limit of ElastiCache for the ids of users and user groups. */
export const MAX_LENGTH = 40;

/** The name of Redis OSS in the ElastiCache API. */
export const REDIS = 'redis';
