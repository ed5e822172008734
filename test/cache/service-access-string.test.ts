import { serviceAccessString } from '../../src/cache/service-access-string';

test('a service may use the keys and the channels with its prefix', () => {
  expect(serviceAccessString('order')).toBe(
    'on ~order:* &order:* +@all -@admin -@dangerous -@scripting +eval +evalsha +eval_ro +evalsha_ro +script|load ' +
      '+script|exists -scan -randomkey -dbsize -pubsub -client|tracking +info',
  );
});

test('no prefix is that of another service', () => {
  const prefixes = ['order', 'orderservice', 'order_archive', 'order-archive', 'a'].map(
    (service) => serviceAccessString(service).split(' ')[1],
  );
  for (const prefix of prefixes) {
    const others = prefixes.filter((other) => other !== prefix);
    expect(others.filter((other) => other.startsWith(prefix.replace('*', '')))).toEqual([]);
  }
});
