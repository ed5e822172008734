import { nextUser, requireTurn, usersOf } from '../../../src/logins/function/turns';

test('a service has two users', () => {
  expect(usersOf('orders', '_')).toEqual(['orders_a', 'orders_b']);
  expect(usersOf('orders', '.')).toEqual(['orders.a', 'orders.b']);
});

test.each([
  ['orders_a', 'orders_b'],
  ['orders_b', 'orders_a'],
  ['a_b_a', 'a_b_b'],
  ['orders_migrator', 'orders_migrator'],
  ['orders.a', 'orders.a'],
])('after %s it is the turn of %s', (user, next) => {
  expect(nextUser(user, '_')).toBe(next);
});

test('a pending version must name the user whose turn is next', () => {
  expect(() => requireTurn('orders_a', 'orders_b', '_')).not.toThrow();
  expect(() => requireTurn('orders_a', 'orders_a', '_')).toThrow('it is the turn of orders_b');
});
