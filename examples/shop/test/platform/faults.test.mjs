// Faults during an order: messages that come twice, programs that are killed, connections that end.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import amqp from 'amqplib';
import { authorities } from '../../attempts/authorities.mjs';
import { get, until } from '../../customer.mjs';
import { notificationsOf, place, prepareOrder, QUANTITY, requireOnce } from '../support/orders.mjs';
import { Relay } from '../support/relay.mjs';
import { environments, Shop } from '../support/shop.mjs';

const shop = new Shop();
const { addresses } = shop;
/** To the broker, for services that an order needs. */
const relays = {};
/** To the database of payments, which is PostgreSQL in every catalogue. */
let payments;
/** To the cache, for orders. */
let cache;

const viaRelay = async (service) => {
  const { hostname, port } = new URL(environments[service].BROKER_ENDPOINT);
  relays[service] = new Relay(hostname, Number(port));
  return { BROKER_ENDPOINT: `amqps://localhost:${await relays[service].listen()}` };
};

before(async () => {
  const services = ['orderservice', 'inventoryservice'];
  const changes = await Promise.all(services.map(async (service) => [service, await viaRelay(service)]));
  const { DATABASE_HOST, DATABASE_PORT } = environments.paymentservice;
  payments = new Relay(DATABASE_HOST, Number(DATABASE_PORT));
  const toPayments = { DATABASE_HOST: 'localhost', DATABASE_PORT: String(await payments.listen()) };
  shop.changes = { ...Object.fromEntries(changes), paymentservice: toPayments };
  const { CACHE_ENDPOINT, CACHE_PORT } = environments.orderservice;
  cache = new Relay(CACHE_ENDPOINT, Number(CACHE_PORT));
  Object.assign(shop.changes.orderservice, { CACHE_ENDPOINT: 'localhost', CACHE_PORT: String(await cache.listen()) });
  await shop.start(shop.changes);
});

after(async () => {
  await shop.stop();
  for (const relay of [...Object.values(relays), payments, cache]) relay.close();
});

const restart = (service) => shop.startOne(service, shop.changes[service]);

test('a message that comes twice changes nothing twice', async () => {
  const order = await prepareOrder(addresses);
  await place(addresses, order);
  await requireOnce(addresses, order);
  const before = await notificationsOf(addresses, order);

  // The events of the whole order again, with the logins of those that published them.
  const { id: orderId, userId, sku, quantity } = order;
  const amount = quantity * 250;
  await publish('orderservice', 'order.placed', { orderId, userId, sku, quantity });
  await publish('inventoryservice', 'stock.reserved', { orderId, sku, amount, available: QUANTITY, version: 1 });
  await publish('orderservice', 'order.confirmed', { orderId, userId, sku, quantity, amount });
  await publish('paymentservice', 'payment.completed', { orderId, userId, amount });
  await publish('orderservice', 'order.paid', { orderId, userId, sku, quantity, amount });
  for (const service of ['orderservice', 'inventoryservice', 'paymentservice', 'notificationservice']) {
    await until(`${service} has handled the second messages`, () => handledTwice(service, orderId));
  }

  await requireOnce(addresses, order);
  assert.deepEqual(await notificationsOf(addresses, order), before);
});

/** The lines of a log that a program wrote. Node.js and the SDK write warnings beside them. */
const jsonLines = (text) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));

/** Whether a program has handled a message about an order at least twice. */
function handledTwice(service, orderId) {
  const lines = jsonLines(shop.logs[service]);
  const ids = lines
    .filter(({ message, messageId }) => message === 'An event was handled.' && messageId.endsWith(orderId))
    .map(({ messageId }) => messageId);
  return [...new Set(ids)].every((id) => ids.filter((it) => it === id).length > 1);
}

test('an order is done once when the program that counts the stock is killed before it says so', async () => {
  const order = await prepareOrder(addresses);
  relays.inventoryservice.hold(); // the result, and the acknowledgement, do not reach the broker
  await place(addresses, order);
  await until('the stock is reserved', () => get(addresses, 'inventoryservice', `/reservations/${order.id}`));
  await shop.kill('inventoryservice');
  relays.inventoryservice.cut();
  await restart('inventoryservice');
  await requireOnce(addresses, order);
});

test('an order is paid when the program that takes payments is killed before it has written the payment', async () => {
  const order = await prepareOrder(addresses);
  payments.hold();
  await place(addresses, order);
  await until('the payment is on its way', () => payments.held > 0);
  await shop.kill('paymentservice');
  payments.cut();
  await restart('paymentservice');
  await requireOnce(addresses, order);
});

test('a request is answered while the database holds its connections', async () => {
  const address = new URL('/payments/none', addresses.paymentservice);
  assert.equal((await fetch(address)).status, 404);
  payments.hold();
  assert.equal((await fetch(address)).status, 503);
  payments.cut();
  await until('the database answers', async () => (await fetch(address)).status === 404);
});

test('a request is answered while the cache holds its connections', async () => {
  const order = await prepareOrder(addresses);
  await place(addresses, order);
  await requireOnce(addresses, order);
  cache.hold();
  assert.equal((await get(addresses, 'orderservice', `/orders/${order.id}`)).status, 'paid');
  assert.ok(cache.held > 0);
  cache.cut();
});

test('an order is done once when each program in turn is killed right after it was placed', async () => {
  for (const service of Object.keys(environments)) {
    const order = await prepareOrder(addresses);
    await place(addresses, order);
    await shop.kill(service);
    await restart(service);
    await requireOnce(addresses, order);
  }
});

test('an order that is placed while the broker is away is published when it is back', async () => {
  const order = await prepareOrder(addresses);
  relays.orderservice.hold();
  await place(addresses, order);
  await shop.kill('orderservice'); // committed, and not published
  relays.orderservice.cut();
  await restart('orderservice');
  await requireOnce(addresses, order);
});

test('a program connects to the broker again when its connection ends', async () => {
  for (const service of Object.keys(relays)) {
    const { connections } = relays[service];
    relays[service].cut();
    await until(`${service} is connected again`, () => relays[service].connections > connections);
  }
  const order = await prepareOrder(addresses);
  await place(addresses, order);
  await requireOnce(addresses, order);
});

test('each program ends with 0 on SIGTERM', async () => {
  const codes = await shop.stop();
  assert.deepEqual(new Set(Object.values(codes)), new Set([0]));
});

/** Publishes an event with the login of a service, as that service has done before. */
async function publish(service, event, content) {
  const { BROKER_ENDPOINT, BROKER_USERNAME: username, BROKER_PASSWORD: password } = environments[service];
  const { hostname, port } = new URL(BROKER_ENDPOINT);
  const address = { protocol: 'amqps', hostname, port, vhost: '/', username, password };
  const connection = await amqp.connect(address, { ca: authorities(environments[service]) });
  const channel = await connection.createConfirmChannel();
  const options = { persistent: true, messageId: `${event}/${content.orderId}` };
  channel.publish(`${service}.events`, `${service}.${event}`, Buffer.from(JSON.stringify(content)), options);
  await channel.waitForConfirms();
  await connection.close();
}
