import { setTimeout as delay } from 'node:timers/promises';
import amqp from 'amqplib';
import { log } from './log.mjs';
import { readLogin } from './login.mjs';

const { BROKER_ENDPOINT, BROKER_SECRET_ARN, BROKER_PREFIX, BROKER_EXCHANGE } = process.env;
const PAUSE_MS = { first: 500, last: 10_000 };
/** The attempts to handle a message before it goes back into the queue, which counts its deliveries. */
const ATTEMPTS = 10;

/** The channel of the connection that is open now. */
let current;

/** Connects, and again whenever the connection ends. `prepare` declares queues, and takes messages from them. */
export async function stayConnected(prepare, signal, onFailure = () => {}) {
  for (let pause = PAUSE_MS.first; !signal.aborted; pause = Math.min(2 * pause, PAUSE_MS.last)) {
    try {
      const connection = await connect();
      const closed = new Promise((resolve) => connection.once('close', resolve));
      signal.addEventListener('abort', () => connection.close().catch(() => {}), { once: true });
      try {
        current = await openChannel(connection);
        await prepare(current);
        pause = PAUSE_MS.first;
      } catch (error) {
        await connection.close().catch(() => {}); // the broker may have closed it
        throw error;
      }
      await closed;
    } catch (error) {
      log('The broker cannot be used.', { error: error.message });
      onFailure(error);
    }
    current = undefined;
    await delay(pause, undefined, { signal }).catch(() => {}); // aborted
  }
}

/** Publishes an event of the service, for example `order.placed`, and waits until the broker has it in a queue. */
export async function publish(event, content, messageId) {
  if (!current) throw new Error('The broker is not connected.');
  const body = Buffer.from(JSON.stringify(content));
  const { returned } = current;
  const routingKey = `${BROKER_PREFIX}${event}`;
  await new Promise((resolve, reject) => {
    const options = { persistent: true, mandatory: true, messageId, contentType: 'application/json' };
    current.publish(BROKER_EXCHANGE, routingKey, body, options, (error) => (error ? reject(error) : resolve()));
  });
  if (returned.delete(messageId)) throw new Error(`No queue takes ${routingKey}.`);
  return { exchange: BROKER_EXCHANGE, routingKey, messageId };
}

/** Takes the events of other services, each bound by { publisher, event }, from a queue of this one. */
export async function consume(channel, queue, bindings, handle) {
  const name = `${BROKER_PREFIX}${queue}`;
  await channel.assertQueue(name, { arguments: { 'x-queue-type': 'quorum' } });
  for (const { publisher, event } of bindings) {
    await channel.bindQueue(name, `${publisher}.events`, `${publisher}.${event}`);
  }
  await channel.prefetch(10);
  return channel.consume(name, async (message) => {
    if (message === null) return channel.connection.close(); // the queue is gone: declares it again
    await settle(channel, message, () => handle(JSON.parse(message.content.toString()), message, name));
  });
}

/** Acknowledges a message when its work is done. A message that is no JSON goes to the dead letters at once. */
async function settle(channel, message, work) {
  for (let attempt = 1; channel === current; attempt += 1) {
    try {
      await work();
      if (channel === current) channel.ack(message); // otherwise the broker delivers it again
      return;
    } catch (error) {
      log('A message was not handled.', { messageId: message.properties.messageId, attempt, error: error.message });
      if (error instanceof SyntaxError) return channel.nack(message, false, false);
      if (attempt === ATTEMPTS && channel === current) return channel.nack(message);
      await delay(Math.min(PAUSE_MS.first * 2 ** attempt, PAUSE_MS.last));
    }
  }
}

/** Connects with the login that the secret has now. */
async function connect() {
  const { username, password } = await readLogin(BROKER_SECRET_ARN);
  const { hostname, port } = new URL(BROKER_ENDPOINT);
  const address = { protocol: 'amqps', hostname, port, vhost: '/', heartbeat: 30 };
  const connection = await amqp.connect({ ...address, username, password }, { noDelay: true, timeout: 10_000 });
  connection.on('error', (error) => log('The connection failed.', { error: error.message })); // the event close follows
  return connection;
}

/** Opens a channel with confirms. If the broker closes it, the connection is closed, too. */
async function openChannel(connection) {
  const channel = await connection.createConfirmChannel();
  channel.on('error', (error) => log('The broker closed the channel.', { error: error.message }));
  channel.on('close', () => connection.close().catch(() => {})); // it may be closed already
  channel.returned = new Set();
  channel.on('return', ({ properties }) => channel.returned.add(properties.messageId));
  return channel;
}
