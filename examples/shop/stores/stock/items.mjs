// The stock and what each order took of it, in a table with the partition key `sku`.

import { GetCommand, PutCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { TableName, table } from '../../connections/table.mjs';

const stockKey = (sku) => ({ sku });
const reservationKey = (orderId) => ({ sku: `order ${orderId}` });

export const prepare = async () => {};

export const add = ({ sku, quantity, price }) =>
  unlessRefused(
    new PutCommand({
      TableName,
      Item: { sku, quantity, price, version: 1 },
      ConditionExpression: 'attribute_not_exists(sku)',
    }),
  );

export const find = (sku) => get(stockKey(sku));

/** Takes the stock of an order, once: both items change, or neither. Without enough stock, the reservation says so. */
export async function reserve({ orderId, sku, quantity }) {
  const stock = await find(sku);
  const reservation = (taken) => ({
    Put: {
      TableName,
      Item: { ...reservationKey(orderId), product: sku, quantity, amount: taken ? stock.price * quantity : 0, taken },
      ConditionExpression: 'attribute_not_exists(sku)',
    },
  });
  if (stock) {
    const TransactItems = [reservation(true), changeOf(sku, -quantity, 'quantity >= :needed', { ':needed': quantity })];
    await unlessRefused(new TransactWriteCommand({ TransactItems }));
  }
  // If there is one by now, this changes nothing.
  await unlessRefused(new TransactWriteCommand({ TransactItems: [reservation(false)] }));
  return reservationOf(orderId);
}

/** Returns the stock of an order that is not paid, once. */
export async function release(orderId) {
  const { sku, quantity } = (await reservationOf(orderId)) ?? {};
  if (!sku) return undefined;
  const returned = {
    Update: {
      TableName,
      Key: reservationKey(orderId),
      UpdateExpression: 'SET taken = :no',
      ConditionExpression: 'taken = :yes',
      ExpressionAttributeValues: { ':no': false, ':yes': true },
    },
  };
  const TransactItems = [returned, changeOf(sku, quantity, 'attribute_exists(sku)')];
  await unlessRefused(new TransactWriteCommand({ TransactItems }));
  return reservationOf(orderId);
}

export async function reservationOf(orderId) {
  const { sku: _key, product: sku, ...reservation } = (await get(reservationKey(orderId))) ?? {};
  return sku && { orderId, sku, ...reservation };
}

export const stockPlace = (sku) => ({ thing: `item in ${TableName}`, key: `sku = ${sku}` });
export const reservationPlace = (orderId) => ({
  thing: `item in ${TableName}`,
  key: `sku = ${reservationKey(orderId).sku}`,
});

const changeOf = (sku, change, ConditionExpression, values = {}) => ({
  Update: {
    TableName,
    Key: stockKey(sku),
    UpdateExpression: 'ADD quantity :change, version :one',
    ConditionExpression,
    ExpressionAttributeValues: { ':change': change, ':one': 1, ...values },
  },
});

async function get(Key) {
  const { Item } = await table.send(new GetCommand({ TableName, Key, ConsistentRead: true }));
  return Item;
}

/** Sends a request whose condition may not hold. A conflict with another transaction is an error: the caller repeats. */
async function unlessRefused(command) {
  try {
    await table.send(command);
  } catch (error) {
    const reasons = error.CancellationReasons?.map(({ Code }) => Code) ?? [error.name];
    const isCondition = (code) => ['None', 'ConditionalCheckFailed', 'ConditionalCheckFailedException'].includes(code);
    if (!reasons.every(isCondition)) throw error;
  }
}
