import { join } from 'node:path';
import {
  Aws,
  Duration,
  type aws_ec2 as ec2,
  type aws_kms as kms,
  aws_lambda as lambda,
  type aws_logs as logs,
  type RemovalPolicy,
  aws_secretsmanager as secretsmanager,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { type Permission, useKeyOfSecret } from '../access/permissions';
import { allowIngress } from '../naming/security-group-rules';
import { refuse, requireWholeDays } from '../private/validation';
import { interfaceEndpoints, requireAwsAccess } from './aws-access';
import { noteRotatingFunction } from './rotation-alarms';
import type { BundledFile, RotationTarget } from './rotation-target';
import { createSecretFunction, KEY_ACTIONS, ROTATION_ACTIONS } from './secret-function';

/** Props of `rotateSecret`. */
export interface SecretRotationProps {
  /** The secret. Its key also encrypts the resources of the rotation. */
  readonly secret: secretsmanager.ISecret;
  /** The user whose password is in the secret. */
  readonly target: RotationTarget;
  /** The VPC in whose private subnets the function runs. */
  readonly vpc: ec2.IVpc;
  /** The interval; 0 disables rotation. */
  readonly interval: Duration;
  /** Retention of the function's log. */
  readonly logRetention: logs.RetentionDays;
  /** Removal policy of the store, which applies to the function's log group too. */
  readonly removalPolicy: RemovalPolicy;
}

/** Rotates a password at the interval. Creates no resources if the interval is 0. */
export function rotateSecret(scope: Construct, props: SecretRotationProps): void {
  const { interval } = props;
  requireWholeDays(scope, 'rotationInterval', interval, { min: 0, max: 1000 }, 'Use 0 to disable rotation.');
  if (isRotated(interval)) {
    new SecretRotation(scope, 'Rotation', props);
  }
}

/** Whether an interval rotates passwords. One that only the deployment knows does. */
export function isRotated(interval: Duration): boolean {
  return interval.isUnresolved() || interval.toSeconds() > 0;
}

/** What Secrets Manager rotates a secret with. */
export interface RotationScheduleProps {
  readonly secret: secretsmanager.ISecret;
  readonly handler: lambda.IFunction;
  readonly interval: Duration;
  /** The permission to call the function, if there is one for all secrets. */
  readonly permission?: lambda.CfnPermission;
}

/**
 * Creates the schedule on which Secrets Manager calls a function for a secret, with the permission to call it unless there is
 * one for all secrets. The constructs have the ids `Permission` and `Schedule`.
 */
export function createRotationSchedule(
  scope: Construct,
  { secret, handler, interval, permission = permissionFor(scope, secret, handler) }: RotationScheduleProps,
): secretsmanager.CfnRotationSchedule {
  noteRotatingFunction(handler);
  const schedule = new secretsmanager.CfnRotationSchedule(scope, 'Schedule', {
    secretId: secret.secretArn,
    rotationLambdaArn: handler.functionArn,
    rotationRules: { automaticallyAfterDays: interval.toDays() },
    rotateImmediatelyOnUpdate: false, // a deployment must not change the password of running clients
  });
  schedule.node.addDependency(permission);
  return schedule;
}

function permissionFor(
  scope: Construct,
  secret: secretsmanager.ISecret,
  handler: lambda.IFunction,
): lambda.CfnPermission {
  return new lambda.CfnPermission(scope, 'Permission', {
    action: 'lambda:InvokeFunction',
    functionName: handler.functionArn,
    principal: 'secretsmanager.amazonaws.com',
    sourceAccount: Aws.ACCOUNT_ID,
    sourceArn: secret.secretArn,
  });
}

/** Creates a function that rotates a password, and the schedule on which Secrets Manager calls it. */
class SecretRotation extends Construct {
  constructor(scope: Construct, id: string, props: SecretRotationProps) {
    super(scope, id);
    const { secret, target, vpc } = props;
    this.requirePrivateSubnets(vpc);
    requireAwsAccess(this, vpc, {
      services: ['SECRETS_MANAGER', ...(target.service ? [target.service] : [])],
      purpose: 'rotates the password',
      alternative: 'set `rotationInterval` to 0 days to disable rotation',
    });

    const { handler, securityGroup } = createSecretFunction(this, {
      ...props,
      part: target.part,
      purpose: `Rotates the password of the ${target.part}`,
      subject: `the rotation of the password of the ${target.part}`,
      code: codeOf(target.file),
      handler: handlerOf(target.file),
      environment: { ROTATED: target.name, ...target.environment },
      timeout: Duration.minutes(10), // ElastiCache takes minutes to apply a password, and DocumentDB to replace a primary
      permissions: [...target.permissions, ...permissionsToRotate(secret, secret.encryptionKey)],
      encryptionKey: secret.encryptionKey,
      connection: target.connection,
      notReserved: NOT_CONCURRENT,
    });
    const schedule = createRotationSchedule(this, { ...props, handler });
    // Secrets Manager tests the rotation at once: the function calls AWS, and the resource if it connects to it.
    schedule.node.addDependency(interfaceEndpoints(this, vpc), target.resource);
    const { connection } = target;
    if (connection) {
      allowIngress(connection.securityGroup, securityGroup, connection.port, 'From the rotation of the password');
      schedule.node.addDependency(connection.securityGroup);
    }
  }

  private requirePrivateSubnets(vpc: ec2.IVpc): void {
    if (vpc.privateSubnets.length === 0) {
      throw refuse(this, {
        prop: 'vpc',
        gotInWords: 'none',
        allowed: 'a network with private subnets, in which the function that rotates the password runs',
        fix: 'Add private subnets, or set `rotationInterval` to 0 days to disable rotation.',
      });
    }
  }
}

/** The permissions with which a function rotates a secret. */
export function permissionsToRotate(secret: secretsmanager.ISecret, key?: kms.IKey): Permission[] {
  const rotate = { actions: ROTATION_ACTIONS, resources: [secret.secretArn] };
  return key === undefined ? [rotate] : [rotate, useKeyOfSecret(secret, key, KEY_ACTIONS)];
}

/** A bundle is in a folder of its own, so that its packages are only in the functions that use them. */
function codeOf(file: RotationTarget['file']): lambda.Code {
  return file === BUNDLED
    ? lambda.Code.fromAsset(join(__dirname, '..', 'logins', 'function', BUNDLED), { exclude: ['*.d.ts'] })
    : lambda.Code.fromAsset(join(__dirname, 'function'), { exclude: ['*.d.ts', BUNDLED] });
}

/** The bundle also has the handler of the logins of services, because its driver is most of its size. */
function handlerOf(file: RotationTarget['file']): string {
  return file === BUNDLED ? `${file}.masterHandler` : `${file}.handler`;
}

const BUNDLED: BundledFile = 'document-db';

const NOT_CONCURRENT =
  'Secrets Manager does not overlap the rotations of a secret, and nothing else invokes the function. A new account has a ' +
  'quota of ten concurrent executions, of which it can reserve none.';
