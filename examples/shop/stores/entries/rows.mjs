// What can be found, in a table. `revision` counts the changes, and `indexed` those that the search index has.

import { query, requireTable } from '../rows.mjs';

const COLUMNS = 'sku, title, price, available, version';

export const prepare = () =>
  requireTable(
    'entries',
    `sku text PRIMARY KEY, title text, price integer, available integer, version integer NOT NULL DEFAULT 0,
     revision integer NOT NULL DEFAULT 1, indexed integer NOT NULL DEFAULT 0`,
  );

export const setProduct = ({ sku, title, price }) =>
  query(
    `INSERT INTO entries (sku, title, price) VALUES ($1, $2, $3)
     ON CONFLICT (sku) DO UPDATE SET title = $2, price = $3, revision = entries.revision + 1
     WHERE (entries.title, entries.price) IS DISTINCT FROM ($2, $3)`,
    [sku, title, price],
  );

/** An older count, which comes late or twice, changes nothing. */
export const setAvailable = ({ sku, available, version }) =>
  query(
    `INSERT INTO entries (sku, available, version) VALUES ($1, $2, $3)
     ON CONFLICT (sku) DO UPDATE SET available = $2, version = $3, revision = entries.revision + 1
     WHERE entries.version < $3`,
    [sku, available, version],
  );

export async function find(text) {
  const { rows } = await query(
    `SELECT ${COLUMNS} FROM entries WHERE position(lower($1) IN lower(title)) > 0 AND available > 0 ORDER BY sku LIMIT 20`,
    [text],
  );
  return rows;
}

export async function get(sku) {
  const { rows } = await query(`SELECT ${COLUMNS} FROM entries WHERE sku = $1`, [sku]);
  return rows[0];
}

export async function unindexed() {
  const { rows } = await query(`SELECT ${COLUMNS}, revision FROM entries WHERE indexed < revision LIMIT 100`);
  return rows;
}

export const markIndexed = ({ sku, revision }) =>
  query('UPDATE entries SET indexed = $2 WHERE sku = $1 AND indexed < $2', [sku, revision]);

export const place = (sku) => ({ thing: 'row in entries', key: `sku = ${sku}` });
