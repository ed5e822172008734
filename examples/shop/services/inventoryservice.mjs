// Counts down the stock: each order takes its stock once, however often its message comes.

import { cachePlaces, inCache } from '../program/cache.mjs';
import { look } from '../program/places.mjs';
import { run } from '../program/program.mjs';
import { kind, PART } from '../stores/kind.mjs';

const CACHE_SECONDS = 600;

const stock = await import(`../stores/stock/${kind}.mjs`);

const keyOf = (sku) => `stock:${sku}`;

/** Returns the count of a product, with its version, by which others know which of two counts is newer. */
async function count(sku) {
  const { quantity, version } = await stock.find(sku);
  await inCache((cache) => cache.set(keyOf(sku), JSON.stringify({ sku, quantity }), 'EX', CACHE_SECONDS));
  return { sku, available: quantity, version };
}

const start = ({ publish }) => ({
  routes: {
    'GET /stock/ID': async ({ id }) => {
      const { sku, quantity } = (await stock.find(id)) ?? {};
      return sku && { sku, quantity };
    },
    'GET /reservations/ID': ({ id }) => stock.reservationOf(id),
  },
  hears: {
    productservice: {
      'product.listed': async (product) => {
        await stock.add(product);
        await publish('stock.counted', await count(product.sku));
      },
    },
    orderservice: {
      'order.placed': async (order) => {
        const { taken, amount, sku } = await stock.reserve(order);
        if (!taken) return publish('stock.refused', { orderId: order.orderId, sku });
        return publish('stock.reserved', { orderId: order.orderId, amount, ...(await count(sku)) });
      },
      'order.cancelled': async ({ orderId }) => {
        const reservation = await stock.release(orderId);
        if (!reservation || reservation.amount === 0) return undefined; // it had no stock
        return publish('stock.released', { orderId, ...(await count(reservation.sku)) });
      },
    },
  },
  places: async ({ order, sku }) => [
    ...(await look(PART, 'no engine for the store', async () => [
      ...((await stock.reservationOf(order)) ? [stock.reservationPlace(order)] : []),
      ...((await stock.find(sku)) ? [stock.stockPlace(sku)] : []),
    ])),
    ...(await cachePlaces(keyOf(sku))),
  ],
});

await run('inventoryservice', { prepare: stock.prepare, start });
