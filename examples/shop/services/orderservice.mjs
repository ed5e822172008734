// Takes orders, and follows each: placed, confirmed when its stock is reserved, then paid, or cancelled.

import { cachePlaces, inCache } from '../program/cache.mjs';
import { fieldsOf, Refusal } from '../program/http.mjs';
import { look } from '../program/places.mjs';
import { run } from '../program/program.mjs';
import { query, requireTable } from '../stores/rows.mjs';

const CACHE_SECONDS = 600;
const COLUMNS = 'id AS "orderId", user_id AS "userId", sku, quantity, amount, status';

const prepare = () =>
  requireTable(
    'orders',
    `id text PRIMARY KEY, user_id text NOT NULL, sku text NOT NULL, quantity integer NOT NULL, amount integer,
     status text NOT NULL DEFAULT 'placed', published boolean NOT NULL DEFAULT false`,
  );

const keyOf = (id) => `order:${id}`;

async function find(id) {
  const { rows } = await query(`SELECT ${COLUMNS} FROM orders WHERE id = $1`, [id]);
  return rows[0];
}

/** Changes the status of an order that has the one before. A message that comes again finds it changed, and gets the same. */
async function change({ orderId, amount }, before, after) {
  await query('UPDATE orders SET status = $3, amount = coalesce($4, amount) WHERE id = $1 AND status = $2', [
    orderId,
    before,
    after,
    amount,
  ]);
  const order = await find(orderId);
  if (!order) throw new Error(`The order ${orderId} does not exist.`);
  await inCache((cache) => cache.set(keyOf(orderId), JSON.stringify(order), 'EX', CACHE_SECONDS));
  return order;
}

async function unpublished() {
  const { rows } = await query(`SELECT ${COLUMNS} FROM orders WHERE NOT published LIMIT 100`);
  return rows.map(({ orderId, userId, sku, quantity }) => ({
    event: 'order.placed',
    content: { orderId, userId, sku, quantity },
    markPublished: () => query('UPDATE orders SET published = true WHERE id = $1', [orderId]),
  }));
}

const start = ({ publish, relay }) => ({
  routes: {
    /** The client chooses the id: it can send an order again when it got no answer, and orders once. */
    'POST /orders': async ({ body }) => {
      const { id, userId, sku, quantity } = fieldsOf(body, ['id', 'userId', 'sku'], ['quantity']);
      await query('INSERT INTO orders (id, user_id, sku, quantity) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
        id,
        userId,
        sku,
        quantity,
      ]);
      const order = await find(id);
      if (order.userId !== userId || order.sku !== sku || order.quantity !== quantity) {
        throw new Refusal(409, `${id} is another order.`);
      }
      relay();
      return order;
    },
    'GET /orders/ID': async ({ id }) => {
      const cached = await inCache((cache) => cache.get(keyOf(id)));
      return cached ? JSON.parse(cached) : find(id);
    },
  },
  hears: {
    inventoryservice: {
      'stock.reserved': async (event) => publish('order.confirmed', await change(event, 'placed', 'confirmed')),
      'stock.refused': async (event) => publish('order.cancelled', await change(event, 'placed', 'cancelled')),
    },
    paymentservice: {
      'payment.completed': async (event) => publish('order.paid', await change(event, 'confirmed', 'paid')),
      'payment.declined': async (event) => publish('order.cancelled', await change(event, 'confirmed', 'cancelled')),
    },
  },
  unpublished,
  places: async ({ order }) => [
    ...(await look('PostgreSQL', 'no engine for the store', async () => {
      const found = await find(order);
      return found ? [{ thing: `row in orders, ${found.status}`, key: `id = ${order}` }] : [];
    })),
    ...(await cachePlaces(keyOf(order))),
  ],
});

await run('orderservice', { prepare, start });
