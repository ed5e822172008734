// Writes a notification for each event that a customer should know, with the picture of the product that was ordered.

import { GetObjectCommand } from '@aws-sdk/client-s3';
import { look, notRun } from '../program/places.mjs';
import { run } from '../program/program.mjs';
import { kind, PART } from '../stores/kind.mjs';

const notifications = await import(`../stores/notifications/${kind}.mjs`);
const bucket = process.env.BUCKET_NAME && (await import('../connections/storage.mjs'));

/** Reads the picture that the product service stored. A product may have none. */
async function pictureOf(sku) {
  if (!bucket) return {};
  const { Bucket, storage } = bucket;
  const picture = `products/${sku}.png`;
  try {
    const { Body } = await storage.send(new GetObjectCommand({ Bucket, Key: picture }));
    return { picture, pictureBytes: (await Body.transformToByteArray()).length };
  } catch (error) {
    if (error.name !== 'NoSuchKey') throw error;
    return {};
  }
}

const notify =
  (textOf, withPicture = false) =>
  async (event, messageId) =>
    notifications.add({
      id: messageId,
      subject: event.orderId ?? event.userId,
      userId: event.userId,
      text: textOf(event),
      ...(withPicture && (await pictureOf(event.sku))),
    });

async function places({ order, user }) {
  let pictures = [];
  const rows = await look(PART, 'no engine for the store', async () => {
    const found = [...(await notifications.of(user)), ...(await notifications.of(order))];
    pictures = found.filter(({ picture }) => picture);
    return found.map(({ id }) => notifications.place(id));
  });
  if (!bucket) return [...rows, notRun('S3', 'storage is switched off')];
  const read = ({ picture, pictureBytes }) => ({
    part: 'S3',
    thing: `object of ${pictureBytes} bytes, read`,
    key: `${bucket.Bucket}/${picture}`,
  });
  return [...rows, ...pictures.map(read)];
}

const start = () => ({
  routes: {
    'GET /notifications/ID': ({ id }) => notifications.of(id),
  },
  hears: {
    userservice: { 'user.registered': notify(({ name }) => `Welcome, ${name}.`) },
    orderservice: {
      'order.placed': notify(({ orderId }) => `We have your order ${orderId}.`),
      'order.paid': notify(({ orderId }) => `Your order ${orderId} is on its way.`, true),
      'order.cancelled': notify(({ orderId }) => `Your order ${orderId} is cancelled.`),
    },
    paymentservice: { 'payment.completed': notify(({ amount }) => `We received ${(amount / 100).toFixed(2)}.`) },
  },
  places,
});

await run('notificationservice', { prepare: notifications.prepare, start });
