// Products, in a table.

import { query, requireTable } from '../rows.mjs';

const COLUMNS = 'sku, title, price, quantity, picture, available';

export const prepare = () =>
  requireTable(
    'products',
    `sku text PRIMARY KEY, title text NOT NULL, price integer NOT NULL, quantity integer NOT NULL, picture text,
     available integer, version integer NOT NULL DEFAULT 0, published boolean NOT NULL DEFAULT false`,
  );

export const add = ({ sku, title, price, quantity, picture }) =>
  query(
    'INSERT INTO products (sku, title, price, quantity, picture) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
    [sku, title, price, quantity, picture],
  );

export async function find(sku) {
  const { rows } = await query(`SELECT ${COLUMNS} FROM products WHERE sku = $1`, [sku]);
  return rows[0];
}

export async function unpublished() {
  const { rows } = await query(`SELECT ${COLUMNS} FROM products WHERE NOT published LIMIT 100`);
  return rows;
}

export const markPublished = (sku) => query('UPDATE products SET published = true WHERE sku = $1', [sku]);

/** An older count, which comes late or twice, changes nothing. */
export const setAvailable = ({ sku, available, version }) =>
  query('UPDATE products SET available = $2, version = $3 WHERE sku = $1 AND version < $3', [sku, available, version]);

export const place = (sku) => ({ thing: 'row in products', key: `sku = ${sku}` });
