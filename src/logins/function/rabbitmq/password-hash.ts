import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Returns the hash that RabbitMQ stores for a password, so that no request contains the password.
 *
 * @see https://www.rabbitmq.com/docs/passwords
 */
export function passwordHash(password: string, salt: Buffer = randomBytes(SALT_BYTES)): string {
  const digest = createHash('sha256').update(salt).update(password, 'utf8').digest();
  return Buffer.concat([salt, digest]).toString('base64');
}

/** Returns whether a hash is that of the password. */
export function isHashOf(password: string, hash: string): boolean {
  const stored = Buffer.from(hash, 'base64');
  const expected = Buffer.from(passwordHash(password, stored.subarray(0, SALT_BYTES)), 'base64');
  return stored.length === expected.length && timingSafeEqual(stored, expected);
}

export const HASHING_ALGORITHM = 'rabbit_password_hashing_sha256';

const SALT_BYTES = 4;
