import { randomInt } from 'node:crypto';
import type { Credentials, SecretVersions } from './secret-versions';

/** A user whose password can be changed and tested. */
export interface RotatedUser {
  /** Returns the user who is current after the rotation, where users take turns. Otherwise, the user stays the same. */
  successorOf?(username: string): string;
  /** Sets the pending password. Does nothing if it is set already. */
  set(current: Credentials, pending: Credentials): Promise<void>;
  /** Throws if the pending password does not work. */
  test(pending: Credentials): Promise<void>;
}

/**
 * Executes one of the four steps in which Secrets Manager rotates a password.
 *
 * Steps are idempotent: Secrets Manager may repeat a step after a failure or a timeout.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotate(step: string, versions: SecretVersions, user: RotatedUser): Promise<void> {
  if (await versions.isRotated()) {
    return;
  }
  switch (step) {
    case 'createSecret':
      return createSecret(versions, user);
    case 'setSecret':
      return user.set(await versions.current(), await versions.pending());
    case 'testSecret':
      return user.test(await versions.pending());
    case 'finishSecret':
      return versions.makePendingCurrent();
    default:
      throw new Error(`Secrets Manager requested an unknown step of the rotation: ${step}`);
  }
}

async function createSecret(versions: SecretVersions, user: RotatedUser): Promise<void> {
  if (!(await versions.hasPending())) {
    const current = await versions.current();
    const username = user.successorOf?.(current.username) ?? current.username;
    await versions.putPending({ ...current, username, password: generatePassword() });
  }
}

/** As long as the initial password, and also without punctuation: brokers and connection strings reject some of it. */
function generatePassword(): string {
  return Array.from({ length: 64 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
