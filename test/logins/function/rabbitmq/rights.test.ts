import { Properties } from '../../../../src/logins/function/properties';
import { Names } from '../../../../src/logins/function/rabbitmq/names';
import { escaped, rightsOf, wishesOf } from '../../../../src/logins/function/rabbitmq/rights';

const names = new Names('order');

const rightsWith = (properties: Record<string, unknown>) =>
  rightsOf(names, wishesOf(names, new Properties(properties)));

test('a service has the names that begin with its own', () => {
  expect(rightsWith({})).toEqual({
    permission: { configure: '^(?:order\\.)', write: '^(?:order\\.)', read: '^(?:order\\.)' },
    topicPermissions: [{ exchange: 'order.events', write: '^(?:order\\.)', read: '.*' }],
  });
});

test('a subscriber reads from the exchange of its publisher', () => {
  const rights = rightsWith({ Subscriptions: [{ Publisher: 'payment' }] });
  expect(rights.permission).toEqual({
    configure: '^(?:order\\.)',
    write: '^(?:order\\.)',
    read: '^(?:order\\.|payment\\.events$)',
  });
  expect(rights.topicPermissions[1]).toEqual({ exchange: 'payment.events', write: '^$', read: '.*' });
});

test('a subscription may name the routing keys', () => {
  const { topicPermissions } = rightsWith({
    Subscriptions: [{ Publisher: 'payment', RoutingKeys: ['order.paid', 'refund.*'] }],
  });
  expect(topicPermissions[1].read).toBe('^(?:payment\\.order\\.paid$|payment\\.refund\\.\\*$)');
});

test('additional names are exact', () => {
  const { permission } = rightsWith({ AdditionalNames: ['old+[queue]'] });
  const pattern = '^(?:order\\.|old\\+\\[queue\\]$)';
  expect(permission).toEqual({ configure: pattern, write: pattern, read: pattern });
});

test.each(['amq.default', 'amq.topic', 'amq.gen-x'])('the additional name %s is refused', (name) => {
  expect(() => rightsWith({ AdditionalNames: [name] })).toThrow(
    new Error(
      `The additional name ${name} is one of RabbitMQ's own, which reaches other services. Bind the queues to an exchange ` +
        'of the service, for example order.events, and publish to it.',
    ),
  );
});

test.each([
  ['order', [{ Publisher: 'order' }]],
  ['payment', [{ Publisher: 'payment' }, { Publisher: 'payment', RoutingKeys: ['refund'] }]],
])('a second subscription to %s, or one of a service to itself, is refused', (publisher, Subscriptions) => {
  expect(() => rightsWith({ Subscriptions })).toThrow(
    new Error(
      `The service order subscribes to ${publisher} twice, or to itself. Declare one subscription for each other service, ` +
        'with all its routing keys.',
    ),
  );
});

test('a publisher must be able to be a service', () => {
  expect(() => rightsWith({ Subscriptions: [{ Publisher: 'amq' }] })).toThrow('cannot be the name of a service');
  expect(() => rightsWith({ Subscriptions: [{}] })).toThrow('The property Publisher of the login is missing.');
});

test('every character with a meaning in a regular expression is escaped', () => {
  const text = 'a.b*c+d?e^f$g|h(i)j[k]l{m}n\\o-p_q';
  expect(new RegExp(`^${escaped(text)}$`).test(text)).toBe(true);
  expect(escaped('.*+?^$|()[]{}\\')).toBe('\\.\\*\\+\\?\\^\\$\\|\\(\\)\\[\\]\\{\\}\\\\');
});
