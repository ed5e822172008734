import { setTimeout as delay } from 'node:timers/promises';
import amqp from 'amqplib';
import { readLogin } from './login.mjs';

const { BROKER_ENDPOINT, BROKER_SECRET_ARN, BROKER_PREFIX, BROKER_EXCHANGE } = process.env;

/** Connects with the login that the secret has now. */
export async function connect() {
  const { username, password } = await readLogin(BROKER_SECRET_ARN);
  const { hostname, port } = new URL(BROKER_ENDPOINT);
  const address = { protocol: 'amqps', hostname, port, vhost: '/', heartbeat: 30 };
  const connection = await amqp.connect({ ...address, username, password }, { noDelay: true });
  connection.on('error', (error) => console.error(`The connection failed: ${error.message}`)); // the event close follows
  return connection;
}

/** Publishes an event of the service, for example `order.placed`. */
export async function publish(connection, event, content) {
  const channel = await connection.createConfirmChannel();
  const body = Buffer.from(JSON.stringify(content));
  channel.publish(BROKER_EXCHANGE, `${BROKER_PREFIX}${event}`, body, { persistent: true });
  await channel.waitForConfirms();
  await channel.close();
}

/** Takes the events of another service from a queue of this one. Connects again when the connection ends. */
export async function consume({ queue, publisher, event }, handle) {
  for (;;) {
    try {
      const connection = await connect();
      const closed = new Promise((resolve) => connection.once('close', resolve));
      const channel = await connection.createChannel();
      const name = `${BROKER_PREFIX}${queue}`;
      await channel.assertQueue(name, { arguments: { 'x-queue-type': 'quorum' } });
      await channel.bindQueue(name, `${publisher}.events`, `${publisher}.${event}`);
      await channel.prefetch(10);
      await channel.consume(name, async (message) => {
        if (message === null) return; // the queue is gone
        await handle(JSON.parse(message.content.toString()));
        channel.ack(message);
      });
      await closed;
    } catch (error) {
      console.error(`The broker refused a connection or a request: ${error.message}`);
    }
    await delay(1_000);
  }
}
