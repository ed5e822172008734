// The record of messages, in a table.

import { query, requireTable } from '../rows.mjs';

export const prepare = () =>
  requireTable(
    'messages',
    `direction text, id text, subject text NOT NULL, exchange text NOT NULL, routing_key text NOT NULL, queue text,
     PRIMARY KEY (direction, id)`,
  );

export const record = ({ direction, id, subject, exchange, routingKey, queue }) =>
  query('INSERT INTO messages VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING', [
    direction,
    id,
    subject,
    exchange,
    routingKey,
    queue,
  ]);

export async function messagesOf(subjects) {
  const { rows } = await query(
    'SELECT direction, id, subject, exchange, routing_key AS "routingKey", queue FROM messages WHERE subject = ANY($1)',
    [subjects],
  );
  return rows;
}
