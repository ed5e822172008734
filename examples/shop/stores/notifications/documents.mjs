// Notifications, in a collection. The key is the id of the message that caused it.

import { inDatabase } from '../../connections/documents.mjs';

const inNotifications = (work) => inDatabase((database) => work(database.collection('notifications')));

export const prepare = () => inNotifications((notifications) => notifications.createIndex({ subject: 1 }));

export const add = ({ id, ...notification }) =>
  inNotifications((notifications) =>
    notifications.updateOne({ _id: id }, { $setOnInsert: notification }, { upsert: true }),
  );

export async function of(subject) {
  const documents = await inNotifications((notifications) =>
    notifications.find({ subject }).sort({ _id: 1 }).toArray(),
  );
  return documents.map(({ _id: id, ...notification }) => ({ id, ...notification }));
}

export const place = (id) => ({ thing: 'document in notifications', key: `_id = ${id}` });
