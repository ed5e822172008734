import { randomInt } from 'node:crypto';
import type { Login, SecretVersions } from './secret-versions';

/** What keeps a login: its password can be changed, and tried. */
export interface LoginKeeper {
  /** Makes the pending password work. Done already, it does nothing. */
  set(current: Login, pending: Login): Promise<void>;
  /** Throws when the pending password does not work. */
  test(pending: Login): Promise<void>;
}

/**
 * Takes one of the four steps in which Secrets Manager replaces a password.
 *
 * Each step may come again, after a failure or a time-out, and then goes on where it stopped.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 */
export async function rotate(step: string, versions: SecretVersions, keeper: LoginKeeper): Promise<void> {
  if (await versions.isRotated()) {
    return;
  }
  switch (step) {
    case 'createSecret':
      return createSecret(versions);
    case 'setSecret':
      return keeper.set(await versions.current(), await versions.pending());
    case 'testSecret':
      return keeper.test(await versions.pending());
    case 'finishSecret':
      return versions.makePendingCurrent();
    default:
      throw new Error(`Secrets Manager asked for a step that a rotation does not have: ${step}`);
  }
}

async function createSecret(versions: SecretVersions): Promise<void> {
  if (!(await versions.hasPending())) {
    await versions.putPending({ ...(await versions.current()), password: generatePassword() });
  }
}

/** As long as the first one, and as free of punctuation, which brokers and connection strings refuse some of. */
function generatePassword(): string {
  return Array.from({ length: 64 }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
