// What services do with RabbitMQ, and what they must not be able to do. Each operation is a title and its work on a channel.

import { publish, take } from './rabbitmq-tenants.mjs';

const ATTACK = 'written by another service';

export const isAttack = (text) => text === ATTACK;

/** The work of a service in its own queues and exchanges. */
export const ownWork = (service, user) => {
  const [work, temporary, rest] = ['work', 'temporary', 'rest'].map((name) => `${service}.${name}`);
  const [events, inner] = [`${service}.events`, `${service}.inner`];
  return [
    ['declare a queue', (channel) => channel.assertQueue(work)],
    ['declare it again', (channel) => channel.assertQueue(work)],
    ['declare a temporary queue', (channel) => channel.assertQueue(temporary, { exclusive: true })],
    ['declare a stream', (channel) => channel.assertQueue(rest, { arguments: { 'x-queue-type': 'stream' } })],
    ['declare an exchange', (channel) => channel.assertExchange(inner, 'topic')],
    ['bind exchanges', (channel) => channel.bindExchange(inner, events, `${service}.#`)],
    ['unbind exchanges', (channel) => channel.unbindExchange(inner, events, `${service}.#`)],
    ['bind a queue', (channel) => channel.bindQueue(work, events, `${service}.order.*`)],
    ['unbind a queue', (channel) => channel.unbindQueue(work, events, `${service}.order.*`)],
    ['bind it again', (channel) => channel.bindQueue(work, events, `${service}.order.*`)],
    ['publish', (channel) => publish(channel, events, `${service}.order.placed`, 'own', { userId: user })],
    ['get', (channel) => expectMessage(channel, work, 'own')],
    ['purge', (channel) => channel.purgeQueue(work)],
    ['consume', (channel) => channel.consume(work, () => {})],
    ['delete a queue', (channel) => channel.deleteQueue(rest)],
    ['delete an exchange', (channel) => channel.deleteExchange(inner)],
    ['leave a message', (channel) => publish(channel, events, `${service}.order.placed`, 'kept')],
  ];
};

async function expectMessage(channel, queue, expected) {
  const message = await take(channel, queue);
  if (message !== expected) throw new Error(`${queue} has the message ${message}`);
}

/** What a service must not do in the broker, whose other queues and exchanges belong to nobody. */
export const ownRefusals = (service) => {
  const [work, events] = [`${service}.work`, `${service}.events`];
  const standard = ['amq.topic', 'amq.direct', 'amq.fanout', 'amq.headers'];
  return [
    ['publish to the default exchange', (channel) => publish(channel, '', work, ATTACK)],
    ['declare a queue with its name alone', (channel) => channel.assertQueue(service)],
    ['declare a queue with its name and another character', (channel) => channel.assertQueue(`${service}x.work`)],
    ['declare a queue whose name ends with its own', (channel) => channel.assertQueue(`x${service}.work`)],
    ['declare a queue that the broker names', (channel) => channel.assertQueue('', { exclusive: true })],
    ['declare an exchange with its name alone', (channel) => channel.assertExchange(service, 'topic')],
    ['declare an exchange with a name of the broker', (channel) => channel.assertExchange('amq.own', 'topic')],
    ['listen to the trace', (channel) => channel.bindQueue(work, 'amq.rabbitmq.trace', '#')],
    ['listen to the log', (channel) => channel.bindQueue(work, 'amq.rabbitmq.log', '#')],
    ['publish with the prefix of nobody', (channel) => publish(channel, events, 'nobody.order', ATTACK)],
    ['publish without a prefix', (channel) => publish(channel, events, '', ATTACK)],
    ...standard.flatMap((exchange) => [
      [`publish to ${exchange}`, (channel) => publish(channel, exchange, work, ATTACK)],
      [`bind to ${exchange}`, (channel) => channel.bindQueue(work, exchange, '#')],
      [`bind ${exchange}`, (channel) => channel.bindExchange(exchange, events, '#')],
      [`delete ${exchange}`, (channel) => channel.deleteExchange(exchange)],
    ]),
    ...replacements('', work).map(([title, work]) => [`${title} to the default exchange`, work(service)]),
  ];
};

