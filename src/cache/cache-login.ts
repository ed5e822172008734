import {
  ArnFormat,
  Duration,
  type aws_ec2 as ec2,
  aws_elasticache as elasticache,
  type aws_logs as logs,
  RemovalPolicy,
  Stack,
  type aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { ClientLogins } from '../access/client-logins';
import { CACHE_CONNECT_ACTION } from '../access/known-access';
import { type LoginParts, userAndPassword } from '../access/login-parts';
import { readSecret } from '../access/permissions';
import { Authentication } from '../logins/authentication';
import { LoginFunction } from '../logins/login-function';
import { createLoginSecret, ServiceLogin } from '../logins/service-login';
import { serviceResourceName } from '../naming/physical-names';
import { topLevelStack } from '../naming/stack-path';
import { plainText } from '../naming/texts';
import { addLoginResource } from '../rotation/login-resources';
import { MAX_LENGTH } from './cache-users';
import { serviceAccessString } from './service-access-string';

/** A cache in which services have users of their own. */
export interface SharedCache {
  readonly engineName: string;
  /** How services log in that chose nothing. */
  readonly authentication?: string;
  readonly vpc: ec2.IVpc;
  readonly replicationGroup: elasticache.CfnReplicationGroup;
  readonly userGroup: elasticache.CfnUserGroup;
  readonly replicationGroupArn: string;
  readonly rotationInterval: Duration;
  readonly logRetention: logs.RetentionDays;
}

/**
 * Creates the user of a service in a cache, and returns what workloads get of it.
 *
 * The user may use the keys that begin with the service's name and a colon. A function adds the user to the group of the
 * cache, because no resource of CloudFormation does, and rotates the password. It may change this user alone.
 */
export function createCacheLogin(logins: ClientLogins, serviceName: string, cache: SharedCache): LoginParts {
  const scope = new Construct(logins.scope, 'Cache');
  const byIam = (logins.authentication ?? cache.authentication) === Authentication.IAM;
  const kind = byIam ? 'cache-iam' : 'cache';
  const userId = serviceResourceName(scope, { serviceName, kind, maxLength: MAX_LENGTH });
  const name = plainText(serviceName);
  const secret = byIam
    ? undefined
    : createLoginSecret(scope, 'Secret', {
        description: `Login of ${name} to the cache`,
        username: userId,
        fields: {},
        encryptionKey: logins.encryptionKey,
      });
  const user = createUser(scope, { ...cache, userId, serviceName, secret });
  const group = { id: logins.publish(cache.userGroup.ref), arn: logins.publish(cache.userGroup.attrArn) };
  const login = new ServiceLogin(scope, 'Login', {
    system: 'cache',
    serviceName,
    loginFunction: new LoginFunction(scope, 'Function', {
      part: `cache for ${name}`,
      engine: 'elasticache',
      environment: { USER_ID: user.ref },
      secrets: secret ? [secret] : [],
      permissions: [
        { actions: ['elasticache:DescribeUserGroups'], resources: [group.arn] },
        { actions: ['elasticache:ModifyUserGroup'], resources: [group.arn, user.attrArn] },
        ...(secret
          ? [{ actions: ['elasticache:DescribeUsers', 'elasticache:ModifyUser'], resources: [user.attrArn] }]
          : []),
      ],
      calls: ['ELASTICACHE'],
      timeout: FUNCTION_TIMEOUT,
      vpc: cache.vpc,
      encryptionKey: logins.encryptionKey,
      logRetention: cache.logRetention,
      removalPolicy: RemovalPolicy.DESTROY, // nothing that it writes is of use without the user
      // The group is busy until the cache has it.
      after: topLevelStack(scope) === topLevelStack(cache.replicationGroup) ? [cache.replicationGroup] : [],
    }),
    secrets: secret ? { SecretArn: secret } : {},
    rotationInterval: cache.rotationInterval,
    properties: {
      UserId: user.ref,
      UserGroupId: group.id,
      AccessString: user.accessString, // a change of the user adds a member again that somebody removed
    },
  });
  const settings = { CACHE_KEY_PREFIX: `${serviceName}:` };
  if (secret === undefined) {
    const resources = [logins.publish(cache.replicationGroupArn), user.attrArn];
    return {
      settings: {
        ...settings,
        CACHE_USERNAME: login.attribute('Username'),
        CACHE_NAME: logins.publish(cache.replicationGroup.ref),
      },
      secrets: {},
      permissions: [{ actions: [CACHE_CONNECT_ACTION], resources }],
    };
  }
  const handedOut = login.secret('SecretArn');
  return {
    settings: { ...settings, CACHE_SECRET_ARN: handedOut.secretArn },
    secrets: userAndPassword('CACHE', handedOut),
    permissions: readSecret(handedOut),
  };
}

interface UserProps {
  readonly engineName: string;
  readonly userId: string;
  readonly serviceName: string;
  /** Undefined for a user who logs in with IAM, whose name must be the id. */
  readonly secret?: secretsmanager.ISecret;
}

/** A user of another kind has another id: it exists beside the former one until the workloads are deployed. */
function createUser(scope: Construct, { engineName, userId, serviceName, secret }: UserProps): elasticache.CfnUser {
  const user = new elasticache.CfnUser(scope, secret ? 'User' : 'IamUser', {
    engine: engineName,
    userId,
    userName: userId,
    accessString: serviceAccessString(serviceName),
    ...(secret
      ? { passwords: [secret.secretValueFromJson('password').unsafeUnwrap()] }
      : { authenticationMode: { Type: 'iam' } }),
  });
  addLoginResource(user);
  return user;
}

/** Returns the ARN of a cache, in which logins with IAM name it. */
export function arnOfCache(replicationGroup: elasticache.CfnReplicationGroup): string {
  return Stack.of(replicationGroup).formatArn({
    service: 'elasticache',
    resource: 'replicationgroup',
    resourceName: replicationGroup.ref,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** The services wait for one another: a group takes one change at a time. */
const FUNCTION_TIMEOUT = Duration.minutes(15);
