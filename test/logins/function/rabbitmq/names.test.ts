import { eventsOf, isEvents, Names, serviceOf } from '../../../../src/logins/function/rabbitmq/names';

test('everything of a service begins with its name and a dot', () => {
  const { users, events, deadLetterExchange, deadLetterQueue } = new Names('order-archive');
  expect(users).toEqual(['order-archive_a', 'order-archive_b']);
  expect([events, deadLetterExchange, deadLetterQueue]).toEqual([
    'order-archive.events',
    'order-archive.dlx',
    'order-archive.dlq',
  ]);
});

test.each(['amq', 'order.inner', 'order.'])('a service cannot be named %s', (service) => {
  expect(() => new Names(service)).toThrow(
    new Error(
      `${service} cannot be the name of a service in RabbitMQ: the names of its queues and exchanges would begin with ` +
        `${service}., which may be those of another service or of RabbitMQ. Use a name without a dot, and not amq.`,
    ),
  );
  expect(() => eventsOf(service)).toThrow('cannot be the name');
});

test.each([
  ['order_a', 'order'],
  ['order_a_b', 'order_a'],
  ['administrator', 'administrator'],
])('the user %s belongs to %s', (user, service) => {
  expect(serviceOf(user)).toBe(service);
});

test.each([
  ['order.events', true],
  ['order.inner.events', false],
  ['.events', false],
  ['order.events2', false],
  ['amq.topic', false],
])('whether services publish to %s: %s', (exchange, expected) => {
  expect(isEvents(exchange)).toBe(expected);
});

test('services whose names look like users of another service share no user, and no name begins with that of another', () => {
  const services = ['order', 'order_a', 'order_b', 'order_a_a', 'order_migrator', 'order_owner', 'order-a'];
  const users = services.flatMap((service) => new Names(service).users.map((user) => ({ user, service })));
  expect(new Set(users.map(({ user }) => user)).size).toBe(2 * services.length);
  expect(users.filter(({ user, service }) => serviceOf(user) !== service)).toEqual([]);
  for (const service of services) {
    const { events, deadLetterExchange, deadLetterQueue } = new Names(service);
    const owners = services.filter((other) =>
      [events, deadLetterExchange, deadLetterQueue].some((name) => name.startsWith(`${other}.`)),
    );
    expect(owners).toEqual([service]);
  }
});
