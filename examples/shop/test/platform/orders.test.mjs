// Orders of a deployed platform, through the programs of all services.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { get, placeOrders, post, traceOrder, until } from '../../customer.mjs';
import { picture } from '../../picture.mjs';
import { notificationsOf, place, prepareOrder, QUANTITY, settled, stockOf } from '../support/orders.mjs';
import { environments, Shop } from '../support/shop.mjs';

const shop = new Shop();
const { addresses } = shop;

before(() => shop.start());
after(() => shop.stop());

test('an order is paid, notified and counted, and each service shows where it is', async () => {
  const orders = await placeOrders(addresses, { count: 3 });
  assert.deepEqual(
    orders.map(({ status, amount }) => [status, amount]),
    [1, 2, 3].map((number) => ['paid', number * (100 * number + 99)]),
  );
  for (const order of orders) {
    const rows = await traceOrder(order, addresses);
    for (const [service, environment] of Object.entries(environments)) {
      const parts = rows.filter((row) => row.service === service).map(({ part }) => part);
      assert.deepEqual(new Set(parts), new Set(partsOf(service, environment)), service);
    }
    assert.ok(rows.every(({ thing, key }) => thing.startsWith('not run: ') || key !== ''));
    const isNotRun = rows.some(({ part, thing }) => part === 'OpenSearch' && thing.startsWith('not run: '));
    assert.equal(order.answeredBy, isNotRun ? 'PostgreSQL' : 'OpenSearch');
  }
});

/** The parts that a service uses, as its settings tell. */
function partsOf(service, settings) {
  const isDocuments = settings.DATABASE_OPTIONS?.includes('retryWrites=false');
  const hasDatabase = settings.DATABASE_HOST !== undefined;
  const uses = {
    PostgreSQL: hasDatabase && !isDocuments,
    DocumentDB: hasDatabase && isDocuments,
    DynamoDB: settings.TABLE_NAME,
    OpenSearch: settings.SEARCH_ENDPOINT,
    S3: settings.BUCKET_NAME,
    RabbitMQ: settings.BROKER_ENDPOINT,
    // Search keeps the answers to queries there, which belong to no order.
    Valkey: settings.CACHE_ENDPOINT && service !== 'searchservice',
  };
  return Object.keys(uses).filter((part) => uses[part]);
}

test('an order of more than the stock is cancelled, and takes nothing', async () => {
  const order = await prepareOrder(addresses, { quantity: QUANTITY + 1 });
  await place(addresses, order);
  assert.equal((await settled(addresses, order)).status, 'cancelled');
  assert.equal(await stockOf(addresses, order), QUANTITY);
});

test('a declined payment returns the stock of its order', async () => {
  const order = await prepareOrder(addresses, { price: 600_000 });
  await place(addresses, order);
  assert.equal((await settled(addresses, order)).status, 'cancelled');
  await notificationsOf(addresses, order);
  await until('the stock is returned', async () => (await stockOf(addresses, order)) === QUANTITY);
});

test('a customer who sends an order twice orders once, and another order with its id is refused', async () => {
  const order = await prepareOrder(addresses);
  await Promise.all([place(addresses, order), place(addresses, order)]);
  assert.equal((await settled(addresses, order)).status, 'paid');
  assert.equal(await stockOf(addresses, order), QUANTITY - order.quantity);
  await assert.rejects(place(addresses, { ...order, quantity: 1 }), /answered 409/);
});

test('another product with the same SKU is refused', async () => {
  const { sku } = await prepareOrder(addresses);
  const before = await get(addresses, 'productservice', `/pictures/${sku}`);
  const other = { sku, title: 'Other', price: 1, quantity: 1, picture: picture([255, 0, 0]).toString('base64') };
  await assert.rejects(post(addresses, 'productservice', '/products', other), /answered 409/);
  assert.deepEqual(await get(addresses, 'productservice', `/pictures/${sku}`), before);
});

test('a user is shown only to a client with the session', async () => {
  const id = `user-${Date.now()}`;
  const { session } = await post(addresses, 'userservice', '/users', { id, email: 'a@example.com', name: 'A' });
  await assert.rejects(get(addresses, 'userservice', `/users/${id}`), /answered 401/);
  await assert.rejects(get(addresses, 'userservice', `/users/${id}`, { authorization: 'Bearer no' }), /answered 401/);
  const user = await get(addresses, 'userservice', `/users/${id}`, { authorization: `Bearer ${session}` });
  assert.equal(user.id, id);
});

test('no log has a password or a session', async () => {
  const secrets = Object.values(environments).flatMap((environment) =>
    Object.keys(environment)
      .filter((name) => name.endsWith('_PASSWORD'))
      .map((name) => environment[name]),
  );
  assert.ok(secrets.length > 0);
  const text = Object.values(shop.logs).join('');
  assert.ok(secrets.every((secret) => !text.includes(secret)));
});
