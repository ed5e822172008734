import {
  aws_elasticache as elasticache,
  type aws_kms as kms,
  type RemovalPolicy,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CacheEngine } from '../engines/cache-engine';
import { partName } from '../naming/physical-names';
import { pathText } from '../naming/texts';
import { acknowledge } from '../private/acknowledge';
import { snapshotAsDestroy } from '../private/removal-policies';
import type { RotationTarget } from '../rotation/rotation-target';

/** Properties of the user that all services share. */
export interface CacheUserProps {
  readonly engine: CacheEngine;
  /** Whether services log in as the user; otherwise, it is off. */
  readonly isShared: boolean;
  readonly encryptionKey?: kms.IKey;
  /** Removal policy of the cache. A retained cache needs its users and their group. */
  readonly removalPolicy: RemovalPolicy;
}

/** The user that all services share, and the user group of the cache. */
export interface CacheUsers {
  readonly secret: secretsmanager.Secret;
  readonly user: elasticache.CfnUser;
  readonly userGroup: elasticache.CfnUserGroup;
}

/**
 * Creates the users that every cache has, and the group.
 *
 * The list of members never changes, so that CloudFormation never removes the users of services, which it does not list. That
 * is why the shared user is a member also when it is off. It has a password then, too: ElastiCache refuses a Valkey user without
 * one.
 */
export function createCacheUsers(scope: Construct, props: CacheUserProps): CacheUsers {
  const { engine, isShared, removalPolicy } = props;
  const secret = createSecret(scope, props);
  const user = new elasticache.CfnUser(scope, 'User', {
    engine: engine.name,
    userId: partName(scope, 'cache-user', MAX_LENGTH),
    userName: USERNAME,
    passwords: [secret.secretValueFromJson('password').unsafeUnwrap()],
    accessString: isShared ? EVERYTHING : OFF,
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
  return { secret, user, userGroup };
}

function createSecret(
  scope: Construct,
  { isShared, encryptionKey, removalPolicy }: CacheUserProps,
): secretsmanager.Secret {
  const secret = new secretsmanager.Secret(scope, 'Secret', {
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
  if (!isShared) {
    acknowledge(secret, {
      id: 'AwsSolutions-SMG4',
      reason: 'Nobody logs in with this password: the user is off, and no service may read the secret.',
    });
  }
  return secret;
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

/** All keys, channels and commands, except administrative and dangerous commands. Clients call INFO on connecting. */
const EVERYTHING = 'on ~* &* +@all -@admin -@dangerous +info';

/** Nobody can log in as a user who is off. */
const OFF = 'off -@all';

/** The name of the user that all services share. */
const USERNAME = 'ecommerce';

/** The limit of ElastiCache for the ids of users and user groups. */
export const MAX_LENGTH = 40;

/** The name of Redis OSS in the ElastiCache API. */
export const REDIS = 'redis';
