// Orders of a test: each has a user and a product of its own.

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { get, post, until } from '../../customer.mjs';
import { picture } from '../../picture.mjs';

export const QUANTITY = 10;

/** Lists a product, and waits until its stock is known. Returns an order of two, which is not placed yet. */
export async function prepareOrder(addresses, { quantity = 2, price = 250 } = {}) {
  const word = randomBytes(5).toString('hex');
  const order = { id: `order-${word}`, userId: `user-${word}`, sku: `sku-${word}`, quantity };
  const product = { sku: order.sku, title: `Lamp ${word}`, price, quantity: QUANTITY };
  await post(addresses, 'productservice', '/products', {
    ...product,
    picture: picture([0, 0, 0]).toString('base64'),
  });
  await until('the stock is known', () => get(addresses, 'inventoryservice', `/stock/${order.sku}`));
  return order;
}

export const place = (addresses, order) => post(addresses, 'orderservice', '/orders', order);

export const settled = (addresses, { id }) =>
  until(`${id} is paid or cancelled`, async () => {
    const order = await get(addresses, 'orderservice', `/orders/${id}`);
    return ['paid', 'cancelled'].includes(order.status) && order;
  });

export const stockOf = async (addresses, { sku }) =>
  (await get(addresses, 'inventoryservice', `/stock/${sku}`)).quantity;

/** Waits until the customer knows that an order is paid or cancelled, and returns the ids of all notifications. */
export async function notificationsOf(addresses, { id }) {
  const all = () => get(addresses, 'notificationservice', `/notifications/${id}`);
  await until('the customer knows', async () =>
    (await all()).some((it) => [`order.paid/${id}`, `order.cancelled/${id}`].includes(it.id)),
  );
  return (await all()).map((notification) => notification.id);
}

/** Waits until an order is paid and notified, and requires that everything was done once. */
export async function requireOnce(addresses, order) {
  assert.equal((await settled(addresses, order)).status, 'paid');
  const notifications = await notificationsOf(addresses, order);
  assert.equal(new Set(notifications).size, notifications.length);
  assert.equal(await stockOf(addresses, order), QUANTITY - order.quantity);
}
