// The stock and what each order took of it, in two tables.

import { query, requireTable } from '../rows.mjs';

export async function prepare() {
  await requireTable(
    'stock',
    'sku text PRIMARY KEY, quantity integer NOT NULL, price integer NOT NULL, version integer NOT NULL DEFAULT 1',
  );
  await requireTable(
    'reservations',
    'order_id text PRIMARY KEY, sku text NOT NULL, quantity integer NOT NULL, amount integer NOT NULL, taken boolean NOT NULL',
  );
}

export const add = ({ sku, quantity, price }) =>
  query('INSERT INTO stock (sku, quantity, price) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [sku, quantity, price]);

export async function find(sku) {
  const { rows } = await query('SELECT sku, quantity, price, version FROM stock WHERE sku = $1', [sku]);
  return rows[0];
}

/**
 * Takes the stock of an order, once: one statement changes both tables or, when another process has inserted the
 * reservation meanwhile, neither. Without enough stock, the reservation says so.
 */
export async function reserve({ orderId, sku, quantity }) {
  await query(
    `WITH taken AS (
       UPDATE stock SET quantity = quantity - $3, version = version + 1
       WHERE sku = $2 AND quantity >= $3 AND NOT EXISTS (SELECT 1 FROM reservations WHERE order_id = $1)
       RETURNING price)
     INSERT INTO reservations
     SELECT $1, $2, $3, coalesce((SELECT price FROM taken), 0) * $3, EXISTS (SELECT 1 FROM taken)
     WHERE NOT EXISTS (SELECT 1 FROM reservations WHERE order_id = $1)`,
    [orderId, sku, quantity],
  );
  return reservationOf(orderId);
}

/** Returns the stock of an order that is not paid, once. */
export async function release(orderId) {
  await query(
    `WITH released AS (UPDATE reservations SET taken = false WHERE order_id = $1 AND taken RETURNING sku, quantity)
     UPDATE stock SET quantity = stock.quantity + released.quantity, version = version + 1
     FROM released WHERE stock.sku = released.sku`,
    [orderId],
  );
  return reservationOf(orderId);
}

export async function reservationOf(orderId) {
  const { rows } = await query(
    'SELECT order_id AS "orderId", sku, quantity, amount, taken FROM reservations WHERE order_id = $1',
    [orderId],
  );
  return rows[0];
}

export const stockPlace = (sku) => ({ thing: 'row in stock', key: `sku = ${sku}` });
export const reservationPlace = (orderId) => ({ thing: 'row in reservations', key: `order_id = ${orderId}` });
