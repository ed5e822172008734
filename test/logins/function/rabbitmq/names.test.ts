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
