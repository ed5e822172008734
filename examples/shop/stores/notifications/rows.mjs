// Notifications, in a table. The key is the id of the message that caused it.

import { query, requireTable } from '../rows.mjs';

export const prepare = () =>
  requireTable(
    'notifications',
    `id text PRIMARY KEY, subject text NOT NULL, user_id text, text text NOT NULL, picture text, picture_bytes integer`,
  );

export const add = ({ id, subject, userId, text, picture, pictureBytes }) =>
  query('INSERT INTO notifications VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING', [
    id,
    subject,
    userId,
    text,
    picture,
    pictureBytes,
  ]);

export async function of(subject) {
  const { rows } = await query(
    `SELECT id, subject, user_id AS "userId", text, picture, picture_bytes AS "pictureBytes"
     FROM notifications WHERE subject = $1 ORDER BY id`,
    [subject],
  );
  return rows;
}

export const place = (id) => ({ thing: 'row in notifications', key: `id = ${id}` });
