import type { Duration, aws_secretsmanager as secretsmanager } from 'aws-cdk-lib';

/**
 * Notes at which interval the password in a secret changes, if two users take turns or one has two passwords: a client that
 * read the secret before a rotation can log in until the next one.
 */
export function noteRotation(secret: secretsmanager.ISecret, interval: Duration): void {
  INTERVALS.set(secret, interval);
}

/** Returns the noted interval; undefined for a secret of the user, and for one that the library does not rotate. */
export function rotationIntervalOf(secret: secretsmanager.ISecret): Duration | undefined {
  return INTERVALS.get(secret);
}

const INTERVALS = new WeakMap<secretsmanager.ISecret, Duration>();
