// The record of messages, in an item of the table for each subject: the table has only a partition key.

import { BatchGetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { TableName, table } from '../../connections/table.mjs';

const keyOf = (subject) => ({ sku: `messages ${subject}` });

export const prepare = async () => {};

export const record = ({ subject, ...message }) =>
  table.send(
    new UpdateCommand({
      TableName,
      Key: keyOf(subject),
      UpdateExpression: 'SET #name = :message',
      ExpressionAttributeNames: { '#name': `${message.direction} ${message.id}` },
      ExpressionAttributeValues: { ':message': message },
    }),
  );

export async function messagesOf(subjects) {
  const Keys = subjects.map(keyOf);
  const { Responses } = await table.send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys } } }));
  return Responses[TableName].flatMap(({ sku, ...messages }) => Object.values(messages));
}
