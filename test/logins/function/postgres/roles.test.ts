import { Roles, serviceOf } from '../../../../src/logins/function/postgres/roles';

test('the roles have the name of the service', () => {
  const roles = new Roles('orders');
  expect(roles.owner).toBe('orders_owner');
  expect(roles.app).toBe('orders_app');
  expect(roles.logins).toEqual(['orders_a', 'orders_b', 'orders', 'orders_migrator']);
});

test('a name that PostgreSQL would shorten is refused, by its bytes', () => {
  expect(() => new Roles('x'.repeat(54))).not.toThrow();
  for (const service of ['x'.repeat(55), 'ü'.repeat(28)]) {
    expect(() => new Roles(service)).toThrow(/has more than 63 bytes\. Use a name of at most 54 bytes\./);
  }
});

test.each([
  ['orders_a', 'orders'],
  ['orders_b', 'orders'],
  ['orders_migrator', 'orders'],
  ['a_b_a', 'a_b'],
  ['orders', 'orders'],
])('the service of the user %s is %s', (user, service) => {
  expect(serviceOf(user)).toBe(service);
});