/** Ways in which the broker publishes messages for a service. */
const replacements = (exchange, routingKey) => [
  [
    'pass dead letters',
    (service) => (channel) =>
      channel.assertQueue(passing(service, routingKey), {
        deadLetterExchange: exchange,
        deadLetterRoutingKey: routingKey,
      }),
  ],
  [
    'pass what has no queue',
    (service) => (channel) =>
      channel.assertExchange(passing(service, routingKey), 'topic', { alternateExchange: exchange }),
  ],
];

/** The name of a queue and an exchange that exist only where they were let through. */
export const passing = (service, routingKey) => `${service}.passing ${routingKey}`;

/** Everything that a service may try with the queues and exchanges of another one. */
export const foreignOperations = (attacker, victim) => {
  const [ownQueue, ownExchange] = [`${attacker}.work`, `${attacker}.events`];
  const queues = [`${victim}.work`, `${victim}.dlq`];
  const exchanges = [`${victim}.events`, `${victim}.dlx`];
  return [
    ...queues.flatMap((queue) => [
      [`declare ${queue}`, (channel) => channel.assertQueue(queue)],
      [`delete ${queue}`, (channel) => channel.deleteQueue(queue)],
      [`purge ${queue}`, (channel) => channel.purgeQueue(queue)],
      [`get from ${queue}`, (channel) => channel.get(queue)],
      [`consume from ${queue}`, (channel) => channel.consume(queue, () => {})],
      [`bind ${queue}`, (channel) => channel.bindQueue(queue, ownExchange, '#')],
      [`publish to ${queue} with the default exchange`, (channel) => publish(channel, '', queue, ATTACK)],
      ...replacements('', queue).map(([title, work]) => [`${title} to ${queue}`, work(attacker)]),
    ]),
    ...exchanges.flatMap((exchange) => [
      [`declare ${exchange}`, (channel) => channel.assertExchange(exchange, 'topic')],
      [`delete ${exchange}`, (channel) => channel.deleteExchange(exchange)],
      [`bind to ${exchange}`, (channel) => channel.bindQueue(ownQueue, exchange, '#')],
      [`bind to ${exchange} by key`, (channel) => channel.bindQueue(ownQueue, exchange, `${victim}.order.placed`)],
      [`bind an exchange to ${exchange}`, (channel) => channel.bindExchange(ownExchange, exchange, '#')],
      [`bind ${exchange} to an exchange`, (channel) => channel.bindExchange(exchange, ownExchange, '#')],
      [`unbind from ${exchange}`, (channel) => channel.unbindQueue(queues[0], exchange, `${victim}.order.*`)],
      [`publish to ${exchange}`, (channel) => publish(channel, exchange, `${victim}.order.placed`, ATTACK)],
      [`publish to ${exchange} as itself`, (channel) => publish(channel, exchange, `${attacker}.order`, ATTACK)],
      ...replacements(exchange, exchange).map(([title, work]) => [`${title} to ${exchange}`, work(attacker)]),
    ]),
    [`declare a queue`, (channel) => channel.assertQueue(`${victim}.new`)],
    [`declare a queue without a name after the dot`, (channel) => channel.assertQueue(`${victim}.`)],
    [`declare a queue with its name`, (channel) => channel.assertQueue(victim)],
    [`declare an exchange`, (channel) => channel.assertExchange(`${victim}.new`, 'fanout')],
    [`publish with its prefix`, (channel) => publish(channel, ownExchange, `${victim}.order.placed`, ATTACK)],
    [
      `publish as its user`,
      (channel) => publish(channel, ownExchange, `${attacker}.order.x`, ATTACK, { userId: `${victim}_a` }),
    ],
  ];
};

/** Calls of the management API, which a service may not use at all. */
export const managementCalls = (attacker, victim) => {
  const [queue, user] = [`queues/%2F/${encodeURIComponent(`${victim}.work`)}`, encodeURIComponent(`${victim}_a`)];
  const everything = { configure: '.*', write: '.*', read: '.*' };
  return [
    ['GET', queue],
    ['DELETE', queue],
    ['POST', `${queue}/get`, { count: 1, ackmode: 'ack_requeue_false', encoding: 'auto' }],
    ['GET', 'definitions'],
    ['PUT', `users/${user}`, { password: 'taken', tags: 'administrator' }],
    ['PUT', `permissions/%2F/${encodeURIComponent(`${attacker}_a`)}`, everything],
  ];
};
