// Takes the payment of each confirmed order, once. An order above the limit is declined.

import { look } from '../program/places.mjs';
import { run } from '../program/program.mjs';
import { query, requireTable } from '../stores/rows.mjs';

const LIMIT = 1_000_000; // in cents

const prepare = () =>
  requireTable(
    'payments',
    'order_id text PRIMARY KEY, user_id text NOT NULL, amount integer NOT NULL, status text NOT NULL',
  );

async function find(orderId) {
  const { rows } = await query(
    'SELECT order_id AS "orderId", user_id AS "userId", amount, status FROM payments WHERE order_id = $1',
    [orderId],
  );
  return rows[0];
}

/** Pays an order. When the message comes again, the row is there, and its result is published again. */
async function pay({ orderId, userId, amount }) {
  await query('INSERT INTO payments VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
    orderId,
    userId,
    amount,
    amount > LIMIT ? 'declined' : 'completed',
  ]);
  return find(orderId);
}

const start = ({ publish }) => ({
  routes: {
    'GET /payments/ID': ({ id }) => find(id),
  },
  hears: {
    orderservice: {
      'order.confirmed': async (order) => {
        const { status, ...payment } = await pay(order);
        await publish(`payment.${status}`, payment);
      },
    },
  },
  places: async ({ order }) =>
    look('PostgreSQL', 'no engine for the store', async () => {
      const found = await find(order);
      return found ? [{ thing: `row in payments, ${found.status}`, key: `order_id = ${order}` }] : [];
    }),
});

await run('paymentservice', { prepare, start });
