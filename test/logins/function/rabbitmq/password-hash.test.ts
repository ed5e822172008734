import { isHashOf, passwordHash } from '../../../../src/logins/function/rabbitmq/password-hash';

/** The example of RabbitMQ's documentation. */
const SALT = Buffer.from('908DC60A', 'hex');
const HASH = 'kI3GCqW5JLMJa4iX1lo7X4D6XbYqlLgxIs30+P6tENUV2POR';

test('the hash is the one of the documentation of RabbitMQ', () => {
  expect(passwordHash('test12', SALT)).toBe(HASH);
});

test('each hash has a salt of its own', () => {
  expect(passwordHash('test12')).not.toBe(passwordHash('test12'));
});

test.each(['test12', '', 'p:ä"ß€'])('the hash of the password %s belongs to no other one', (password) => {
  expect(isHashOf(password, passwordHash(password))).toBe(true);
  expect(isHashOf(`${password}x`, passwordHash(password))).toBe(false);
});

test.each(['', 'AAAA', `${HASH}AAAA`])('the hash %s belongs to no password', (hash) => {
  expect(isHashOf('test12', hash)).toBe(false);
});
