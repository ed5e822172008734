// The record of messages, in a collection.

import { inDatabase } from '../../connections/documents.mjs';

export const prepare = () => inDatabase((database) => database.collection('messages').createIndex({ subject: 1 }));

export const record = ({ direction, id, ...message }) =>
  inDatabase((database) =>
    database
      .collection('messages')
      .updateOne({ _id: `${direction} ${id}` }, { $set: { direction, id, ...message } }, { upsert: true }),
  );

export const messagesOf = (subjects) =>
  inDatabase((database) =>
    database
      .collection('messages')
      .find({ subject: { $in: subjects } })
      .toArray(),
  );
